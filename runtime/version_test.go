package runtime_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func plan(text string) []byte { return values(world.ParamValue{Name: "program", Text: text}) }

// programOf is the record of which version executes the blocks.
func programOf(t testing.TB, c *sandbox.Chain) (p world.Program) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) (err error) { p, err = r.Program(); return err }))
	return p
}

func TestAPlanIsAVersionAndAHeightAhead(t *testing.T) {
	invalid := int64(abi.ErrInvalidArgument)
	for text, answer := range map[string]int64{
		"0.2.0@100": 1, "v2-rc.1+a@4": 1, strings.Repeat("v", 32) + "@9223372036854775807": 1, "": 0,
		"0.2.0@2": invalid, "0.2.0@1": invalid, "0.2.0@0": invalid, "0.2.0": invalid, "0.2.0@": invalid, "@100": invalid, "0.2.0@0100": invalid,
		"0.2.0@+100": invalid, "0.2.0@100 ": invalid, "0.2 0@100": invalid, "0.2.0\n@100": invalid, "é@100": invalid, "0.2.0@1@100": invalid,
		"0.2.0@9223372036854775808": invalid, strings.Repeat("v", 33) + "@100": invalid,
	} {
		c := start(t, probes(t, "one"))
		p := new(program).changeParams(plan(text), abi.ParamsCheck)
		p.changeParams(plan(text), 0) // in block 2, which is the last that is not ahead
		expect(t, results(t, c, builtin(0), p), answer, answer)
		if have := programOf(t, c).Plan.String(); answer == 1 && have != text || answer != 1 && have != "" {
			t.Errorf("%q became %q", text, have)
		}
	}
	if err := world.CheckVersion(""); err == nil {
		t.Error("no version is one")
	}
}

// A plan and parameters that do not fit change nothing, and a plan is changed and dropped as it is made.
func TestAPlanIsReplacedAndDropped(t *testing.T) {
	c := start(t, probes(t, "one"))
	both := values(world.ParamValue{Name: "program", Text: "b@90"}, world.ParamValue{Name: "probation", Value: 4})
	bad := values(world.ParamValue{Name: "program", Text: "c@91"}, world.ParamValue{Name: "probation", Value: 0})
	p := new(program).changeParams(plan("a@80"), 0).changeParams(both, 0).changeParams(bad, 0).changeParams(plan("b@90"), 0)
	expect(t, results(t, c, builtin(0), p), 1, 2, int64(abi.ErrInvalidArgument), 0)
	if have := programOf(t, c).Plan; have != (world.Plan{Version: "b", Height: 90}) {
		t.Errorf("planned is %v", have)
	}
	expect(t, results(t, c, builtin(0), new(program).changeParams(plan(""), 0)), 1)
	if have := programOf(t, c); have != (world.Program{Format: 1}) {
		t.Errorf("left over: %+v", have)
	}
}

// With the planned block, and before everything else in it, the state is brought to the program's format, once.
func TestAMigrationRunsWithTheBlockOfItsVersion(t *testing.T) {
	g := probes(t, "one")
	g.Program = "a"
	c := start(t, g)
	if p := programOf(t, c); p != (world.Program{Version: "a", Format: 1}) {
		t.Errorf("begins with %+v", p)
	}
	results(t, c, builtin(0), new(program).changeParams(plan("b@5"), 0)) // block 2
	ran := 0
	c.Machine().Migrations = []runtime.Migration{{About: "a value becomes another", Run: func(w world.World) error {
		ran++
		return w.SetValue(builtin(0), []byte("k"), []byte{9})
	}}}
	block(t, c, c.Time())
	block(t, c, c.Time())
	if ran != 0 {
		t.Error("the migration runs before its block")
	}
	b := block(t, c, c.Time())
	if got := kinds(b.End.Events); !same(got, []string{"program_started"}) {
		t.Errorf("events %v", got)
	}
	block(t, c, c.Time())
	if p := programOf(t, c); ran != 1 || p != (world.Program{Version: "b", Format: 2}) {
		t.Errorf("%d runs, %+v", ran, p)
	}
	if stored(t, c, builtin(0), 'k') != 9 {
		t.Error("what was migrated is not there")
	}
}

func TestTryMigrationsSaysWhatTheBlockWouldDo(t *testing.T) {
	c := start(t, probes(t, "one"))
	failing := errors.New("no")
	for _, x := range []struct {
		about string
		steps []runtime.Migration
		want  error
		to    uint64
	}{
		{"nothing to do", nil, nil, 1},
		{"one that changes nothing", []runtime.Migration{{"nothing", func(world.World) error { return nil }}}, nil, 2},
		{"one that fails", []runtime.Migration{{"fails", func(world.World) error { return failing }}}, failing, 1},
	} {
		c.Machine().Migrations = x.steps
		v := c.View()
		got, err := c.Machine().TryMigrations(v.Overlay())
		v.Close()
		if !errors.Is(err, x.want) || got.From != 1 || got.To != x.to || len(got.About) != int(x.to-1) {
			t.Errorf("%s: %+v, %v", x.about, got, err)
		}
	}
	c.Machine().Migrations = []runtime.Migration{{"makes tokens", func(w world.World) error { return w.Credit(abi.Address{1}, abi.U64(1)) }}}
	v := c.View()
	defer v.Close()
	if _, err := c.Machine().TryMigrations(v.Overlay()); err == nil {
		t.Error("the books are not checked")
	}
}

// A state that a newer program has written is refused, and the block that would need it stops the node.
func TestANewerStateIsRefused(t *testing.T) {
	g := probes(t, "one")
	c := start(t, g)
	c.Machine().Migrations = []runtime.Migration{{"nothing", func(world.World) error { return nil }}}
	results(t, c, builtin(0), new(program).changeParams(plan("b@3"), 0))
	block(t, c, c.Time())
	c.Machine().Migrations = nil
	v := c.View()
	defer v.Close()
	if _, err := c.Machine().TryMigrations(v.Overlay()); !errors.Is(err, runtime.ErrNewerState) {
		t.Error(err)
	}
}
