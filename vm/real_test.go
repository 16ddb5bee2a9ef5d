package vm_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// stubHost offers whatever a module imports. Every function answers a small number that depends
// on its arguments and the gas that is left, the same as stubAnswer.
func stubHost(m *wasm.Module) vm.Host {
	var host vm.Host
	seen := map[string]bool{}
	for i, im := range m.Imports {
		if seen[im.Name] {
			continue
		}
		seen[im.Name], host.Module = true, im.Module
		t, _ := m.FuncType(uint32(i))
		host.Funcs = append(host.Funcs, vm.HostFunc{Name: im.Name, Params: t.Params, Results: t.Results,
			Fn: func(c *vm.Caller, a []uint64) error {
				v := stubAnswer(a[:len(t.Params)], int64(c.Gas()))
				if len(t.Results) > 0 {
					a[0] = v
				}
				return c.Charge(stubPrice)
			}})
	}
	return host
}

const stubPrice = 11

func stubAnswer(args []uint64, gas int64) uint64 {
	sum := uint64(gas) >> 4
	for _, a := range args {
		sum += a
	}
	return sum % 5
}

// What compilers make agrees with the reference as well: kernels in C and contracts in Go.
func TestRealModulesAgreeWithTheReference(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	for _, pattern := range []string{"../bench/kernels/*.wasm", "../contracts/*/*.wasm", "../contracts/testdata/*/*.wasm", "../examples/*/*.wasm"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Errorf("no modules in %s: %v", pattern, err)
		}
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) { realModule(t, file) })
		}
	}
}

func realModule(t *testing.T, file string) {
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := newStubComparer(t, code)
	c.compare(t, code)
	t.Log(c.counts)
}

// newStubComparer offers whatever a module imports.
func newStubComparer(t testing.TB, code []byte) *comparer {
	m, malformed := wasm.Decode(code)
	if malformed != nil {
		t.Fatal(malformed)
	}
	host := stubHost(m)
	c := &comparer{engines: map[string]*vm.Engine{}, counts: map[vm.Kind]int{}, budget: 5_000_000,
		host: func(r *reference, _ string, args []uint64) uint64 {
			v := stubAnswer(args, r.gas)
			r.charge(stubPrice)
			return v
		},
		imports: func(_, name string) (wasm.FuncType, bool) {
			for _, f := range host.Funcs {
				if f.Name == name {
					return wasm.FuncType{Params: f.Params, Results: f.Results}, true
				}
			}
			return wasm.FuncType{}, false
		}}
	for name, kind := range engines {
		c.engines[name] = newEngine(t, kind, host, bare)
	}
	return c
}
