package vm_test

import (
	"errors"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// engines are the two that must agree about everything.
var engines = map[string]vm.EngineKind{"compiler": vm.Compiler, "interpreter": vm.Interpreter}

// onBoth runs a test with each engine.
func onBoth(t *testing.T, f func(t *testing.T, kind vm.EngineKind)) {
	for name, kind := range engines {
		t.Run(name, func(t *testing.T) { f(t, kind) })
	}
}

func newEngine(t testing.TB, kind vm.EngineKind, host vm.Host, rules vm.Rules) *vm.Engine {
	t.Helper()
	e, err := vm.NewEngine(host, rules, vm.Config{Engine: kind})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

var bare = vm.Rules{Bare: true}

// compile assembles and compiles a module.
func compile(t testing.TB, e *vm.Engine, text string) *vm.Module {
	t.Helper()
	m, err := e.Compile(asm.Assemble(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const enough = 20_000_000

func TestACallReturnsValueAndGas(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			func sum i32 i32 -> i32
			  local.get 0; local.get 1; i32.add
			end`)
		r := m.CallArgs("sum", []uint64{40, 2}, enough, nil)
		if want := m.StartGas() + 3; r.Kind != vm.OK || r.Value != 42 || r.GasUsed != want {
			t.Fatalf("got %+v, want 42 with %d gas", r, want)
		}
	})
}

// A budget of exactly what is needed suffices; one less does not.
func TestGasIsExact(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			func factorial i64 -> i64
			  local.get 0; i64.eqz
			  if i64
			    i64.const 1
			  else
			    local.get 0
			    local.get 0; i64.const 1; i64.sub; call factorial
			    i64.mul
			  end
			end
			func count i32 -> i32
			  locals i32
			  loop
			    local.get 1; i32.const 3; i32.add; local.set 1
			    local.get 0; i32.const 1; i32.sub; local.tee 0
			    br_if 0
			  end
			  local.get 1
			end`)
		for _, c := range []struct {
			entry     string
			arg, want uint64
			gas       vm.Gas
		}{
			{"factorial", 10, 3628800, 10*(4+4+10+1) + 4 + 1},
			{"count", 1000, 3000, 1 + 1000*10 + 1},
		} {
			need := m.StartGas() + c.gas
			r := m.CallArgs(c.entry, []uint64{c.arg}, enough, nil)
			if r.Kind != vm.OK || r.Value != c.want || r.GasUsed != need {
				t.Errorf("%s: got %+v, want %d with %d gas", c.entry, r, c.want, need)
			}
			if r := m.CallArgs(c.entry, []uint64{c.arg}, need, nil); r.Kind != vm.OK || r.Value != c.want {
				t.Errorf("%s with just enough: %+v", c.entry, r)
			}
			r = m.CallArgs(c.entry, []uint64{c.arg}, need-1, nil)
			if r.Kind != vm.OutOfGas || r.GasUsed != need-1 || r.Value != 0 || r.Err != nil {
				t.Errorf("%s with one less: %+v", c.entry, r)
			}
		}
	})
}

func TestFaultsHaveKinds(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			memory 1
			table 2
			elem 0 deep
			func unreachable
			  unreachable
			end
			func divide -> i32
			  i32.const 1; i32.const 0; i32.div_s
			end
			func remainder -> i64
			  i64.const 1; i64.const 0; i64.rem_s
			end
			func overflow -> i32
			  i32.const 0x80000000; i32.const -1; i32.div_s
			end
			func load -> i32
			  i32.const 65533; i32.load
			end
			func null
			  i32.const 1; call_indirect
			end
			func beyond
			  i32.const 9; call_indirect
			end
			func other
			  i32.const 0; i32.const 0; call_indirect i32 -> i32; drop
			end
			func deep
			  call deep
			end
			func around
			  i32.const 0; call_indirect
			end
			func forever
			  loop
			    br 0
			  end
			end`)
		for entry, want := range map[string]vm.Kind{
			"unreachable": vm.Trap, "divide": vm.Trap, "remainder": vm.Trap, "overflow": vm.Trap,
			"load": vm.Trap, "null": vm.Trap, "beyond": vm.Trap, "other": vm.Trap,
			"deep": vm.StackOverflow, "around": vm.StackOverflow, "forever": vm.OutOfGas,
		} {
			const budget = 1_000_000
			r := m.CallArgs(entry, nil, budget, nil)
			if r.Kind != want || r.GasUsed != budget || r.Err != nil {
				t.Errorf("%s: got %+v, want %v", entry, r, want)
			}
		}
	})
}

func TestTheLargestRemainderDoesNotTrap(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			func rem i64 i64 -> i64
			  local.get 0; local.get 1; i64.rem_s
			end`)
		for _, c := range [][3]int64{{-1 << 63, -1, 0}, {-7, 3, -1}, {7, -3, 1}, {-1 << 63, 10, -8}, {5, -1, 0}} {
			r := m.CallArgs("rem", []uint64{uint64(c[0]), uint64(c[1])}, enough, nil)
			if r.Kind != vm.OK || int64(r.Value) != c[2] {
				t.Errorf("%d %% %d = %+v, want %d", c[0], c[1], r, c[2])
			}
		}
	})
}

// An active segment has been copied when an instance is there, and is empty from then on.
func TestOnlyAPassiveSegmentCanBeCopiedFrom(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			memory 1
			data 8 "active"
			data passive "passive"
			func active i32
			  i32.const 64; i32.const 0; local.get 0; memory.init 0
			end
			func passive i32
			  i32.const 64; i32.const 0; local.get 0; memory.init 1
			end`)
		for _, c := range []struct {
			entry string
			bytes uint64
			want  vm.Kind
		}{
			{"active", 0, vm.OK}, {"active", 1, vm.Trap},
			{"passive", 0, vm.OK}, {"passive", 7, vm.OK}, {"passive", 8, vm.Trap},
		} {
			if r := m.CallArgs(c.entry, []uint64{c.bytes}, enough, nil); r.Kind != c.want {
				t.Errorf("%d bytes of the %s one: %+v, want %v", c.bytes, c.entry, r, c.want)
			}
		}
	})
}

func TestAMissingEntryIsTheCallersMistake(t *testing.T) {
	m := compile(t, newEngine(t, vm.Compiler, vm.Host{}, bare), "func f i32\nend")
	for _, args := range [][]uint64{nil, {1, 2}} {
		if r := m.CallArgs("f", args, enough, nil); r.Kind != vm.NodeFault || r.Err == nil {
			t.Errorf("%d arguments: %+v", len(args), r)
		}
	}
	if r := m.Call("g", enough, nil); r.Kind != vm.NodeFault || m.Has("g") || !m.Has("f") {
		t.Errorf("%+v", r)
	}
	var invalid *vm.InvalidError
	if _, err := newEngine(t, vm.Compiler, vm.Host{}, bare).Compile([]byte("hello")); !errors.As(err, &invalid) {
		t.Error(err)
	}
}
