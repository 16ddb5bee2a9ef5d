package runtime_test

import (
	"crypto/sha256"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// codes are what contracts are upgraded to in tests.
type codes struct{ old, good, other, bad, back abi.Hash }

// upgradable starts a chain with three probes and codes for them. Probation lasts two epochs.
func upgradable(t testing.TB) (c *sandbox.Chain, h codes) {
	t.Helper()
	return upgradableWith(t, func(*runtime.Genesis) {})
}

func upgradableWith(t testing.TB, change func(*runtime.Genesis)) (c *sandbox.Chain, h codes) {
	t.Helper()
	g := probes(t, "one", "two", "three")
	g.Unbounded, g.Params.Probation = true, 2
	change(g)
	add := func(code []byte) abi.Hash {
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code})
		return sha256.Sum256(code)
	}
	h = codes{old: sha256.Sum256(probe(t)), good: add(variant(probe(t), "v2")), other: add(variant(probe(t), "v3")),
		bad: add(wasm(t, "testdata/bad.wasm")), back: add(wasm(t, "testdata/back.wasm"))}
	return start(t, g), h
}

// live is the code of the i-th contract.
func live(t testing.TB, c *sandbox.Chain, i int) abi.Hash {
	t.Helper()
	return contract(t, c, i).CodeHash
}

func TestAGroupBecomesLiveTogetherOrNotAtAll(t *testing.T) {
	c, h := upgradable(t)
	aborts := new(program).set('m', 9).host("abort", 4, 0, 0).bytes()
	results(t, c, builtin(0), new(program).
		upgradeIn(7, builtin(0), h.good, abi.Hash{}, new(program).set('m', 9).bytes()).
		upgradeIn(7, builtin(1), h.good, abi.Hash{}, aborts).
		upgradeIn(8, builtin(2), h.good, abi.Hash{}, nil))
	if ev := nextEpoch(t, c); !same(ev, []string{"upgrade_failed", "upgrade_failed", "upgraded"}) {
		t.Errorf("events %v", ev)
	}
	if live(t, c, 0) != h.old || live(t, c, 1) != h.old || live(t, c, 2) != h.good || stored(t, c, builtin(0), 'm') != 0 {
		t.Error("a group is live in part, or another one is not")
	}
	for i, want := range []abi.Code{abi.CodeGroupFailed, abi.CodeAborted} {
		if con := contract(t, c, i); con.Failed != h.good || con.FailedReason != uint32(want) || con.OnProbation() {
			t.Errorf("contract %d: %+v", i, con)
		}
	}
	results(t, c, builtin(0), new(program).
		upgradeIn(7, builtin(0), h.good, abi.Hash{}, nil).upgradeIn(7, builtin(1), h.good, abi.Hash{}, nil))
	nextEpoch(t, c)
	if live(t, c, 0) != h.good || live(t, c, 1) != h.good {
		t.Error("the group is not live")
	}
}

func TestAGroupGoesBackWholeByTheWaysBackOfItsMembers(t *testing.T) {
	c, h := upgradable(t)
	results(t, c, builtin(0), store("back", new(program).set('s', 1)))
	results(t, c, builtin(0), new(program).
		upgradeIn(7, builtin(0), h.good, h.back, new(program).set('s', 2).bytes()).
		upgradeIn(7, builtin(1), h.bad, abi.Hash{}, nil).
		upgradeIn(9, builtin(2), h.good, abi.Hash{}, nil))
	nextEpoch(t, c)
	if stored(t, c, builtin(0), 's') != 2 || live(t, c, 1) != h.bad {
		t.Fatal("the group is not live")
	}
	if ev := nextEpoch(t, c); !same(ev, []string{"hook_failed", "rolled_back", "rolled_back"}) {
		t.Errorf("events %v", ev)
	}
	if live(t, c, 0) != h.old || live(t, c, 1) != h.old || live(t, c, 2) != h.good {
		t.Error("the group did not go back alone and whole")
	}
	if got := stored(t, c, builtin(0), 's'); got != 1 {
		t.Errorf("the storage is at %d: it was not migrated back", got)
	}
	if con := contract(t, c, 0); con.FailedReason != uint32(abi.CodeGroupFailed) || !con.Previous.IsZero() {
		t.Errorf("%+v", con)
	}
}

// Of two groups that upgrade one contract at one boundary, the later one waits.
func TestGroupsOfOneContractTakeTurns(t *testing.T) {
	c, h := upgradable(t)
	results(t, c, builtin(0), new(program).
		upgradeIn(2, builtin(0), h.other, abi.Hash{}, nil).upgradeIn(2, builtin(1), h.good, abi.Hash{}, nil).
		upgradeIn(1, builtin(1), h.other, abi.Hash{}, nil).upgradeIn(1, builtin(2), h.good, abi.Hash{}, nil))
	nextEpoch(t, c)
	if live(t, c, 0) != h.old || live(t, c, 1) != h.other {
		t.Error("the first group is not alone")
	}
	nextEpoch(t, c)
	if live(t, c, 0) != h.other || live(t, c, 1) != h.good {
		t.Error("the second group is not live")
	}
	for i := range 3 { // they are of one group now, that of the last
		if con := contract(t, c, i); con.LastGood() != h.old || con.Probation.Group != 2 {
			t.Errorf("%d: %+v", i, con)
		}
	}
}

