package runtime_test

import (
	"crypto/sha256"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// guarded starts a chain with two probes and two further codes: a good one and one whose
// end_epoch traps. Probation lasts two epochs.
func guarded(t testing.TB) (c *sandbox.Chain, good, bad abi.Hash) {
	t.Helper()
	g := probes(t, "one", "two")
	g.Unbounded, g.Params.Probation = true, 2
	v2, broken := variant(probe(t), "v2"), wasm(t, "testdata/bad.wasm")
	g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: v2}, runtime.GenesisCode{Wasm: broken})
	return start(t, g), sha256.Sum256(v2), sha256.Sum256(broken)
}

// upgrade adds the scheduling of new code, in a group of its own.
func (p *program) upgrade(to abi.Address, hash abi.Hash, input []byte) *program {
	return p.upgradeIn(uint64(to[0])+1, to, hash, abi.Hash{}, input)
}

func (p *program) upgradeIn(group uint64, to abi.Address, hash, back abi.Hash, input []byte) *program {
	return p.host("upgrade", p.at(to[:]), p.at(hash[:]), p.at(input), uint64(len(input)), p.at(back[:]), group)
}

func nextEpoch(t testing.TB, c *sandbox.Chain) []string {
	t.Helper()
	return kinds(block(t, c, clockEnd(t, c)).End.Events)
}

func TestAnUpgradeIsProvenAfterItsProbation(t *testing.T) {
	c, good, _ := guarded(t)
	old := contract(t, c, 1).CodeHash
	migrate := new(program).set('m', 9).bytes()
	expect(t, results(t, c, builtin(0), new(program).upgrade(builtin(1), good, migrate)), 0)
	if con := contract(t, c, 1); con.CodeHash != old {
		t.Error("the upgrade does not wait for the boundary")
	}
	if ev := nextEpoch(t, c); !same(ev, []string{"upgraded"}) {
		t.Errorf("events %v", ev)
	}
	con := contract(t, c, 1)
	if con.CodeHash != good || con.LastGood() != old || con.ProbationEnd(1) != 3 || con.Revision != 2 || stored(t, c, builtin(1), 'm') != 9 {
		t.Errorf("after the upgrade: %+v", con)
	}
	nextEpoch(t, c)
	if con := contract(t, c, 1); con.LastGood() != old {
		t.Error("proven before its time")
	}
	if ev := nextEpoch(t, c); !same(ev, []string{"proven"}) {
		t.Errorf("events %v", ev)
	}
	if con := contract(t, c, 1); con.LastGood() != good || con.ProbationEnd(3) != 0 || con.OnProbation() || con.Previous != old {
		t.Errorf("after probation: %+v", con)
	}
}

// Whoever deals with a contract that somebody has deployed relies on its code: no vote changes it.
func TestOnlyWhatGenesisNamedIsUpgraded(t *testing.T) {
	c, good, _ := guarded(t)
	deployed := deploy(t, c, probe(t))
	expect(t, results(t, c, builtin(0), new(program).upgrade(deployed, good, nil)), int64(abi.ErrDenied))
	if ev := nextEpoch(t, c); len(ev) != 0 {
		t.Errorf("events %v", ev)
	}
}

func TestAHookThatFailsOnProbationIsRolledBackInTheSameBlock(t *testing.T) {
	for i := range 2 { // the keeper of the epoch, and another
		c, _, bad := guarded(t)
		old := contract(t, c, i).CodeHash
		results(t, c, builtin(i), store("end_epoch", new(program).set('k', 1)))
		results(t, c, builtin(0), new(program).upgrade(builtin(i), bad, nil))
		nextEpoch(t, c)
		if ev := nextEpoch(t, c); !same(ev, []string{"hook_failed", "rolled_back"}) {
			t.Errorf("events %v", ev)
		}
		con := contract(t, c, i)
		if con.CodeHash != old || con.Failed != bad || con.FailedReason != uint32(abi.CodeTrap) || con.FailedEpoch != 1 || con.OnProbation() {
			t.Errorf("after the roll-back: %+v", con)
		}
		if stored(t, c, builtin(i), 'k') != 1 || clock(t, c).Epoch != 2 {
			t.Error("the old code did not close the epoch")
		}
	}
}

