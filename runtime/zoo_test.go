package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// beasts are formulas that were voted in and should not have been, by their letter in testdata/formula-zoo: what
// epochs come to while one is live.
var beasts = []struct {
	letter, about string
	by            string // who pays
	reason        uint64 // why it is not the live code; of the role alone if that pays
	ratio         uint64 // of ben's pay to ada's, who did 4 and 1; 0: whatever it is
	stays         bool   // it is live after three epochs
}{
	{"A", "weights trap", "last_good", 21, 4, false},
	{"B", "weights never end", "last_good", 20, 4, false},
	{"C", "too few weights", "last_good", rewards.ReasonLength, 4, false},
	{"D", "too many weights", "last_good", rewards.ReasonLength, 4, false},
	{"E", "no weights", "last_good", rewards.ReasonLength, 4, false},
	{"F", "weights of zero", "last_good", rewards.ReasonZeroSum, 4, false},
	{"G", "a role without weight", "last_good", rewards.ReasonBounds, 4, false},
	{"H", "one role takes it all", "last_good", rewards.ReasonBounds, 4, false},
	{"I", "weights whose sum overflows", "last_good", rewards.ReasonBounds, 4, false},
	{"J", "weights of 40 KiB", "last_good", rewards.ReasonLength, 4, false},
	{"K", "weights abort", "last_good", 23, 4, false},
	{"L", "weights recurse", "last_good", 22, 4, false},
	{"a", "scores trap", "last_good", 21, 4, false},
	{"b", "scores never end", "last_good", 20, 4, false},
	{"c", "scores abort", "last_good", 23, 4, false},
	{"d", "scores recurse", "last_good", 22, 4, false},
	{"e", "scores take all memory", "last_good", 20, 4, false},
	{"f", "scores overflow inside", "last_good", 23, 4, false},
	{"g", "too few scores", "last_good", rewards.ReasonLength, 4, false},
	{"h", "too many scores", "last_good", rewards.ReasonLength, 4, false},
	{"i", "no scores", "last_good", rewards.ReasonLength, 4, false},
	{"j", "scores of 64 KiB", "last_good", rewards.ReasonLength, 4, false},
	{"k", "nobody is paid", "live", rewards.ReasonNobody, 4, true},
	{"l", "a role is not paid", "live", rewards.ReasonNobody, 4, true},
	{"m", "totals overflow", "last_good", rewards.ReasonOverflow, 4, false},
	{"n", "huge scores", "live", 0, 1, true},
	{"o", "the first takes it all", "live", 0, 0, true},
	{"p", "it depends on the batch", "live", 0, 1, true},
	{"q", "it counts its calls", "live", 0, 1, true},
	{"r", "it looks at its gas", "live", 0, 1, true},
	{"s", "it fails on one account", "last_good", 21, 4, true},
	{"t", "it fails on several together", "last_good", 21, 4, false},
	{"u", "everybody gets the same", "live", 0, 1, true},
	{"v", "it writes", "last_good", 23, 4, false},
	{"w", "it pays itself", "live", 0, 4, true},
	{"x", "it uses much gas", "live", 0, 4, true},
	{"y", "it divides by zero", "last_good", 21, 4, false},
	{"z", "it writes out of bounds", "last_good", 21, 4, false},
}

// Whatever formula is voted in: blocks go on, the books are right, everybody is paid in the epoch in which it was
// due, the epoch and the proposal say what is wrong, and a code that fails on everything goes by itself.
func TestTheZooOfBadFormulas(t *testing.T) {
	long(t)
	zoo, saved := wasm(t, "../contracts/testdata/formula-zoo/formula-zoo.wasm"), vm.Disk{Dir: t.TempDir()}
	for _, x := range beasts {
		t.Run(x.letter+" "+x.about, func(t *testing.T) {
			g := society(t)
			g.Params.Probation = 10
			change(t, g, "rewards", map[string]any{"params": map[string]any{"dispute": 1, "fee_share": 200_000, "min_weight": 10_000, "max_weight": 600_000,
				"max_change": 50_000, "pool_limit": 2_000_000, "review": 90, "demand_floor": "0", "wanted_stake": 0, "formula_gas": 5_000_000, "formula_gas_per_record": 50_000, "formula_params": fmt.Sprintf("%x", x.letter)}})
			p := playOf(t, g, sandbox.Options{Code: saved})
			p.work(map[string]int{"ada": 1, "ben": 4})
			id := p.enact(zoo)
			p.pays(0, "live", 4)
			due := map[string]abi.Amount{}
			for epoch := uint64(0); epoch < 5; epoch++ { // in epoch 1 the proposal is voted on, and nobody works
				if epoch > 1 {
					p.work(map[string]int{"ada": 1, "ben": 4})
					p.closes()
				}
				by, amounts := p.paid(epoch)
				if due["ada"], due["ben"] = sum(due["ada"], amounts["ada"]), sum(due["ben"], amounts["ben"]); epoch < 2 {
					continue
				}
				if want := x.by; by != want {
					t.Errorf("epoch %d is paid by %s, want %s", epoch, by, want)
				}
				if x.ratio > 0 {
					p.pays(epoch, x.by, x.ratio)
				}
				if got := p.reason(epoch); got != x.reason {
					t.Errorf("epoch %d has reason %d, want %d", epoch, got, x.reason)
				}
			}
			p.closes()
			p.closes()
			must(t, p.c.Read(world.Reader.CheckBooks))
			for _, who := range []string{"ada", "ben"} {
				if got := account(t, p.c, who).Balance; got != due[who] {
					t.Errorf("%s has %s, was due %s", who, got, due[who])
				}
			}
			if stays := p.formula() == tx.Hash(zoo); stays != x.stays {
				t.Errorf("the formula stays: %v, want %v", stays, x.stays)
			}
			if said := p.says(id); x.reason != 0 != strings.Contains(said, fmt.Sprintf("by reason %d", x.reason)) {
				t.Errorf("reason %d, the proposal says %q", x.reason, said)
			}
		})
	}
}

