package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func clock(t testing.TB, c *sandbox.Chain) (k world.Clock) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) (err error) { k, err = r.Clock(); return err }))
	return k
}

func contract(t testing.TB, c *sandbox.Chain, i int) (con world.Contract) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) (err error) { con, _, err = r.Contract(builtin(i)); return err }))
	return con
}

// kinds lists the types of events.
func kinds(events []runtime.Event) (list []string) {
	for _, e := range events {
		list = append(list, e.Type)
	}
	return list
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestEpochsLieOnAGrid(t *testing.T) {
	c := start(t, richGenesis())
	at := func(seconds int64) world.Clock {
		block(t, c, sandbox.Start+seconds)
		k := clock(t, c)
		k.Start -= uint64(sandbox.Start)
		k.End -= uint64(sandbox.Start)
		return k
	}
	for _, x := range []struct {
		seconds           int64
		epoch, start, end uint64
	}{
		{9, 0, 0, 10}, {10, 1, 10, 20}, {11, 1, 10, 20},
		{57, 2, 50, 60}, // a gap is one long epoch, and the grid stays
		{60, 3, 60, 70},
	} {
		if k := at(x.seconds); k.Epoch != x.epoch || k.Start != x.start || k.End != x.end {
			t.Errorf("after %d s: %+v, want %+v", x.seconds, k, x)
		}
	}
}

func TestI13AnEmptyBlockKeepsTheRoot(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	root := block(t, c, c.Time()+1).Root
	if again := block(t, c, c.Time()+1).Root; again != root {
		t.Error("an empty block changes the root")
	}
	if boundary := block(t, c, c.Time()+10).Root; boundary == root {
		t.Error("an epoch boundary keeps the root")
	}
}

func TestHooksRunInOrderAsTheHost(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	var hook program
	kind, data := hook.at([]byte("hook")), hook.at([]byte{0xa0})
	hook.host("context", spareAt).host("event", kind, 4, data, 1)
	for i := range 2 {
		results(t, c, builtin(i), store("end_epoch", &hook))
	}
	b := block(t, c, clockEnd(t, c))
	if len(b.End.Events) != 2 || b.End.Events[0].Contract != builtin(0) || b.End.Events[1].Contract != builtin(1) {
		t.Errorf("events %+v", b.End.Events)
	}
	results(t, c, builtin(1), store("end_block", &hook))
	if b := block(t, c, c.Time()); !same(kinds(b.End.Events), []string{"hook"}) {
		t.Errorf("end_block: %v", kinds(b.End.Events))
	}
}

func clockEnd(t testing.TB, c *sandbox.Chain) int64 { return int64(clock(t, c).End) }

func TestI12AFailingHookIsUndoneAlone(t *testing.T) {
	for name, bad := range map[string]*program{
		"trap": new(program).set('k', 7).op(opTrap), "loop": new(program).set('k', 7).op(opLoop),
		"abort": new(program).set('k', 7).host("abort", 3, 0, 0), "stack": new(program).set('k', 7).op(opRecurse),
	} {
		g := probes(t, "one", "two", "three")
		g.Unbounded, g.Params.HookGas, g.Params.BlockHookGas = true, 10_000_000, 10_000_000
		c := start(t, g)
		results(t, c, builtin(0), store("end_epoch", new(program).set('k', 1)))
		results(t, c, builtin(1), store("end_epoch", bad))
		results(t, c, builtin(2), store("end_epoch", new(program).set('k', 3)))
		b := block(t, c, clockEnd(t, c))
		if !same(kinds(b.End.Events), []string{"hook_failed"}) || clock(t, c).Epoch != 1 {
			t.Errorf("%s: events %v, epoch %d", name, kinds(b.End.Events), clock(t, c).Epoch)
		}
		if a, b, d := stored(t, c, builtin(0), 'k'), stored(t, c, builtin(1), 'k'), stored(t, c, builtin(2), 'k'); a != 1 || b != 0 || d != 3 {
			t.Errorf("%s: stored %d %d %d", name, a, b, d)
		}
		results(t, c, builtin(1), store("end_block", bad))
		if b := block(t, c, c.Time()); !same(kinds(b.End.Events), []string{"hook_failed"}) || stored(t, c, builtin(1), 'k') != 0 {
			t.Errorf("%s in end_block: %v", name, kinds(b.End.Events))
		}
	}
}

// The first hook fails for good: the others run, the clock goes on, and an upgrade that was scheduled
// becomes live, which may be the repair.
func TestI12AHookThatFailsStopsNoOther(t *testing.T) {
	c, code, _ := guarded(t)
	results(t, c, builtin(0), store("end_epoch", new(program).op(opTrap)))
	results(t, c, builtin(1), store("end_epoch", new(program).set('k', 1).upgrade(builtin(0), code, nil)))
	b := block(t, c, clockEnd(t, c))
	if k := clock(t, c); k.Epoch != 1 || k.Start != uint64(sandbox.Start)+10 || k.End != uint64(sandbox.Start)+20 {
		t.Errorf("clock %+v", k)
	}
	if !same(kinds(b.End.Events), []string{"hook_failed", "upgraded", "way_back_tried"}) || stored(t, c, builtin(1), 'k') != 1 {
		t.Errorf("events %v", kinds(b.End.Events))
	}
	root := block(t, c, c.Time()+1).Root
	if again := block(t, c, c.Time()+1).Root; again != root {
		t.Error("the failed hook is tried again before the next boundary")
	}
}

// When code on probation fails, and what it replaced would fail, too, the chain does not go back.
func TestNobodyGoesBackToCodeThatFails(t *testing.T) {
	c, code, _ := guarded(t)
	results(t, c, builtin(0), new(program).upgrade(builtin(0), code, nil))
	block(t, c, clockEnd(t, c))
	results(t, c, builtin(0), store("end_epoch", new(program).op(opTrap)))
	b := block(t, c, clockEnd(t, c))
	if !same(kinds(b.End.Events), []string{"hook_failed", "no_way_back", "way_back_tried"}) || contract(t, c, 0).CodeHash != code {
		t.Errorf("events %v, live %s", kinds(b.End.Events), contract(t, c, 0).CodeHash)
	}
}

// answer makes a hook answer where it wants to go on.
func (p *program) answer(next byte) *program {
	out := []byte{0xa1, 0x64, 'n', 'e', 'x', 't', next}
	return p.host("output_write", p.at(out), uint64(len(out))).op(opReturn, 0)
}

// A hook that is not done is called again, until it is or its gas is used; what it did by then stays.
func TestAHookWorksInParts(t *testing.T) {
	c := start(t, probes(t, "one"))
	var kind program
	at, data := kind.at([]byte("part")), kind.at([]byte{0xa0})
	results(t, c, builtin(0), store("end_epoch", kind.host("event", at, 4, data, 1).answer(7)))
	if b := block(t, c, clockEnd(t, c)); !same(kinds(b.End.Events), []string{"part", "part"}) { // 7 is not above 7
		t.Errorf("events %v", kinds(b.End.Events))
	}
}
