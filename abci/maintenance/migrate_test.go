package maintenance

import (
	"errors"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What a migration would do is seen without being done.
func TestMigrationsAreTriedAndForgotten(t *testing.T) {
	s, err := Open(withState(t), home.DefaultConfig())
	must(t, err)
	defer func() { must(t, s.Close()) }()
	before := s.State().Head()
	r, err := TryMigrations(s)
	if err != nil || r.Height != 1 || r.From != 1 || r.To != 1 || len(r.About) != 0 {
		t.Errorf("this program: %+v, %v", r, err)
	}
	unchanged := r.AppHash

	engine, err := runtime.NewEngine(runtime.Config{})
	must(t, err)
	defer func() { must(t, engine.Close()) }()
	machine := runtime.New(engine)
	defer machine.Close()
	machine.Migrations = []runtime.Migration{
		{About: "nothing", Run: func(world.World) error { return nil }},
		{About: "another value", Run: func(w world.World) error { return w.SetValue(abi.Address{1}, []byte("k"), []byte{1}) }},
	}
	r, err = tryMigrations(s, machine)
	if err != nil || r.From != 1 || r.To != 3 || len(r.About) != 2 || r.AppHash == unchanged {
		t.Errorf("two steps: %+v, %v", r, err)
	}
	failing := errors.New("no")
	machine.Migrations = append(machine.Migrations, runtime.Migration{Run: func(world.World) error { return failing }})
	if _, err := tryMigrations(s, machine); !errors.Is(err, failing) {
		t.Errorf("a step that fails: %v", err)
	}
	if s.State().Head() != before {
		t.Error("the home has changed")
	}
}