// What pays people by whom they happen to be recorded with, or nobody at all, is refused before the vote; a formula that does not is
// voted on when the chain's report is complete.
func TestAFormulaThatDependsOnTheBatchIsRefused(t *testing.T) {
	long(t)
	zoo := wasm(t, "../contracts/testdata/formula-zoo/formula-zoo.wasm")
	for letter, state := range map[string]string{"k": "rejected", "o": "rejected", "p": "rejected", "u": "voting", "a": "voting"} {
		g := society(t)
		change(t, g, "rewards", map[string]any{"params": map[string]any{"dispute": 1, "fee_share": 200_000, "min_weight": 10_000, "max_weight": 600_000,
			"max_change": 50_000, "pool_limit": 2_000_000, "review": 90, "demand_floor": "0", "wanted_stake": 0, "formula_gas": 5_000_000, "formula_gas_per_record": 50_000, "formula_params": fmt.Sprintf("%x", letter)}})
		p := playOf(t, g, sandbox.Options{})
		for range 3 {
			p.work(map[string]int{"ada": 1, "ben": 4})
			p.closes()
		}
		if r := send(t, p.c, "alice", tx.Upload{Code: zoo}); r.Code != abi.CodeOK {
			t.Fatalf("%+v", r)
		}
		block(t, p.c, p.c.Time())
		p.say("alice", "governance", "propose", fmt.Sprintf(`{"title":"a formula","actions":[{"kind":"upgrade","contract":"formula","code_hash":"%s"}]}`, tx.Hash(zoo)), tokens(20))
		for range 5 {
			block(t, p.c, p.c.Time()+1)
		}
		var r struct {
			Done    bool
			Records uint64
			Reason  uint64
		}
		p.ask("governance", "report", `{"proposal":1}`, &r)
		if !r.Done {
			t.Errorf("%s: the report is not complete: %+v", letter, r)
		}
		p.closes()
		if got := p.proposal(1); got != state {
			t.Errorf("%s: the proposal is %s, want %s: %s, %+v", letter, got, state, p.says(1), r)
		}
	}
}

func sum(a, b abi.Amount) abi.Amount { c, _ := a.Add(b); return c }

// reason says why the live code did not pay an epoch's developers.
func (p *play) reason(epoch uint64) uint64 {
	p.t.Helper()
	var e struct {
		Roles []struct {
			Role   string
			Reason uint64
		}
	}
	p.ask("rewards", "epoch", fmt.Sprintf(`{"epoch":%d}`, epoch), &e)
	return e.Roles[3].Reason
}

// formula is the live code.
func (p *play) formula() abi.Hash {
	p.t.Helper()
	k, err := p.c.At("formula")
	must(p.t, err)
	var con world.Contract
	must(p.t, p.c.Read(func(r world.Reader) (err error) { con, _, err = r.Contract(k.Address); return err }))
	return con.CodeHash
}

// says is the reason that a proposal gives.
func (p *play) says(id uint64) string {
	p.t.Helper()
	var out struct{ Reason string }
	p.ask("governance", "proposal", fmt.Sprintf(`{"proposal":%d}`, id), &out)
	return out.Reason
}

// Bad code for a contract is refused before the vote, by its dry run, which leaves nothing behind: governance goes
// on, and so do all others.
func TestADryRunOfABadContractHarmsNothing(t *testing.T) {
	long(t)
	for _, x := range []struct {
		contract, file, state, fault string
		dressed                      bool
	}{
		{"formula", "../examples/counter/counter.wasm", "rejected", "a dry run fails in entries: an entry of the old code is missing", false},
		{"rewards", "testdata/bad.wasm", "rejected", "a dry run fails in entries: a method of the old code is missing", false},
		{"rewards", "testdata/bad.wasm", "rejected", "a dry run fails in hooks: trap", true},
		{"governance", "testdata/bad.wasm", "rejected", "a dry run fails in hooks: trap", true},
	} {
		p := newPlay(t, sandbox.Options{Rehearsal: []runtime.Act{runtime.Hooks()}})
		code := wasm(t, x.file)
		if x.dressed {
			code = dressed(t, code, x.contract)
		}
		id := p.propose("bad", fmt.Sprintf(`{"kind":"upgrade","contract":%q,"code_hash":"%s"}`, x.contract, p.uploads(code)))
		p.report(id)
		p.closes()
		if got := p.proposal(1); got != x.state || !strings.Contains(p.says(1), x.fault) {
			t.Errorf("%s: %s: %q, want %s: %s", x.contract, got, p.says(1), x.state, x.fault)
		}
		must(t, p.c.Read(world.Reader.CheckBooks))
	}
}
