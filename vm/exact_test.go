package vm_test

import (
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// FuzzExact lets the fuzzer steer the generator.
func FuzzExact(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(randomBytes(rand.New(rand.NewPCG(seed, 0))))
	}
	c := newComparer(f)
	c.budget = 20_000 // the fuzzer slows the reference down by a factor of its own
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 4096 {
			c.compare(t, asm.Assemble(generate(data)))
		}
	})
}

// The host of generated modules: its results depend on the gas that is left, so that a counter
// that is off by one at any call shows in the guest's results.
var gasHost = vm.Host{Module: "host", Funcs: []vm.HostFunc{
	{Name: "gas", Results: []vm.ValueType{vm.I64}, Fn: func(c *vm.Caller, a []uint64) error {
		a[0] = c.Gas()
		return nil
	}},
	{Name: "mix", Params: []vm.ValueType{vm.I32, vm.I64}, Results: []vm.ValueType{vm.I32}, Fn: func(c *vm.Caller, a []uint64) error {
		a[0] = (a[0] ^ a[1]) + c.Gas()
		return c.Charge(7)
	}},
}}

func gasImports(_, name string) (wasm.FuncType, bool) {
	if name == "gas" {
		return wasm.FuncType{Results: []byte{wasm.I64}}, true
	}
	return wasm.FuncType{Params: []byte{wasm.I32, wasm.I64}, Results: []byte{wasm.I32}}, name == "mix"
}

func referenceHost(r *reference, name string, args []uint64) uint64 {
	if name == "gas" {
		return uint64(r.gas)
	}
	v := uint64(uint32(args[0]^args[1]) + uint32(r.gas))
	r.charge(7)
	return v
}

// comparer runs modules on both engines and the reference.
type comparer struct {
	engines map[string]*vm.Engine
	counts  map[vm.Kind]int
	budget  int64 // what each call may use beyond its start
	host    func(r *reference, name string, args []uint64) uint64
	imports func(module, name string) (wasm.FuncType, bool)
}

func newComparer(t testing.TB) *comparer {
	c := &comparer{engines: map[string]*vm.Engine{}, counts: map[vm.Kind]int{},
		budget: 350_000, host: referenceHost, imports: gasImports}
	for name, kind := range engines {
		c.engines[name] = newEngine(t, kind, gasHost, bare)
	}
	return c
}

// compare calls all exports of a module and demands the same from everybody.
func (c *comparer) compare(t testing.TB, code []byte) {
	t.Helper()
	r := newReference(code, c.imports)
	r.host = c.host
	modules := map[string]*vm.Module{}
	budget := max(c.budget, 2*r.ahead())
	limit := budget
	for name, e := range c.engines {
		m, err := e.Compile(code)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		modules[name], limit = m, budget+int64(m.StartGas())
	}
	for _, x := range r.m.Exports {
		if x.Kind != wasm.KindFunc || x.Name == check.Initialize {
			continue
		}
		ft, _ := r.m.FuncType(x.Index)
		args := make([]uint64, len(ft.Params))
		for i := range args {
			args[i] = uint64(i*7 + 3)
		}
		kind, value, used := r.run(x.Name, args, limit)
		c.counts[kind]++
		var first *vm.Result
		for name, m := range modules {
			got := m.CallArgs(x.Name, args, vm.Gas(limit), nil)
			if first == nil {
				first = &got
			} else if got != *first {
				t.Fatalf("%s: engines differ: %+v and %+v", x.Name, got, *first)
			}
			c.agree(t, name+" "+x.Name, got, kind, value, used, limit-r.ahead())
			if kind == vm.OK {
				c.flips(t, m, r, x.Name, args, used)
			}
		}
	}
}

// agree compares a result with the reference's. A fault that the reference met with more than
// plenty of gas used may be another one.
func (c *comparer) agree(t testing.TB, what string, got vm.Result, kind vm.Kind, value uint64, used, plenty int64) {
	t.Helper()
	switch {
	case kind == vm.OK:
		if got.Kind != vm.OK || got.Value != value || got.GasUsed != vm.Gas(used) {
			t.Fatalf("%s: got %+v, reference %d with %d gas", what, got, value, used)
		}
	case kind == vm.OutOfGas, used > plenty:
		// Beyond the limit a guest may run into another fault before the next test.
		if got.Kind == vm.OK || got.Kind == vm.NodeFault {
			t.Fatalf("%s: got %+v, reference %v", what, got, kind)
		}
	default:
		if got.Kind != kind {
			t.Fatalf("%s: got %+v, reference %v with %d gas", what, got, kind, used)
		}
	}
}

// flips demands success with exactly the gas that is needed and failure with one less. What a
// guest does may depend on the gas it sees, so the reference runs again with that budget.
func (c *comparer) flips(t testing.TB, m *vm.Module, r *reference, name string, args []uint64, used int64) {
	t.Helper()
	for budget := used; budget >= used-1; budget-- {
		kind, value, again := r.run(name, args, budget)
		got := m.CallArgs(name, args, vm.Gas(budget), nil)
		if kind == vm.OK {
			c.agree(t, name, got, kind, value, again, used)
		} else if got.Kind == vm.OK || got.Kind == vm.NodeFault {
			t.Fatalf("%s with %d of %d gas: %+v, reference %v", name, budget, used, got, kind)
		}
	}
}

func randomBytes(rng *rand.Rand) []byte {
	data := make([]byte, 100+rng.IntN(800))
	for i := range data {
		data[i] = byte(rng.Uint32())
	}
	return data
}

func TestGeneratedModulesAgreeWithTheReference(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	c := newComparer(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		c.compare(t, asm.Assemble(generate(randomBytes(rng))))
	}
	t.Log(c.counts)
	for _, kind := range []vm.Kind{vm.OK, vm.OutOfGas, vm.Trap, vm.StackOverflow} {
		if c.counts[kind] == 0 {
			t.Errorf("no module ended with %v", kind)
		}
	}
}
