package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// BenchmarkEmptyCall is one call from outside that does nothing: a clean instance, by memory.
func BenchmarkEmptyCall(b *testing.B) {
	for _, pages := range []int{1, 3, 17, 256} {
		b.Run(fmt.Sprintf("pages=%d", pages), func(b *testing.B) {
			e := newEngine(b, vm.Compiler, vm.Host{}, bare)
			m := compile(b, e, fmt.Sprintf("memory %d\nfunc run -> i32\ni32.const 8; i32.const 1; i32.store; i32.const 0\nend", pages))
			benchCall(b, m)
		})
	}
}

// BenchmarkHostCall is one import called from a loop, per call.
func BenchmarkHostCall(b *testing.B) {
	e := newEngine(b, vm.Compiler, testHost, bare)
	m := compile(b, e, hostImports+`
		func run i32
		  loop
		    local.get 0; call twice; drop
		    local.get 0; i32.const 1; i32.sub; local.tee 0
		    br_if 0
		  end
		end`)
	b.ReportAllocs()
	for left := b.N; left > 0; left -= 1 << 20 {
		if r := m.CallArgs("run", []uint64{uint64(min(left, 1<<20))}, vm.MaxGas, nil); r.Kind != vm.OK {
			b.Fatal(r)
		}
	}
}

// BenchmarkFault is what it takes to stop a guest, and to make a new instance after it.
func BenchmarkFault(b *testing.B) {
	e := newEngine(b, vm.Compiler, vm.Host{}, bare)
	m := compile(b, e, "memory 1\nfunc trap\nunreachable\nend\nfunc deep\ncall deep\nend\nfunc grow\ni32.const 1; memory.grow; drop\nend")
	for _, entry := range []string{"trap", "deep", "grow"} {
		b.Run(entry, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if r := m.Call(entry, enough, nil); r.Kind == vm.NodeFault {
					b.Fatal(r)
				}
			}
		})
	}
}

// BenchmarkCompile is rewriting and compiling a module of many small functions.
func BenchmarkCompile(b *testing.B) {
	var text strings.Builder
	text.WriteString("memory 1\n")
	for i := range 200 {
		fmt.Fprintf(&text, `func f%d i32 i32 -> i32
		  locals i32
		  loop
		    local.get 0; local.get 2; i32.add; i32.load8_u; local.get 1; i32.xor; local.set 1
		    local.get 2; i32.const 1; i32.add; local.tee 2
		    i32.const %d; i32.lt_u
		    br_if 0
		  end
		  local.get 1
		end
		`, i, i)
	}
	code := asm.Assemble(text.String())
	b.SetBytes(int64(len(code)))
	for range b.N {
		e := newEngine(b, vm.Compiler, vm.Host{}, bare)
		if _, err := e.Compile(code); err != nil {
			b.Fatal(err)
		}
	}
}

func benchCall(b *testing.B, m *vm.Module) {
	b.ReportAllocs()
	for range b.N {
		if r := m.Call("run", enough, nil); r.Kind != vm.OK {
			b.Fatal(r)
		}
	}
}
