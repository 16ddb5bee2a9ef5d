package vm_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// fuzzed is what the host function of FuzzHost saw.
type fuzzed struct {
	read, wrote bool
	gas         vm.Gas // when it was called
}

var fuzzHost = vm.Host{Module: "host", Funcs: []vm.HostFunc{{
	Name: "f", Params: []vm.ValueType{vm.I64, vm.I64, vm.I64, vm.I32}, Results: []vm.ValueType{vm.I32},
	Fn: func(c *vm.Caller, a []uint64) error {
		seen := c.Env().(*fuzzed)
		seen.gas = c.Gas()
		if b, ok := c.Read(a[0], a[1]); ok {
			seen.read = true
			seen.wrote = c.Write(a[0], b)
		}
		charge := a[2]
		a[0] = a[3] | 1<<40 // the guest gets 32 bits of it
		return c.Charge(charge)
	},
}}}

// FuzzHost gives a host function any arguments and any gas: it reads and writes exactly what
// lies within memory, its charge is taken to the unit, and the guest gets 32 bits back.
func FuzzHost(f *testing.F) {
	code := asm.Assemble(`
import host f i64 i64 i64 i32 -> i32
memory 1 2
func run i64 i64 i64 i32 -> i32
	local.get 0; local.get 1; local.get 2; local.get 3; call f
end`)
	modules := map[string]*vm.Module{}
	for name, kind := range engines {
		m, err := newEngine(f, kind, fuzzHost, bare).Compile(code)
		if err != nil {
			f.Fatal(err)
		}
		modules[name] = m
	}
	for _, v := range []uint64{0, 1, 65535, 65536, 1<<32 - 1, 1 << 32, 1 << 63, 1<<64 - 1} {
		f.Add(v, uint64(1), v, uint32(v), v)
		f.Add(uint64(1), v, uint64(0), uint32(v), uint64(1_000_000))
	}
	f.Fuzz(func(t *testing.T, ptr, n, charge uint64, v uint32, gas uint64) {
		for name, m := range modules {
			seen := new(fuzzed)
			r := m.CallArgs("run", []uint64{ptr, n, charge, uint64(v)}, gas, seen)
			within := ptr <= 65536 && n <= 65536-ptr
			switch {
			case seen.gas == 0: // it was not reached, or with nothing left
				if r.Kind != vm.OutOfGas && (r.Kind != vm.OK || charge > 0) {
					t.Fatalf("%s: %+v, not reached", name, r)
				}
			case seen.read != within || seen.wrote != within:
				t.Fatalf("%s: %d bytes at %d: read %v, wrote %v", name, n, ptr, seen.read, seen.wrote)
			case charge > seen.gas:
				if r.Kind != vm.OutOfGas || r.GasUsed != gas {
					t.Fatalf("%s: %+v with %d of %d gas left", name, r, seen.gas, charge)
				}
			case r.Kind != vm.OK || r.Value != uint64(v) || r.GasUsed != min(gas, vm.MaxGas)-seen.gas+charge:
				t.Fatalf("%s: %+v, gas left %d, charge %d", name, r, seen.gas, charge)
			}
		}
	})
}