// A group is proven together: as long as one of its codes was not used for long enough, none is.
func TestAGroupIsProvenTogether(t *testing.T) {
	c, h := upgradable(t)
	results(t, c, builtin(0), new(program).upgradeIn(1, builtin(0), h.good, abi.Hash{}, nil))
	nextEpoch(t, c)
	results(t, c, builtin(0), new(program).upgradeIn(1, builtin(1), h.good, abi.Hash{}, nil))
	nextEpoch(t, c)
	nextEpoch(t, c)
	if con := contract(t, c, 0); con.Probation.Left != 0 || !con.OnProbation() {
		t.Errorf("one is proven before the other: %+v", con.Probation)
	}
	if nextEpoch(t, c); contract(t, c, 0).OnProbation() || contract(t, c, 1).OnProbation() {
		t.Error("they are not proven")
	}
}

// endlessly has a hook of a contract trap from now on.
func endlessly(t testing.TB, c *sandbox.Chain, i int, hook string) {
	t.Helper()
	results(t, c, builtin(i), store(hook, new(program).op(opTrap)))
}

func prove(t testing.TB, c *sandbox.Chain) {
	t.Helper()
	for range 3 {
		nextEpoch(t, c)
	}
	must(t, c.Read(func(r world.Reader) error {
		list, err := r.OnProbation()
		if len(list) > 0 {
			t.Fatalf("%d contracts are on probation", len(list))
		}
		return err
	}))
}

// Proven code whose hook fails at three boundaries in a row goes back, to storage that migrate_back has made fit:
// here it takes away what makes the hook fail.
func TestProvenCodeThatFailsThreeTimesGoesBack(t *testing.T) {
	for _, hook := range []string{"end_epoch", "end_block"} {
		c, h := upgradable(t)
		fits := new(program)
		key := fits.at([]byte(hook))
		fits.host("state_delete", key, uint64(len(hook)))
		results(t, c, builtin(1), store("back", fits))
		results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.good, h.back, nil))
		prove(t, c)
		endlessly(t, c, 1, hook)
		for n := 1; live(t, c, 1) == h.good; n++ {
			if n > 4 {
				t.Fatalf("%s: it does not go back", hook)
			}
			nextEpoch(t, c)
			if n < 3 && live(t, c, 1) != h.good {
				t.Errorf("%s: back after %d boundaries", hook, n)
			}
		}
		con := contract(t, c, 1)
		if con.CodeHash != h.old || con.Failed != h.good || con.FailedReason != uint32(abi.CodeTrap) || !con.Previous.IsZero() {
			t.Errorf("%s: %+v", hook, con)
		}
		if ev := nextEpoch(t, c); len(ev) != 0 {
			t.Errorf("%s: events %v", hook, ev)
		}
	}
}

// If migrate_back fails, the old code takes the storage as it is, provided that its hooks run; if they do not, the
// contract stays as it is, and its record says so.
func TestWaysBackThatFail(t *testing.T) {
	for name, x := range map[string]struct {
		back  *program // that migrate_back runs
		works bool
	}{
		"the module traps":         {new(program).op(opTrap), false},
		"the hook fails after all": {new(program).set('s', 1), false},
	} {
		c, h := upgradable(t)
		results(t, c, builtin(1), store("back", x.back))
		results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.good, h.back, nil))
		prove(t, c)
		endlessly(t, c, 1, "end_epoch")
		for range 4 {
			nextEpoch(t, c)
		}
		con := contract(t, c, 1)
		if (con.CodeHash == h.old) != x.works || con.BackFault != uint32(abi.CodeTrap) || stored(t, c, builtin(1), 's') != 0 {
			t.Errorf("%s: %+v", name, con)
		}
		must(t, c.Read(func(r world.Reader) error {
			health, err := r.Health(builtin(1))
			if health.Longest() != 4 {
				t.Errorf("%s: it has failed for %d epochs", name, health.Longest())
			}
			return err
		}))
	}
	c, h := upgradable(t) // the storage does as it is
	results(t, c, builtin(1), store("back", new(program).op(opTrap)))
	results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.bad, h.back, nil))
	nextEpoch(t, c)
	if nextEpoch(t, c); live(t, c, 1) != h.old {
		t.Error("the old code is not live on the storage as it is")
	}
}

