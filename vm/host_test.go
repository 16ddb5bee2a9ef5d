package vm_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

var errAbort = errors.New("the guest asked for it")

// testHost offers one function per thing that host functions do.
var testHost = vm.Host{Module: "host", Funcs: []vm.HostFunc{
	{Name: "charge", Params: []vm.ValueType{vm.I64}, Fn: func(c *vm.Caller, a []uint64) error {
		return c.Charge(a[0])
	}},
	{Name: "swallow", Params: []vm.ValueType{vm.I64}, Fn: func(c *vm.Caller, a []uint64) error {
		_ = c.Charge(a[0]) // wrong, and harmless
		return nil
	}},
	{Name: "gas", Results: []vm.ValueType{vm.I64}, Fn: func(c *vm.Caller, a []uint64) error {
		a[0] = c.Gas()
		return nil
	}},
	{Name: "twice", Params: []vm.ValueType{vm.I32}, Results: []vm.ValueType{vm.I32}, Fn: func(c *vm.Caller, a []uint64) error {
		a[0] *= 2
		return nil
	}},
	{Name: "reverse", Params: []vm.ValueType{vm.I32, vm.I32}, Results: []vm.ValueType{vm.I32}, Fn: reverse},
	{Name: "abort", Fn: func(*vm.Caller, []uint64) error { return fmt.Errorf("abort: %w", errAbort) }},
	{Name: "panic", Fn: func(*vm.Caller, []uint64) error { panic("a bug in the host") }},
	{Name: "call", Params: []vm.ValueType{vm.I64}, Results: []vm.ValueType{vm.I64}, Fn: callEnv},
}}

// reverse turns a piece of guest memory around, and answers 1 if it is out of bounds.
func reverse(c *vm.Caller, a []uint64) error {
	b, ok := c.Read(a[0], a[1])
	if !ok {
		a[0] = 1
		return nil
	}
	out := make([]byte, len(b))
	for i := range b {
		out[len(b)-1-i] = b[i]
	}
	ok = c.Write(a[0], out)
	a[0] = 0
	if !ok {
		a[0] = 2
	}
	return nil
}

// callEnv calls the module in the environment with a part of the gas, as contracts call
// contracts, and answers the kind of the result.
func callEnv(c *vm.Caller, a []uint64) error {
	r := c.Env().(*vm.Module).CallArgs("run", nil, min(a[0], c.Gas()), c.Env())
	a[0] = uint64(r.Kind)
	return c.Charge(r.GasUsed)
}

const hostImports = `
	import host charge i64
	import host swallow i64
	import host gas -> i64
	import host twice i32 -> i32
	import host reverse i32 i32 -> i32
	import host abort
	import host panic
	import host call i64 -> i64
	memory 1
	table 1
	elem 0 twice
	data 16 "abcdef"
	export memory
`

// runHosted runs a body of type () -> i64 with the test host.
func runHosted(t *testing.T, kind vm.EngineKind, body string, gas vm.Gas, env any) (vm.Result, vm.Gas) {
	t.Helper()
	m := compile(t, newEngine(t, kind, testHost, bare), hostImports+"func run -> i64\n"+body+"\nend")
	return m.CallArgs("run", nil, gas, env), m.StartGas()
}

