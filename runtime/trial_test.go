package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/rehearsal"
	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm/wasm/sabotage"
)

// uploads has alice upload a code, which is callable then.
func (p *play) uploads(code []byte) abi.Hash {
	p.t.Helper()
	if r := send(p.t, p.c, "alice", tx.Upload{Code: code}); r.Code != abi.CodeOK {
		p.t.Fatalf("upload: %s %s", r.Code, r.Log)
	}
	block(p.t, p.c, p.c.Time())
	block(p.t, p.c, p.c.Time())
	return tx.Hash(code)
}

type reportInfo struct {
	Done      bool
	Contract  string
	Stage     string
	Fault     uint64
	Abort     uint64
	GasBefore uint64 `json:"gas_before"`
	GasAfter  uint64 `json:"gas_after"`
}

// report makes blocks until the chain's report about a proposal is complete.
func (p *play) report(id uint64) (r reportInfo) {
	p.t.Helper()
	for n := range 200 {
		p.ask("governance", "report", fmt.Sprintf(`{"proposal":%d}`, id), &r)
		if r.Done {
			p.t.Logf("the report took %d blocks, gas %d before and %d after", n, r.GasBefore, r.GasAfter)
			return r
		}
		block(p.t, p.c, p.c.Time())
	}
	p.t.Fatal("the report is never complete")
	return r
}

// real is the module of a built-in contract.
func real(name string) []byte {
	c, _ := contracts.Get(name)
	return c.Wasm
}

// rehearsed is a chain of the real contracts whose new code is tried as on any chain.
func rehearsed(t testing.TB) *play {
	p := newPlay(t, sandbox.Options{Rehearsal: rehearsal.Acts()})
	p.work(map[string]int{"ada": 1, "ben": 4})
	p.closes()
	return p
}

// Good code comes through its dry run, alone and with others, and the vote begins.
func TestGoodCodeComesThroughItsDryRun(t *testing.T) {
	long(t)
	for _, names := range []string{"rewards", "roles", "governance", "formula", "roles rewards governance"} {
		p := rehearsed(t)
		var actions []string
		for _, name := range strings.Fields(names) {
			hash := p.uploads(variant(real(name), "v2"))
			actions = append(actions, fmt.Sprintf(`{"kind":"upgrade","contract":%q,"code_hash":"%s"}`, name, hash))
		}
		id := p.propose("the same again", strings.Join(actions, ","))
		r := p.report(id)
		p.closes()
		if got := p.proposal(id); got != "voting" || r.GasAfter == 0 {
			t.Errorf("%s: the proposal is %s: %s: %+v", names, got, p.says(id), r)
		}
	}
}

// What the state does not allow keeps no code from a vote: with one place in a track nobody can hold two votes, which is what a dry run
// wants to see. Nor does a parameter at the end of its range.
func TestAttackAFullTrackKeepsNoCodeFromAVote(t *testing.T) {
	long(t)
	for name, change := range map[string]func(*runtime.Genesis){
		"one place":                   func(g *runtime.Genesis) { setParam(t, g, "governance", "max_active", 1) },
		"parameters at their largest": func(g *runtime.Genesis) { g.Params.CodeDelayBlocks, g.Params.Probation = 100_000, 1000 },
	} {
		g := society(t)
		change(g)
		v2 := variant(real("governance"), "v2")
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: v2})
		p := playOf(t, g, sandbox.Options{Rehearsal: rehearsal.Acts()})
		id := p.propose("the same again", fmt.Sprintf(`{"kind":"upgrade","contract":"governance","code_hash":"%s"}`, tx.Hash(v2)))
		p.report(id)
		p.closes()
		if got := p.proposal(id); got != "voting" {
			t.Errorf("%s: the proposal is %s: %s", name, got, p.says(id))
		}
	}
}

// dressed is a code that says of itself what a contract says.
func dressed(t testing.TB, code []byte, name string) []byte {
	t.Helper()
	return sabotage.Of(t, code).Says(abi.InterfaceSection, abi.InterfaceIn(real(name))).Code()
}

// What an entry can come to.
var (
	nothing = sabotage.I32(0)
	refuses = sabotage.I32(7) // aborts with that
	traps   = sabotage.Trap()
	loops   = sabotage.Do(sabotage.While(sabotage.I32(1), nil), sabotage.I32(0))
)

