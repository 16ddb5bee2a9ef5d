package runtime_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// With 70% of stake silent for ever, the others have no say at first; when it is dormant they change the rules, by the
// strictest track there is. The silent one is as free to vote as before: to vote is to wake.
func TestRulesChangeWhileSeventyPercentAreSilent(t *testing.T) {
	long(t)
	g := society(t)
	g.Params.EpochSeconds = 86_400
	g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: sandbox.Key("dora").Address(), Amount: tokens(700_000)}) // the others: 100,000 each
	p := playOf(t, g, sandbox.Options{})
	if got := p.decides("grace", 6, "alice", "bob", "carol"); got != "rejected" {
		t.Fatalf("30%% of stake change the rules: %s", got)
	}
	for range 60 { // in each of them somebody signs
		p.closes()
		for _, who := range []string{"alice", "bob", "carol"} {
			if r := send(t, p.c, who, tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)}); r.Code != abi.CodeOK {
				t.Fatal(r)
			}
		}
	}
	if got := p.decides("grace", 6, "alice", "bob"); got != "executed" {
		t.Errorf("two of three who are awake change no rules: %s", got)
	}
	if got := p.decides("grace", 7, "alice", "bob", "dora"); got != "rejected" {
		t.Errorf("against the no of 70%%: %s", got)
	}
}

// decides has some vote on a rule of governance, all but dora for it, and says what becomes of the proposal.
func (p *play) decides(rule string, value int, who ...string) (state string) {
	p.t.Helper()
	var made struct{ Proposal uint64 }
	must(p.t, json.Unmarshal(p.say("alice", "governance", "propose", fmt.Sprintf(
		`{"title":"a rule","actions":[{"kind":"params","contract":"governance","changes":[{"name":%q,"new":"%d"}]}]}`, rule, value), tokens(10)), &made))
	p.closes()
	for _, name := range who {
		option := map[bool]string{true: "no", false: "yes"}[name == "dora"]
		p.say(name, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":%q}`, made.Proposal, option), abi.Amount{})
	}
	for range 20 {
		if state = p.proposal(made.Proposal); state != "voting" && state != "timelock" {
			return state
		}
		p.closes()
	}
	return state
}