func TestHostFunctions(t *testing.T) {
	for _, c := range []struct {
		name, body string
		kind       vm.Kind
		value, gas vm.Gas // gas after the start
	}{
		{"charge", "i64.const 1000; call charge; i64.const 7", vm.OK, 7, 1 + 10 + 1000 + 1},
		{"charge all", "i64.const 20000000; call charge; i64.const 7", vm.OutOfGas, 0, 0},
		{"charge more than a number holds", "i64.const -1; call charge; i64.const 7", vm.OutOfGas, 0, 0},
		{"an error that is swallowed", "i64.const -1; call swallow; i64.const 7", vm.OutOfGas, 0, 0},
		{"gas is exact", "call gas; i64.const 0; i64.const 0; drop; drop; call gas; i64.sub", vm.OK, 14, 10 + 4 + 10 + 1},
		{"narrow results", "i32.const 0xc0000001; call twice; i64.extend_i32_u", vm.OK, 0x80000002, 12},
		{"by table", "i32.const 21; i32.const 0; call_indirect i32 -> i32; i64.extend_i32_u", vm.OK, 42, 33},
		{"memory", "i32.const 16; i32.const 6; call reverse; drop; i32.const 16; i64.load", vm.OK, 0x616263646566, 18},
		{"memory to the end", "i32.const 65530; i32.const 6; call reverse; i64.extend_i32_u", vm.OK, 0, 13},
		{"memory beyond", "i32.const 65531; i32.const 6; call reverse; i64.extend_i32_u", vm.OK, 1, 13},
		{"memory far beyond", "i32.const -1; i32.const -1; call reverse; i64.extend_i32_u", vm.OK, 1, 13},
		{"abort", "call abort; i64.const 7", vm.HostAbort, 0, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, kind vm.EngineKind) {
				r, start := runHosted(t, kind, c.body, enough, nil)
				gas := start + c.gas
				if c.kind == vm.OutOfGas {
					gas = enough
				}
				if r.Kind != c.kind || r.Value != c.value || r.GasUsed != gas {
					t.Errorf("got %+v, want %v %d with %d gas", r, c.kind, c.value, gas)
				}
				if (c.kind == vm.HostAbort) != errors.Is(r.Err, errAbort) {
					t.Errorf("error %v", r.Err)
				}
			})
		})
	}
}

// A host function never acts for a guest that has already spent its gas.
func TestI3NoGasNoHostCall(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		called := false
		host := vm.Host{Module: "host", Funcs: []vm.HostFunc{{Name: "f", Fn: func(*vm.Caller, []uint64) error {
			called = true
			return nil
		}}}}
		m := compile(t, newEngine(t, kind, host, bare), "import host f\nfunc run\ncall f\nend")
		if r := m.Call("run", m.StartGas()+9, nil); r.Kind != vm.OutOfGas || called {
			t.Errorf("%+v, called: %v", r, called)
		}
		if r := m.Call("run", m.StartGas()+10, nil); r.Kind != vm.OK || !called {
			t.Errorf("%+v, called: %v", r, called)
		}
	})
}

func TestI7AHostPanicIsANodeFault(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		if r, _ := runHosted(t, kind, "call panic; i64.const 7", enough, nil); r.Kind != vm.NodeFault || r.Err == nil {
			t.Errorf("%+v", r)
		}
	})
}

// Contracts call contracts, and themselves, as deep as the gas reaches.
func TestNestedCalls(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		e := newEngine(t, kind, testHost, bare)
		self := compile(t, e, hostImports+`
			func run -> i64
			  i64.const 99; drop
			  call gas; i64.const 20000; i64.sub; call call
			end`)
		r := self.CallArgs("run", nil, 200_000, self)
		if r.Kind != vm.OK || r.Value != uint64(vm.OK) || r.GasUsed != 160_024 {
			t.Errorf("recursion: %+v", r)
		}
		trap := compile(t, e, hostImports+"func run -> i64\nunreachable\nend")
		caller := compile(t, e, hostImports+"func run -> i64\ni64.const 50000; call call\nend")
		r = caller.CallArgs("run", nil, enough, trap)
		if want := caller.StartGas() + 11 + 50_000; r.Kind != vm.OK || r.Value != uint64(vm.Trap) || r.GasUsed != want {
			t.Errorf("a trap inside: %+v, want %d gas", r, want)
		}
	})
}