func TestI12AFailedMigrationChangesNothing(t *testing.T) {
	c, good, _ := guarded(t)
	old := contract(t, c, 1)
	results(t, c, builtin(0), new(program).upgrade(builtin(1), good, new(program).set('m', 9).host("abort", 4, 0, 0).bytes()))
	if ev := nextEpoch(t, c); !same(ev, []string{"upgrade_failed"}) {
		t.Errorf("events %v", ev)
	}
	con := contract(t, c, 1)
	if con.CodeHash != old.CodeHash || con.OnProbation() || con.Failed != good || con.Revision != 1 || stored(t, c, builtin(1), 'm') != 0 {
		t.Errorf("%+v", con)
	}
}

func TestNewCodeMustServeWhatTheOldDid(t *testing.T) {
	c, _, _ := guarded(t)
	formula := wasm(t, "../contracts/formula/formula.wasm")
	if r := send(t, c, "alice", tx.Upload{Code: formula}); r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	var p program
	hash := p.at(addrHash(tx.Hash(formula)))
	p.host("code_info", hash).upgrade(builtin(1), tx.Hash(formula), nil).host("code_info", spareAt)
	expect(t, results(t, c, builtin(0), &p), int64(abi.ErrNotCallable), int64(abi.ErrNotCallable), int64(abi.ErrNotFound))
	block(t, c, c.Time())
	expect(t, results(t, c, builtin(0), new(program).upgrade(builtin(1), tx.Hash(formula), nil)), 0)
	if ev := nextEpoch(t, c); !same(ev, []string{"upgrade_failed"}) {
		t.Errorf("events %v", ev)
	}
	if con := contract(t, c, 1); con.FailedReason != uint32(abi.CodeEntryMissing) {
		t.Errorf("%+v", con)
	}
}

func addrHash(h abi.Hash) []byte { return h[:] }

func TestTheGuardRestoresAtOnce(t *testing.T) {
	c, good, bad := guarded(t)
	old := contract(t, c, 1).CodeHash
	failed := func(hash abi.Hash) *program {
		p := new(program)
		a := builtin(1)
		return p.host("code_failed", p.at(a[:]), p.at(hash[:]), 42)
	}
	expect(t, results(t, c, builtin(0), failed(old)), 0) // nothing to go back to
	results(t, c, builtin(0), new(program).upgrade(builtin(1), good, nil))
	nextEpoch(t, c)
	expect(t, results(t, c, builtin(0), failed(bad)), 0) // not the live code
	r := do(t, c, builtin(0), failed(good))
	expect(t, words(r.Data), 1)
	if !same(kinds(r.Events), []string{"rolled_back"}) {
		t.Errorf("events %v", kinds(r.Events))
	}
	con := contract(t, c, 1)
	if con.CodeHash != old || con.Failed != good || con.FailedReason != 42 || con.Revision != 3 {
		t.Errorf("%+v", con)
	}
	p := new(program)
	a := builtin(1)
	p.host("contract_info", p.at(a[:]), spareAt).show(spareAt, abi.ContractInfoSize)
	info := do(t, c, builtin(0), p).Data[8:]
	if abi.Hash(info[:32]) != old || abi.Hash(info[32:64]) != old || abi.Hash(info[64:96]) != good || info[104] != 42 || info[108] != 3 || info[112] != 1 {
		t.Errorf("contract_info %x", info)
	}
}

func TestCodeOnProbationIsReplacedWithTheProvenOneAsWayBack(t *testing.T) {
	c, good, bad := guarded(t)
	old := contract(t, c, 1).CodeHash
	for _, hash := range []abi.Hash{good, bad} {
		results(t, c, builtin(0), new(program).upgrade(builtin(1), hash, nil))
		nextEpoch(t, c)
	}
	if con := contract(t, c, 1); con.CodeHash != bad || con.LastGood() != old || con.ProbationEnd(2) != 4 {
		t.Errorf("%+v", con)
	}
	results(t, c, builtin(0), new(program).upgrade(builtin(1), old, nil)) // back by decision
	nextEpoch(t, c)
	if con := contract(t, c, 1); con.CodeHash != old || con.OnProbation() || !con.Previous.IsZero() {
		t.Errorf("%+v", con)
	}
}

