package runtime_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// propose has alice propose actions, and everybody vote for them in the next epoch.
func (p *play) propose(title, actions string) (id uint64) {
	p.t.Helper()
	var made struct{ Proposal uint64 }
	out := p.say("alice", "governance", "propose", fmt.Sprintf(`{"title":%q,"actions":[%s]}`, title, actions), tokens(20))
	must(p.t, json.Unmarshal(out, &made))
	return made.Proposal
}

func (p *play) votes(ids ...uint64) {
	p.t.Helper()
	for _, id := range ids {
		for _, who := range people {
			p.say(who, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":"yes"}`, id), abi.Amount{})
		}
	}
}

// New code, and what else a proposal does, take effect together; when one of the two cannot be, nothing is.
func TestAProposalWithAnUpgradeIsAllOrNothing(t *testing.T) {
	p := newPlay(t, sandbox.Options{})
	sqrt := wasm(t, "../examples/formula-sqrt/formula-sqrt.wasm")
	if r := send(t, p.c, "alice", tx.Upload{Code: sqrt}); r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	block(t, p.c, p.c.Time())
	change := func(dispute int) string {
		return fmt.Sprintf(`{"kind":"params","contract":"rewards","changes":[{"name":"dispute","new":"%d"}]}`, dispute)
	}
	upgrade := fmt.Sprintf(`{"kind":"upgrade","contract":"formula","code_hash":"%s"}`, tx.Hash(sqrt))
	early := p.propose("first", change(2))
	late := p.propose("second", upgrade+","+change(2)) // which the first has done by then
	p.report(late)
	p.closes()
	p.votes(early, late)
	before := p.formula()
	p.closes()
	if got := p.proposal(late); got != "failed" {
		t.Errorf("the proposal is %s", got)
	}
	if got, want := p.says(late), "governance: its other actions: aborted with unchanged"; got != want {
		t.Errorf("the proposal says %q, want %q", got, want)
	}
	if p.formula() != before {
		t.Error("its upgrade has taken effect alone")
	}

	both := p.propose("third", change(3)+","+upgrade)
	p.report(both)
	p.closes()
	p.votes(both)
	p.closes()
	var params struct{ Dispute uint64 }
	p.ask("rewards", "params", `{}`, &params)
	if p.proposal(both) != "probation" || p.formula() != tx.Hash(sqrt) || params.Dispute != 3 {
		t.Errorf("the proposal is %s (%q), dispute is %d", p.proposal(both), p.says(both), params.Dispute)
	}
}
