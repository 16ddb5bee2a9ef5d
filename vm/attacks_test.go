package vm_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// What has broken sandboxes of chains before, by advisory or issue, and the test that it cannot
// break this one. What concerns the host functions of the chain is in package runtime.
func TestKnownAttacks(t *testing.T) {
	for _, attack := range []struct {
		name string
		test func(*testing.T)
	}{
		{"decoder bomb: declared counts take memory before bytes are seen", TestBombs},
		{"CWA-2023-004, nearcore 15611 compile bomb: one huge signature for many functions", attackSignatures},
		{"nearcore 15413, wazero 2182 compile bomb: values x blocks", attackCompiler},
		{"stack depth differs by engine and processor", TestTheEnginesStackIsNeverFull},
		{"CWA-2024-007 a hole in the meter", attackMeter},
		{"CWA-2024-004, nearcore 15482 work by operand at a flat price", attackOperands},
		{"tampering with the counter, or with the names that hold it", attackNames},
		{"CWA-2024-008, CWA-2025-004 gas is lost when a host function or a callee fails", attackFailures},
		{"CWA-2023-002 a host function calls the guest that called it", TestNestedCalls},
		{"CWA-2023-001 a counter overflows", attackOverflow},
		{"wazero 2508 remainder in an overwritten register", TestTheLargestRemainderDoesNotTrap},
		{"wazero 2488 upper half of a 32-bit value", attackUpperHalf},
		{"memory.grow fails for reasons of the node", attackGrow},
		{"a long call holds up the collector", attackCollector},
		{"code outside of calls: start section, _start, a long _initialize", attackStart},
		{"a stale cache after an upgrade", TestForgottenModulesStillRun},
		{"what one call leaves behind", TestI8EveryCallStartsClean},
	} {
		t.Run(attack.name, attack.test)
	}
}

func attackSignatures(t *testing.T) {
	e := newEngine(t, vm.Compiler, vm.Host{}, bare)
	many := strings.Repeat(" i64", 64)
	code := asm.Assemble("func run\nend" + strings.Repeat("\nlocal func f"+many+" -> i64\nlocal.get 63\nend", 4000))
	m, err := e.Compile(code)
	if err != nil {
		t.Fatal(err)
	}
	if _, size := m.Size(); size > 4*len(code) {
		t.Errorf("%d bytes become %d", len(code), size)
	}
}

func attackCompiler(t *testing.T) {
	e := newEngine(t, vm.Compiler, vm.Host{}, bare)
	locals := "locals" + strings.Repeat(" i64", 250) + "\n"
	for name, body := range map[string]string{
		"ifs":    strings.Repeat("local.get 0; if; local.get 1; i64.const 1; i64.add; local.set 1; end;", 500),
		"loops":  strings.Repeat("loop; local.get 1; i64.const 1; i64.add; local.set 1; local.get 0; br_if 0; end;", 128),
		"blocks": strings.Repeat("block;", 240) + strings.Repeat("local.get 0; br_if 100;", 200) + strings.Repeat("end;", 240),
	} {
		r := e.Check(asm.Assemble("func run i32\n" + locals + body + "\nend"))
		if r.Accepted() || r.Reasons[0].Code != "too_large" {
			t.Errorf("%s: %v", name, r.Reasons)
		}
	}
}

func attackMeter(t *testing.T) {
	c := newComparer(t)
	rng := rand.New(rand.NewPCG(2024, 7))
	for range 40 {
		c.compare(t, asm.Assemble(generate(randomBytes(rng))))
	}
}

// The price of the largest operand neither overflows nor comes after the work.
func attackOperands(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		e := newEngine(t, kind, testHost, bare)
		for name, op := range map[string]string{
			"fill": "i32.const 0; i32.const 7; i32.const -1; memory.fill",
			"copy": "i32.const 0; i32.const 7; i32.const -1; memory.copy",
			"grow": "i32.const -1; memory.grow; drop",
		} {
			m := compile(t, e, hostImports+"func run\nloop\n"+op+"\nbr 0\nend\nend")
			if r := m.CallArgs("run", nil, enough, nil); r.Kind != vm.OutOfGas || r.GasUsed != enough {
				t.Errorf("%s: %+v", name, r)
			}
		}
	})
}

