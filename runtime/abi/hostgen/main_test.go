package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

const root = "../../.."

func TestGeneratedFilesAreWhatTheTableGives(t *testing.T) {
	for _, f := range files {
		old, err := os.ReadFile(filepath.Join(root, f.path))
		if err != nil {
			t.Fatal(err)
		}
		want, err := f.render(old, abi.Functions())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(old, want) {
			t.Errorf("%s is stale: run go generate ./runtime", f.path)
		}
	}
}

// One row gives the decoder, the bounds, the price, the import and the document's row.
func TestARowIsAllThatIsNeeded(t *testing.T) {
	row := abi.Function{Name: "do_it", Result: abi.Status, Writes: true, Capability: abi.CapFees,
		Params: []abi.Param{{Name: "to", Type: abi.AddressPtr}, {Name: "b", Type: abi.BytesPtr},
			{Name: "n", Type: abi.Length, Of: "b", Priced: true, Min: 1, Max: 9, Else: abi.ErrTooLarge}},
		Price: abi.Price{Base: 100, Quarters: 6, Unit: "byte"}, Found: abi.Price{Base: 7}, FoundItem: "entry", Doc: "Does it."}
	table := []abi.Function{row}
	for _, x := range []struct {
		render func([]byte, []abi.Function) ([]byte, error)
		want   []string
	}{
		{renderHost, []string{"type doItArgs struct {\n\tTo abi.Address\n\tB  []byte", `f.permits(false, false, true, "fees")`, "if s[2] < 1 || s[2] > 9 {",
			"c.Charge(100 + s[2]*6/4)", "doItArgs{To: m.address(s[0]), B: m.bytes(s[1], s[2])}", "f.doIt(c, a)", "func (doItArgs) chargeFound(c *vm.Caller) error {\n\treturn c.Charge(7)"}},
		{renderImports, []string{"//go:wasmimport peerz1 do_it\nfunc doIt(to unsafe.Pointer, b unsafe.Pointer, n uint32) int32"}},
		{renderDocument, []string{"| `do_it(to, b, n) -> i32` | writes \"fees\" | 100 + 1.5 for each byte of b + 7 for each entry | Does it. |"}},
	} {
		b, err := x.render([]byte(tableStart+tableEnd), table)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, w := range x.want {
			i := strings.Index(string(b[at:]), w)
			if i < 0 {
				t.Fatalf("no %q, in this order, in\n%s", w, b)
			}
			at += i
		}
	}
	row.Params[2].Of = "other"
	if _, err := renderHost(nil, table); err == nil {
		t.Error("bytes without a length are accepted")
	}
}