// broken is a contract's code, one entry of which is something else.
func broken(t testing.TB, name, entry string, body sabotage.Code) []byte {
	t.Helper()
	return sabotage.Of(t, real(name)).Instead(entry, body).Code()
}

// Code that does not do what others rely on is not voted on, however it says that all is well, and the proposal says what
// it does not do.
func TestBadCodeDoesNotComeThroughItsDryRun(t *testing.T) {
	long(t)
	for _, x := range []struct {
		contract, entry string
		body            sabotage.Code
		said            string
	}{
		{"rewards", "execute", nothing, "roles: a dry run fails in hooks: aborted with rewards"},
		{"rewards", "execute", refuses, "roles: a dry run fails in hooks: aborted with 7"},
		{"rewards", "query", traps, "rewards: a dry run fails in queries: trap"},
		{"rewards", "query", nothing, "rewards: a dry run fails in queries: an answer is not what others expect"},
		{"rewards", "end_epoch", nothing, "roles: a dry run fails in contributions: nothing is verified"},
		{"rewards", "end_epoch", loops, "rewards: a dry run fails in hooks: out of gas"},
		{"rewards", "end_block", nothing, "rewards: a dry run fails in payouts: nobody is paid"},
		{"roles", "execute", nothing, "roles: a dry run fails in queries: an answer is not what others expect"},
		{"roles", "query", traps, "roles: a dry run fails in queries: trap"},
		{"roles", "end_epoch", nothing, "roles: a dry run fails in contributions: aborted with not_attestor"},
		{"roles", "end_block", nothing, "roles: a dry run fails in contributions: nothing is verified"},
		{"governance", "execute", nothing, "governance: a dry run fails in votes: an answer is not what others expect"},
		{"governance", "query", refuses, "governance: a dry run fails in queries: aborted with 7"},
		{"governance", "end_epoch", nothing, "governance: a dry run fails in votes: votes are not counted"},
		{"governance", "end_block", traps, "governance: a dry run fails in hooks: trap"},
		{"formula", "scores", nothing, ""}, // the fallback pays: the rest of the report is about it
	} {
		p := rehearsed(t)
		code := p.uploads(broken(t, x.contract, x.entry, x.body))
		id := p.propose("bad", fmt.Sprintf(`{"kind":"upgrade","contract":%q,"code_hash":"%s"}`, x.contract, code))
		p.report(id)
		p.closes()
		state, said := "rejected", "the chain's report: "+x.said
		if x.said == "" {
			state, said = "voting", ""
		}
		if p.proposal(id) != state || p.says(id) != said {
			t.Errorf("%s.%s: the proposal is %s: %q, want %q", x.contract, x.entry, p.proposal(id), p.says(id), said)
		}
		if p.code(x.contract) != tx.Hash(real(x.contract)) {
			t.Errorf("%s.%s: another code is live", x.contract, x.entry)
		}
	}
}

// New code that owners of stake signal for goes through the same before it is live; what does not come through never is, and
// the chain says why.
func TestARescueToNewCodeGoesThroughADryRun(t *testing.T) {
	long(t)
	p := rehearsed(t)
	bad, good := p.uploads(broken(t, "rewards", "end_block", nothing)), p.uploads(variant(real("rewards"), "v2"))
	for _, x := range []struct {
		code  abi.Hash
		live  bool
		fault abi.Code
	}{{bad, false, abi.CodeNotPaid}, {good, true, 0}} {
		p.signalFor("rewards", x.code, people...)
		for range 12 {
			p.closes()
			for range 8 {
				block(p.t, p.c, p.c.Time())
			}
		}
		if live := p.code("rewards") == x.code; live != x.live {
			t.Errorf("live: %v, want %v", live, x.live)
		}
		k, err := p.c.At("rewards")
		must(t, err)
		must(t, p.c.Read(func(r world.Reader) error {
			rescue, err := r.Rescue(k.Address)
			if abi.Code(rescue.Fault) != x.fault {
				t.Errorf("the rescue fails of %s, want %s", abi.Code(rescue.Fault), x.fault)
			}
			return err
		}))
	}
	p.alive()
}