// What one call leaves behind, the next one does not see.
func TestI8EveryCallStartsClean(t *testing.T) {
	for _, pages := range []int{1, 8} { // copied as a whole; compared page by page
		onBoth(t, func(t *testing.T, kind vm.EngineKind) {
			e := newEngine(t, kind, testHost, bare)
			m := compile(t, e, fmt.Sprintf(`
				memory %d 20
				global mut i64 5
				data 1000 "image"
				func _initialize
				  i32.const 3000; i64.const 77; i64.store
				  i64.const 6; global.set 0
				end
				func sum -> i64
				  locals i32 i64
				  loop
				    local.get 1; local.get 0; i64.load; i64.add; local.set 1
				    local.get 0; i32.const 8; i32.add; local.tee 0
				    i32.const 65536; i32.lt_u
				    br_if 0
				  end
				  local.get 1; global.get 0; i64.add
				  memory.size; i64.extend_i32_u; i64.add
				end
				func dirty -> i64
				  i32.const 0; i32.const 170; i32.const 65536; memory.fill
				  i64.const -1; global.set 0
				  i64.const 0
				end
				func grow -> i64
				  i32.const 1; memory.grow; drop
				  call dirty
				end
				func trap -> i64
				  call grow; unreachable
				end`, pages))
			clean := m.CallArgs("sum", nil, enough, nil)
			if clean.Kind != vm.OK {
				t.Fatalf("%+v", clean)
			}
			for _, entry := range []string{"dirty", "grow", "trap", "sum"} {
				m.CallArgs(entry, nil, enough, nil)
				if r := m.CallArgs("sum", nil, enough, nil); r != clean {
					t.Errorf("after %s: %+v, was %+v", entry, r, clean)
				}
			}
		})
	}
}

// A memory that has grown goes back to its size, and new pages are zero again.
func TestI8GrownPagesAreZero(t *testing.T) {
	for _, pages := range []int{1, 8} {
		onBoth(t, func(t *testing.T, kind vm.EngineKind) {
			m := compile(t, newEngine(t, kind, testHost, bare), fmt.Sprintf(`
				memory %d
				func run -> i32
				  locals i32
				  i32.const 2; memory.grow; i32.const 65536; i32.mul; local.tee 0
				  i32.load
				  local.get 0; i32.const 7; i32.store
				  local.get 0; i32.const 7; i32.store 131068
				  local.get 0; i32.add
				end`, pages))
			for range 3 {
				if r := m.Call("run", enough, nil); r.Kind != vm.OK || r.Value != uint64(pages*65536) {
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

func TestInitializeMayGrowMemory(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, testHost, bare), `
			memory 1
			func _initialize
			  i32.const 2; memory.grow; drop
			  i32.const 190000; i32.const 9; i32.store
			end
			func look -> i32
			  i32.const 190000; i32.load; memory.size; i32.add
			end
			func grow -> i32
			  i32.const 1; memory.grow
			end`)
		for range 2 {
			if r := m.Call("look", enough, nil); r.Value != 9+3 {
				t.Errorf("%+v", r)
			}
			if r := m.Call("grow", enough, nil); r.Value != 3 {
				t.Errorf("%+v", r)
			}
		}
	})
}

func TestInitializeMustSucceedAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		for _, body := range []string{"call abort", "unreachable", "loop; br 0; end", "call _initialize"} {
			code := asm.Assemble(hostImports + "func _initialize\n" + body + "\nend\nfunc run\nend")
			_, err := newEngine(t, kind, testHost, bare).Compile(code)
			var invalid *vm.InvalidError
			if !errors.As(err, &invalid) || invalid.Reasons[0].Code != "initialize_failed" {
				t.Errorf("%s: %v", body, err)
			}
		}
	})
}

// A node holds what `_initialize` leaves in memory for as long as it holds the code. Blocks of
// 4 KiB with anything in them count, wherever they are.
func TestInitializeMayNotLeaveMuch(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		const most = 2 << 20
		for size, accepted := range map[int]bool{most: true, most + 1: false} {
			code := asm.Assemble(fmt.Sprintf(`
				memory 100
				func _initialize
				  i32.const 4096; i32.const 1; i32.const %d; memory.fill
				end
				func run
				end`, size))
			_, err := newEngine(t, kind, vm.Host{}, bare).Compile(code)
			var invalid *vm.InvalidError
			switch refused := errors.As(err, &invalid) && invalid.Reasons[0].Code == "initialize_failed"; {
			case accepted && err != nil, !accepted && !refused:
				t.Errorf("%d bytes: %v", size, err)
			}
		}
	})
}

func TestCompiledModulesAreRemembered(t *testing.T) {
	e := newEngine(t, vm.Compiler, vm.Host{}, bare)
	m := compile(t, e, "func f\nend")
	if again, ok := e.Get(m.Hash()); !ok || again != m {
		t.Error("a compiled module is not remembered")
	}
}
