package vm_test

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

const counterText = `
	memory 1
	global mut i32 0
	func run -> i32
	  global.get 0; i32.const 1; i32.add; global.set 0
	  i32.const 64; i32.const 64; i32.load; i32.const 1; i32.add; i32.store
	  global.get 0; i32.const 64; i32.load; i32.add
	end`

// Many goroutines compile and call the same module; each call is alone with its instance.
func TestConcurrentCalls(t *testing.T) {
	e := newEngine(t, vm.Compiler, vm.Host{}, bare)
	code := asm.Assemble(counterText)
	var wg sync.WaitGroup
	modules := make([]*vm.Module, 8)
	for i := range modules {
		wg.Go(func() {
			m, err := e.Compile(code)
			if err != nil {
				t.Error(err)
				return
			}
			modules[i] = m
			for range 200 {
				if r := m.Call("run", enough, nil); r.Kind != vm.OK || r.Value != 2 {
					t.Errorf("%+v", r)
					return
				}
			}
		})
	}
	wg.Wait()
	for _, m := range modules {
		if m != modules[0] {
			t.Error("the same code was compiled twice")
		}
	}
}

// The engine forgets modules; handles that are still held keep working.
func TestForgottenModulesStillRun(t *testing.T) {
	e, err := vm.NewEngine(vm.Host{}, bare, vm.Config{CacheModules: 2})
	if err != nil {
		t.Fatal(err)
	}
	var modules []*vm.Module
	for i := range 5 {
		m, err := e.Compile(nth(i))
		if err != nil {
			t.Fatal(err)
		}
		modules = append(modules, m)
	}
	for i, m := range modules {
		if _, known := e.Get(m.Hash()); known != (i >= 3) {
			t.Errorf("module %d remembered: %v", i, known)
		}
		runtime.GC()
		if r := m.Call("run", enough, nil); r.Kind != vm.OK || r.Value != 2 {
			t.Errorf("module %d: %+v", i, r)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for i, m := range modules {
		if r := m.Call("run", enough, nil); r.Kind != vm.NodeFault {
			t.Errorf("module %d after Close: %+v", i, r)
		}
	}
}

// nth is the code of the ith of many modules that differ in their hash alone.
func nth(i int) []byte { return asm.Assemble(counterText + fmt.Sprintf("\ncustom n \"%d\"", i)) }

// Modules that are held stay, whatever else is compiled; the others push each other out. When
// they are held no more they are pushed out as well.
func TestHeldModulesAreNotForgotten(t *testing.T) {
	e, err := vm.NewEngine(vm.Host{}, bare, vm.Config{CacheModules: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	remembered := func() (list []int) {
		for i := range 10 {
			if _, ok := e.Get(sha256.Sum256(nth(i))); ok {
				list = append(list, i)
			}
		}
		return list
	}
	e.Hold([][32]byte{sha256.Sum256(nth(1)), sha256.Sum256(nth(3)), sha256.Sum256(nth(99))})
	for i := range 10 {
		if _, err := e.Compile(nth(i)); err != nil {
			t.Fatal(err)
		}
	}
	if got := remembered(); !slices.Equal(got, []int{1, 3, 8, 9}) {
		t.Errorf("the engine remembers %d", got)
	}
	e.Hold([][32]byte{sha256.Sum256(nth(8))})
	if got := remembered(); !slices.Equal(got, []int{3, 8, 9}) { // 1 was used before 3, and both before 9
		t.Errorf("the engine remembers %d", got)
	}
	if e.Loads() != 10 {
		t.Errorf("%d modules were brought into memory", e.Loads())
	}
}

// Blocks, which hold what they call, and queries use an engine at once.
func TestConcurrentHolds(t *testing.T) {
	e, err := vm.NewEngine(vm.Host{}, bare, vm.Config{CacheModules: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			for j := range 20 {
				code := nth((i + j) % 5)
				if i == 0 {
					e.Hold([][32]byte{sha256.Sum256(code)})
				}
				m, err := e.Compile(code)
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = e.Get(sha256.Sum256(code))
				if r := m.Call("run", enough, nil); r.Kind != vm.OK || r.Value != 2 {
					t.Errorf("%+v", r)
				}
			}
		})
	}
	wg.Wait()
}

// What is refused only after it has been compiled is not compiled for every call: a contract
// that lets others call such a code would have it done thousands of times for the gas of a call.
func TestRefusalsAreRemembered(t *testing.T) {
	e := newEngine(t, vm.Compiler, vm.Host{}, bare)
	code := asm.Assemble(counterText + "\nfunc _initialize\nunreachable\nend")
	_, first := e.Compile(code)
	if _, again := e.Compile(code); first == nil || again != first {
		t.Errorf("compiled twice: %v and %v", first, again)
	}
	if m, ok := e.Get(sha256.Sum256(code)); ok {
		t.Errorf("a refused module is there: %v", m)
	}
}

// A node that does not keep idle instances gives the same answers.
func TestI5ConfigDoesNotChangeResults(t *testing.T) {
	for _, cfg := range []vm.Config{{}, {IdleBytes: 1}, {CacheModules: 1}, {Engine: vm.Interpreter, IdleBytes: 1}} {
		e, err := vm.NewEngine(vm.Host{}, bare, cfg)
		if err != nil {
			t.Fatal(err)
		}
		m := compile(t, e, counterText)
		for range 3 {
			if r := m.Call("run", enough, nil); r != (vm.Result{Value: 2, GasUsed: m.StartGas() + 23}) {
				t.Errorf("%+v: %+v", cfg, r)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHostFunctionsAreChecked(t *testing.T) {
	nothing := func(*vm.Caller, []uint64) error { return nil }
	for name, f := range map[string]vm.HostFunc{
		"no name":          {Fn: nothing},
		"no body":          {Name: "f"},
		"float":            {Name: "f", Params: []vm.ValueType{0x7d}, Fn: nothing},
		"two results":      {Name: "f", Results: []vm.ValueType{vm.I32, vm.I32}, Fn: nothing},
		"nine parameters":  {Name: "f", Params: make([]vm.ValueType, 9), Fn: nothing},
		"unknown type":     {Name: "f", Results: []vm.ValueType{1}, Fn: nothing},
		"same name as one": {Name: "g", Fn: nothing},
	} {
		host := vm.Host{Module: "host", Funcs: []vm.HostFunc{{Name: "g", Fn: nothing}, f}}
		if _, err := vm.NewEngine(host, bare, vm.Config{}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The schedule names every instruction once and every price is told.
func TestSchedule(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range vm.Schedule() {
		if p.Class == "" || p.Per == "" || seen[p.Class] || p.Gas == 0 && p.Class != "structure" {
			t.Errorf("%+v", p)
		}
		seen[p.Class] = true
	}
	if len(vm.Limits()) < 15 || vm.Limits()[0] != (vm.Limit{Name: "code bytes", Max: 512 << 10}) {
		t.Errorf("%v", vm.Limits())
	}
}