// A guest may use every name that the rewriter uses, and has as many globals as it likes.
func attackNames(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			global mut i64 5
			func stopped -> i64
			  i64.const -1; global.set 0; i64.const 1
			end
			export result stopped
			func function -> i64
			  i64.const -1; global.set 0; unreachable
			end
			export global function`)
		for entry, want := range map[string]vm.Kind{"stopped": vm.OK, "result": vm.OK, "function": vm.Trap, "global": vm.Trap} {
			if r := m.CallArgs(entry, nil, enough, nil); r.Kind != want {
				t.Errorf("%s: %+v, want %v", entry, r, want)
			}
		}
	})
	for _, c := range refusals {
		if c.name == "the gas local" || c.name == "the global that tells why a guest was stopped" {
			if newEngine(t, vm.Compiler, gasHost, contract).Check(asm.Assemble(c.text)).Accepted() {
				t.Errorf("%s can be reached", c.name)
			}
		}
	}
}

func attackFailures(t *testing.T) {
	t.Run("a host function panics", TestI7AHostPanicIsANodeFault)
	t.Run("a host function refuses", TestHostFunctions)
	t.Run("a callee traps", TestNestedCalls)
	t.Run("nothing is left", TestI3NoGasNoHostCall)
}

func attackOverflow(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		e := newEngine(t, kind, testHost, bare)
		m := compile(t, e, hostImports+"func run -> i64\ni64.const 1\nend\nfunc trap\nunreachable\nend")
		for _, gas := range []vm.Gas{math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64} {
			if r := m.CallArgs("run", nil, gas, nil); r.Kind != vm.OK || r.GasUsed != m.StartGas()+1 {
				t.Errorf("with %d gas: %+v", gas, r)
			}
			if r := m.CallArgs("trap", nil, gas, nil); r.Kind != vm.Trap || r.GasUsed != gas {
				t.Errorf("a trap with %d gas: %+v", gas, r)
			}
		}
	})
}

func attackUpperHalf(t *testing.T) {
	dirty := vm.Host{Module: "host", Funcs: []vm.HostFunc{{Name: "f", Params: []vm.ValueType{vm.I32}, Results: []vm.ValueType{vm.I32},
		Fn: func(_ *vm.Caller, a []uint64) error {
			if a[0]>>32 != 0 {
				return errors.New("dirty argument")
			}
			a[0] = 0xdead_beef_0000_0001
			return nil
		}}}}
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, dirty, bare), `
			import host f i32 -> i32
			func run i32 -> i64
			  local.get 0; call f; i64.extend_i32_u
			end`)
		if r := m.CallArgs("run", []uint64{0xffff_ffff_0000_0007}, enough, nil); r.Kind != vm.OK || r.Value != 1 {
			t.Errorf("%+v", r)
		}
	})
}

// However many guests there are, each grows to the same page.
func attackGrow(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		e := newEngine(t, kind, vm.Host{}, bare)
		for declared, want := range map[string]uint64{"1": 64, "64": 64, "65": 256, "1 9": 9, "1 65": 65, "1 65536": 256} {
			m := compile(t, e, "memory "+declared+`
				func run -> i32
				  loop
				    i32.const 1; memory.grow; i32.const -1; i32.ne
				    br_if 0
				  end
				  memory.size
				end`)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if r := m.Call("run", 10*enough, nil); r.Kind != vm.OK || r.Value != want {
						t.Errorf("memory %s: %+v, want %d pages", declared, r, want)
					}
				})
			}
			all.Wait()
		}
	})
}

// A collection that starts during a call waits for it: gas bounds how long.
func attackCollector(t *testing.T) {
	m := compile(t, newEngine(t, vm.Compiler, vm.Host{}, bare), "func run\nloop\nbr 0\nend\nend")
	done := make(chan vm.Result)
	go func() { done <- m.CallArgs("run", nil, enough, nil) }()
	runtime.GC()
	if r := <-done; r.Kind != vm.OutOfGas {
		t.Errorf("%+v", r)
	}
}

func attackStart(t *testing.T) {
	e := newEngine(t, vm.Compiler, gasHost, contract)
	started := asm.Assemble(body("i32.const 0"))
	at := 8 // behind the exports, where it belongs
	for started[at] < 8 {
		at += 2 + int(started[at+1])
	}
	for name, code := range map[string][]byte{
		"start section": slices.Concat(started[:at], []byte("\x08\x01\x00"), started[at:]),
		"_start":        asm.Assemble(body("i32.const 0") + "\nfunc _start\nend"),
	} {
		if r := e.Check(code); r.Accepted() || r.Reasons[0].Code != "start_section" && r.Reasons[0].Code != "reserved_export" {
			t.Errorf("%s: %v", name, r.Reasons)
		}
	}
	var invalid *vm.InvalidError
	_, err := e.Compile(asm.Assemble(body("i32.const 0") + "\nfunc _initialize\nloop\nbr 0\nend\nend"))
	if !errors.As(err, &invalid) || invalid.Reasons[0].Code != "initialize_failed" {
		t.Errorf("a long _initialize: %v", err)
	}
}
