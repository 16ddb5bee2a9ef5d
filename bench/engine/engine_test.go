//go:build cgo

package engine

import (
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/bench/kernels"
)

// Every engine must compute what the kernel table says, or a ratio would compare two different
// programs.
func TestEnginesAgreeOnEveryKernel(t *testing.T) {
	for _, name := range []string{Peerz, Wazero, WazeroFresh, Wasmtime, WasmtimeFresh, Wasmvm} {
		t.Run(name, func(t *testing.T) {
			e, err := Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			for _, k := range slices.Concat(kernels.Untuned(), kernels.Tuned(), []kernels.Kernel{kernels.Argon2}) {
				got, err := run(e, kernels.Code(k.Name), k.Check)
				if err != nil {
					t.Errorf("%s: %v", k.Name, err)
				} else if got != k.Want {
					t.Errorf("%s(%d) = %#x, want %#x", k.Name, k.Check, got, k.Want)
				}
			}
		})
	}
}

// A shifted kernel is the same program: three instructions of six bytes each time, once a call.
func TestShiftedKernelsComputeTheSame(t *testing.T) {
	e, err := Open(Peerz)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for _, k := range kernels.Tuned() {
		code := kernels.Code(k.Name)
		shifted, err := kernels.Shift(code, 5)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := run(e, shifted, k.Check); err != nil || got != k.Want || len(shifted) < len(code)+5*6 {
			t.Errorf("%s: %#x, %v, in %d bytes instead of %d", k.Name, got, err, len(shifted), len(code))
		}
	}
}

func TestHostedContractsEchoTheirInput(t *testing.T) {
	for _, name := range []string{Peerz, Wazero, WazeroFresh, Wasmtime, WasmtimeFresh} {
		e, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		got, err := run(e, kernels.Code("hosted3"), 1)
		if err != nil || got != uint64(len(Input)) {
			t.Errorf("%s: %d bytes, %v; want %d", name, got, err, len(Input))
		}
	}
}

// Real contracts, compiled from Rust, must start and allocate: their call and deploy times are
// compared too.
func TestRustContractsRun(t *testing.T) {
	contracts, err := kernels.Rust()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{Peerz, Wazero, WasmtimeFresh} {
		e, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		for _, c := range contracts {
			p, err := e.Compile(c.Code)
			if err != nil {
				t.Errorf("%s: %s: %v", name, c.Name, err)
				continue
			}
			if got, err := p.Call("allocate", 100); err != nil || got == 0 {
				t.Errorf("%s: %s: allocate gave %d, %v", name, c.Name, got, err)
			}
		}
	}
}

func run(e Engine, code []byte, n uint32) (uint64, error) {
	p, err := e.Compile(code)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	return p.Call("run", n)
}
