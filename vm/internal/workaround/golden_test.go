package workaround

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

func TestOnlyWhatIsFaultyIsWrittenDifferently(t *testing.T) {
	datadriven.RunTest(t, "testdata/workarounds.txt", func(t *testing.T, d *datadriven.TestData) string {
		return listing(t, d.CmdArgs[0].Key, asm.Assemble(d.Input))
	})
}

// listing prints the functions that change, and data segments that are added.
func listing(t *testing.T, arch string, binary []byte) string {
	t.Helper()
	m, before := decode(t, binary), decode(t, binary)
	if err := Apply(m, arch); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for i, code := range m.Code {
		if !bytes.Equal(code.Body, before.Code[i].Body) {
			fmt.Fprintf(&out, "function %d, locals % x\n%s", i, code.Locals[len(before.Code[i].Locals):], asm.Disassemble(t, code.Body))
		}
	}
	for _, d := range m.Data[len(before.Data):] {
		fmt.Fprintf(&out, "data passive=%v %q\n", d.Passive, d.Bytes)
	}
	if again := decode(t, m.Encode()); len(again.Code) != len(m.Code) {
		t.Errorf("%d functions are left", len(again.Code))
	}
	return out.String()
}

func decode(t *testing.T, binary []byte) *wasm.Module {
	t.Helper()
	m, err := wasm.Decode(binary)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
