package runtime_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// tryingHooks is a chain whose dry runs let an epoch and a block end.
func tryingHooks(t testing.TB, g *runtime.Genesis) *sandbox.Chain {
	t.Helper()
	c, err := sandbox.New(g, sandbox.Options{Rehearsal: []runtime.Act{runtime.Hooks()}})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	return c
}

// guardedTrying is guarded, with such dry runs.
func guardedTrying(t testing.TB) (c *sandbox.Chain, good abi.Hash) {
	t.Helper()
	g := probes(t, "one", "two")
	g.Unbounded, g.Params.Probation = true, 2
	v2 := variant(probe(t), "v2")
	g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: v2})
	return tryingHooks(t, g), sha256.Sum256(v2)
}

// tries has a group tried that upgrades the second contract.
func tries(t testing.TB, c *sandbox.Chain, group uint64, code, back abi.Hash, migrate []byte) {
	t.Helper()
	expect(t, results(t, c, builtin(0), new(program).upgradeIn(group, builtin(1), code, back, migrate).host("dry_run", group)), 0, 0)
}

// tried is what came of it, when it is over: the answer, and stage and fault.
func tried(t testing.TB, c *sandbox.Chain, group uint64) (state int64, stage byte, fault abi.Code) {
	t.Helper()
	for range 200 {
		out := do(t, c, builtin(0), new(program).outcome(group)).Data
		if state, stage, fault = words(out[:8])[0], out[8], abi.Code(out[12]); state != abi.OutcomeTried {
			return state, stage, fault
		}
		block(t, c, c.Time())
	}
	t.Fatal("the dry run does not end")
	return 0, 0, 0
}

// A dry run says what of an upgrade fails first, and leaves nothing behind.
func TestADryRunSaysWhatFailsFirst(t *testing.T) {
	writes := new(program).set('m', 9).bytes()
	trap := new(program).op(opTrap).bytes()
	stuck := store("back", new(program).op(opTrap))
	for name, test := range map[string]struct {
		code, back string
		migrate    []byte
		stage      byte
		fault      abi.Code
	}{
		"works":                       {"good", "", writes, 0, 0},
		"works, and back by a module": {"good", "back", writes, 0, 0},
		"entries are missing":         {"other", "", nil, abi.StageEntries, abi.CodeEntryMissing},
		"migrate traps":               {"good", "", trap, abi.StageMigrate, abi.CodeTrap},
		"a hook traps":                {"bad", "", nil, abi.StageHooks, abi.CodeTrap},
		"a hook traps later":          {"good", "", store("end_epoch", new(program).op(opTrap)).bytes(), abi.StageHooks, abi.CodeTrap},
		"the way back fails":          {"good", "back", stuck.bytes(), abi.StageBack, abi.CodeTrap},
	} {
		g := probes(t, "one", "two")
		g.Unbounded = true
		codes := map[string]abi.Hash{"": {}}
		for as, code := range map[string][]byte{"good": variant(probe(t), "v2"), "bad": wasm(t, "testdata/bad.wasm"), "back": wasm(t, "testdata/back.wasm"),
			"other": wasm(t, "../examples/counter/counter.wasm")} {
			codes[as] = sha256.Sum256(code)
			g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code})
		}
		c := tryingHooks(t, g)
		old := contract(t, c, 1)
		tries(t, c, 7, codes[test.code], codes[test.back], test.migrate)
		want := int64(abi.OutcomeWorks)
		if test.stage != 0 {
			want = abi.OutcomeFailed
		}
		if state, stage, fault := tried(t, c, 7); state != want || stage != test.stage || fault != test.fault {
			t.Errorf("%s: state %d, stage %d, %s", name, state, stage, fault)
		}
		nextEpoch(t, c)
		if now := contract(t, c, 1); now.CodeHash != old.CodeHash || now.Revision != old.Revision || stored(t, c, builtin(1), 'm') != 0 {
			t.Errorf("%s: a dry run has left something: %+v", name, now)
		}
	}
}