// migrate_back has its contract's storage, and nothing else.
func TestMigrateBackHasNothingButStorage(t *testing.T) {
	c, h := upgradable(t)
	p := new(program)
	kind := p.at([]byte("k"))
	for _, f := range []struct {
		name string
		args []uint64
	}{{"context", []uint64{spareAt}}, {"balance", []uint64{spareAt, spareAt}}, {"transfer", []uint64{spareAt, spareAt}},
		{"call", []uint64{spareAt, spareAt, 0, 0, 0, 0}}, {"event", []uint64{kind, 1, kind, 1}}, {"stake", []uint64{spareAt, 0, spareAt}}} {
		p.host(f.name, f.args...)
	}
	p.host("state_set", kind, 1, kind, 1)
	p.host("state_set", kind, 1, 0x50000, 7*8) // the answers
	results(t, c, builtin(1), store("back", p))
	results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.bad, h.back, nil))
	nextEpoch(t, c)
	nextEpoch(t, c)
	q := new(program)
	q.host("state_get", q.at([]byte("k")), 1, spareAt, 56).show(spareAt, 56)
	out, _, err := c.Query(builtin(1), q.bytes(), 10_000_000)
	must(t, err)
	denied := int64(abi.ErrDenied)
	expect(t, words(out[8:]), denied, denied, denied, denied, denied, denied, 0)
}

// Whether the way back works is tried at every boundary of probation, and the record says so.
func TestTheWayBackIsTried(t *testing.T) {
	c, h := upgradable(t)
	results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.good, h.back, nil))
	if ev := nextEpoch(t, c); !same(ev, []string{"upgraded"}) || contract(t, c, 1).BackFault != 0 {
		t.Errorf("events %v", ev)
	}
	endlessly(t, c, 1, "end_block") // the old code would do the same
	fault := func() uint32 { return contract(t, c, 1).BackFault }
	if fault() == 0 {
		t.Error("the record does not say that the way back is closed")
	}
	if ev := kinds(block(t, c, c.Time()+1).End.Events); !same(ev, []string{"hook_failed"}) {
		t.Errorf("it is tried again before the boundary: %v", ev)
	}
	results(t, c, builtin(1), store("end_block", new(program).host("gas_left")))
	if ev := nextEpoch(t, c); fault() != 0 || !same(ev, []string{"way_back_tried"}) {
		t.Errorf("the record does not say that it is open again: %v", ev)
	}
}

// New code is not proven by time alone: epochs count in which somebody has called it with success.
func TestProbationIsMeasuredInUse(t *testing.T) {
	g := probes(t, "one", "two")
	g.Unbounded, g.Params.Probation = true, 2
	g.Contracts[1].Capabilities = nil // no hooks
	good := variant(probe(t), "v2")
	g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: good})
	c := start(t, g)
	results(t, c, builtin(0), new(program).upgrade(builtin(1), sha256.Sum256(good), nil))
	for range 5 {
		nextEpoch(t, c)
	}
	if con := contract(t, c, 1); con.Probation.Left != 2 {
		t.Errorf("nobody has used it: %+v", con.Probation)
	}
	for n := range 2 {
		results(t, c, builtin(1), new(program).host("gas_left"))
		results(t, c, builtin(1), new(program).host("gas_left"))
		if con := contract(t, c, 1); con.Probation.Left != uint64(1-n) {
			t.Errorf("used in %d epochs: %+v", n+1, con.Probation)
		}
		nextEpoch(t, c)
	}
	if contract(t, c, 1).OnProbation() {
		t.Error("it is not proven")
	}
}

// A code on probation that traps when another contract's hook calls it goes back; one that declines does not.
func TestFailingCallsOfHooksCount(t *testing.T) {
	for name, x := range map[string]struct {
		does *program
		back bool
	}{"traps": {new(program).op(opTrap), true}, "aborts": {new(program).host("abort", 5, 0, 0), false}} {
		c, h := upgradable(t)
		results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.good, abi.Hash{}, nil))
		nextEpoch(t, c)
		results(t, c, builtin(0), store("end_epoch", new(program).callOf(builtin(1), x.does, abi.Amount{}, 1_000_000, abi.CallQuery)))
		ev := nextEpoch(t, c)
		if got := live(t, c, 1) == h.old; got != x.back {
			t.Errorf("%s: back %v, events %v", name, got, ev)
		}
	}
}

// A migrate_back that is written with the SDK needs nothing but the storage.
func TestAMigrateBackOfTheSDK(t *testing.T) {
	code := wasm(t, "../contracts/testdata/migrate-back/migrate-back.wasm")
	c, h := upgradableWith(t, func(g *runtime.Genesis) {
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code})
	})
	results(t, c, builtin(0), new(program).upgradeIn(7, builtin(1), h.bad, sha256.Sum256(code), nil))
	nextEpoch(t, c)
	if ev := nextEpoch(t, c); live(t, c, 1) != h.old || stored(t, c, builtin(1), 's') != 1 {
		t.Errorf("events %v: the storage is not what the old code knows", ev)
	}
}