// Proven code is taken back on another contract's word only where it has no hooks, by which the chain would see
// itself that it fails.
func TestTheGuardTakesBackProvenCodeWithoutHooks(t *testing.T) {
	for name, hooks := range map[string]bool{"with hooks": true, "without": false} {
		g := probes(t, "one", "two")
		g.Unbounded, g.Params.Probation = true, 1
		if !hooks {
			g.Contracts[1].Capabilities = nil
		}
		v2 := variant(probe(t), "v2")
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: v2})
		c := start(t, g)
		a, good := builtin(1), sha256.Sum256(v2)
		failed := func(hash abi.Hash) *program {
			p := new(program)
			return p.host("code_failed", p.at(a[:]), p.at(hash[:]), 42)
		}
		expect(t, results(t, c, builtin(0), failed(contract(t, c, 1).CodeHash)), 0) // it replaced nothing
		results(t, c, builtin(0), new(program).upgrade(a, good, nil))
		nextEpoch(t, c)
		results(t, c, a, new(program).host("gas_left"))
		nextEpoch(t, c)
		if contract(t, c, 1).OnProbation() {
			t.Fatalf("%s: not proven", name)
		}
		want := int64(1)
		if hooks {
			want = 0
		}
		expect(t, results(t, c, builtin(0), failed(good)), want)
		if back := contract(t, c, 1).CodeHash != good; back == hooks {
			t.Errorf("%s: back %v", name, back)
		}
	}
}

// withCall adds what the caller does itself when the codes of a group become live.
func (p *program) withCall(group uint64, inner *program) *program {
	in := inner.bytes()
	return p.host("upgrade_call", p.at(in), uint64(len(in)), group)
}

// outcome adds why a group did not take effect.
func (p *program) outcome(group uint64) *program {
	return p.host("upgrade_outcome", group, spareAt).show(spareAt, abi.OutcomeSize)
}

// What is done with an upgrade and the upgrade itself take effect together, or neither does, and the chain says why.
func TestI12AnUpgradeAndItsCallAreOne(t *testing.T) {
	writes, trap, aborts := new(program).set('m', 9), new(program).op(opTrap), new(program).set('m', 9).host("abort", 7, 0, 0)
	for name, test := range map[string]struct {
		call, migrate *program
		stage         byte
		culprit       int
		fault         abi.Code
		abort         byte
	}{
		"both work":      {writes, writes, 0, 0, 0, 0},
		"migrate traps":  {writes, trap, abi.StageMigrate, 1, abi.CodeTrap, 0},
		"the call traps": {trap, writes, abi.StageCall, 0, abi.CodeTrap, 0},
		"it aborts":      {aborts, writes, abi.StageCall, 0, abi.CodeAborted, 7},
	} {
		c, good, _ := guarded(t)
		var p program
		p.withCall(8, writes).upgradeIn(7, builtin(1), good, abi.Hash{}, test.migrate.bytes()).withCall(7, test.call)
		expect(t, results(t, c, builtin(0), &p), int64(abi.ErrNotFound), 0, 0)
		nextEpoch(t, c)
		works, want := test.stage == 0, byte(0)
		if works {
			want = 9
		}
		if live := contract(t, c, 1).CodeHash == good; live != works {
			t.Errorf("%s: the code is live: %v", name, live)
		}
		for i := range 2 {
			if got := stored(t, c, builtin(i), 'm'); got != want {
				t.Errorf("%s: contract %d has %d, want %d", name, i, got, want)
			}
		}
		out := do(t, c, builtin(0), new(program).outcome(7)).Data
		if works {
			expect(t, words(out[:8]), int64(abi.ErrNotFound))
			continue
		}
		b := out[8:]
		if b[0] != test.stage || abi.Code(b[4]) != test.fault || b[8] != test.abort || abi.Address(b[12:]) != builtin(test.culprit) {
			t.Errorf("%s: the outcome is %x", name, b)
		}
		results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), good, abi.Hash{}, writes.bytes()))
		expect(t, words(do(t, c, builtin(0), new(program).outcome(7)).Data[:8]), int64(abi.ErrNotFound)) // it waits again
	}
}

// A group waits, with its call, for a boundary at which nobody else has upgraded a contract of it.
func TestACallWaitsWithItsGroup(t *testing.T) {
	c, good, _ := guarded(t)
	old := contract(t, c, 1).CodeHash
	var p program
	p.upgradeIn(1, builtin(1), good, abi.Hash{}, nil).upgradeIn(2, builtin(1), old, abi.Hash{}, nil).withCall(2, new(program).set('m', 9))
	results(t, c, builtin(0), &p)
	for i, want := range []byte{0, 9} {
		nextEpoch(t, c)
		if got := stored(t, c, builtin(0), 'm'); got != want {
			t.Errorf("after boundary %d: %d, want %d", i, got, want)
		}
	}
}