// What is scheduled is tried, and nothing else is: the answer to any other group says so.
func TestADryRunIsOfWhatIsScheduled(t *testing.T) {
	c, good := guardedTrying(t)
	expect(t, results(t, c, builtin(0), new(program).host("dry_run", 7)), int64(abi.ErrNotFound))
	results(t, c, builtin(0), new(program).upgradeIn(8, builtin(1), good, abi.Hash{}, nil))
	expect(t, results(t, c, builtin(0), new(program).host("dry_run", 7)), int64(abi.ErrNotFound))
	expect(t, results(t, c, builtin(0), new(program).upgradeIn(9, builtin(1), good, abi.Hash{}, nil).host("dry_run", 9).outcome(9))[:3], 0, 0, abi.OutcomeTried)
	nextEpoch(t, c)
	if contract(t, c, 1).CodeHash != good {
		t.Error("another group's upgrade is not carried out")
	}
	if state, _, _ := tried(t, c, 9); state != abi.OutcomeWorks {
		t.Errorf("the dry run came to %d", state)
	}
}

// A dry run is held against new code only where the fault is its own: what is broken already keeps no repair from a vote.
func TestADryRunComparesWithTheLiveCode(t *testing.T) {
	for name, test := range map[string]struct {
		broken int // whose hook traps by now
		works  bool
	}{"another contract is broken": {0, true}, "the live code is broken, and the new one too": {1, false}} {
		c, good := guardedTrying(t)
		results(t, c, builtin(test.broken), store("end_epoch", new(program).op(opTrap)))
		tries(t, c, 7, good, abi.Hash{}, nil)
		if state, _, _ := tried(t, c, 7); state == abi.OutcomeWorks != test.works {
			t.Errorf("%s: state %d", name, state)
		}
	}
	c, good := guardedTrying(t)
	results(t, c, builtin(1), store("end_epoch", new(program).op(opTrap)))
	repair := new(program)
	k := repair.at([]byte("end_epoch"))
	repair.host("state_delete", k, 9)
	tries(t, c, 7, good, abi.Hash{}, repair.bytes())
	if state, stage, fault := tried(t, c, 7); state != abi.OutcomeWorks {
		t.Errorf("a repair: state %d, stage %d, %s", state, stage, fault)
	}
}

// A dry run tells what carrying the group out does to the records of contracts, by the first byte of their keys, in their order.
func TestADryRunTellsWhatBecomesOfRecords(t *testing.T) {
	c, good := guardedTrying(t)
	results(t, c, builtin(1), new(program).set('a', 1).set('b', 1).set('e', 1))
	del := new(program)
	b := del.at([]byte{'b'})
	migrate := del.set('a', 2).host("state_delete", b, 1).set('c', 3).set('d', 4).set('e', 2).set('e', 1).bytes() // e is as it was
	raw, err := c.Tx("alice", call(builtin(0), new(program).upgradeIn(7, builtin(1), good, abi.Hash{}, migrate).host("dry_run", 7)))
	must(t, err)
	var told []string
	for _, e := range block(t, c, c.Time()+1, raw).End.Events {
		if e.Type == "storage_migrated" {
			told = append(told, abci.EventJSON(e.Data))
		}
	}
	at := func(rest string) string {
		return fmt.Sprintf(rest, builtin(1))
	}
	if want := []string{
		at(`{"kind":"61","added":0,"after":1,"group":7,"before":1,"changed":1,"removed":0,"contract":"%s"}`),
		at(`{"kind":"62","added":0,"after":0,"group":7,"before":1,"changed":0,"removed":1,"contract":"%s"}`),
		at(`{"kind":"63","added":1,"after":1,"group":7,"before":0,"changed":0,"removed":0,"contract":"%s"}`),
		at(`{"kind":"64","added":1,"after":1,"group":7,"before":0,"changed":0,"removed":0,"contract":"%s"}`),
	}; !slices.Equal(told, want) {
		t.Errorf("told %s, want %s", told, want)
	}
}
