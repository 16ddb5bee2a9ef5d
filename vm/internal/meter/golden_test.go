package meter

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// The rewritten code of each case, and the hash of its module, must never change under the same
// Version: blocks that were executed with it are executed again when a node catches up.
func TestRewrittenModulesAreTheSameForever(t *testing.T) {
	datadriven.RunTest(t, "testdata/rewrite.txt", func(t *testing.T, d *datadriven.TestData) string {
		return listing(t, asm.Assemble(d.Input))
	})
}

func hostOf(m *wasm.Module) check.Host {
	return check.Host{Bare: true, Import: func(_, name string) (wasm.FuncType, bool) {
		for i, im := range m.Imports {
			if im.Name == name {
				return m.FuncType(uint32(i))
			}
		}
		return wasm.FuncType{}, false
	}}
}

// metered checks a module and rewrites it.
func metered(t *testing.T, binary []byte) *wasm.Module {
	t.Helper()
	m, err := wasm.Decode(binary)
	if err != nil {
		t.Fatal(err)
	}
	funcs, errs := check.Module(m, hostOf(m))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	out, fault := Rewrite(m, funcs, m.Exports)
	if fault != nil {
		t.Fatal(fault)
	}
	return out
}

// listing rewrites a module and prints its functions and its hash.
func listing(t *testing.T, binary []byte) string {
	t.Helper()
	m := metered(t, binary)
	var out strings.Builder
	for i, code := range m.Code {
		fmt.Fprintf(&out, "function %d\n%s", i+len(m.Imports), asm.Disassemble(t, code.Body))
	}
	fmt.Fprintf(&out, "sha256 %x\n", sha256.Sum256(m.Encode()))
	return out.String()
}
