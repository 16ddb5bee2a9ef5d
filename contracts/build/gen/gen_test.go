package gen_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func parse(t *testing.T, dir string) *gen.Contract {
	t.Helper()
	c, err := gen.Parse(dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The folder bank has every type and every directive, and tests of its own; the interface
// packages are what everybody imports. Their generated code is committed.
func TestGeneratedCodeIsUpToDate(t *testing.T) {
	for _, dir := range []string{"bank", "../../api/roles", "../../api/rewards", "../../api/formula", "../../api/governance"} {
		files, err := parse(t, dir).Files()
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range files {
			got, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s/%s differs (%v): go run ./contracts/build/cmd/contractgen with its folder", dir, name, err)
			}
		}
	}
}

func TestTheInterfaceIsWhatTheABIExpects(t *testing.T) {
	data, err := parse(t, "bank").Interface()
	if err != nil {
		t.Fatal(err)
	}
	iface, err := abi.ParseInterface(data)
	if err != nil {
		t.Fatal(err)
	}
	if iface.Name != "bank" || iface.Version != "2.1.0" || iface.Kind != "contract" || !strings.HasPrefix(iface.Doc, "Package main exercises") {
		t.Errorf("header: %+v", iface)
	}
	var methods []string
	for _, m := range iface.Methods {
		methods = append(methods, m.Entry+" "+m.Name)
	}
	if got, want := strings.Join(methods, ","), "instantiate instantiate,execute move,execute ping,query total,migrate migrate"; got != want {
		t.Errorf("methods %s, want %s", got, want)
	}
	move, _ := iface.Method("execute", "move")
	want := map[string]abi.Field{
		"flag": {Type: "bool"}, "small": {Type: "u64"}, "number": {Type: "u64", Unit: "seconds"}, "signed": {Type: "i64"},
		"total": {Type: "amount", Unit: "base units", Doc: "trailing comment"}, "note": {Type: "text"}, "raw": {Type: "bytes"},
		"signature": {Type: "bytes"}, "owner": {Type: "address"}, "code": {Type: "hash"}, "role": {Type: "u64"},
		"lines": {Type: "[]Line", Doc: "Lines are nested."}, "grid": {Type: "[][]amount"},
		"maybe_zero": {Type: "u64", Optional: true}, "perhaps": {Type: "u64", Optional: true},
		"maybe_line": {Type: "Line", Optional: true}, "more": {Type: "[]Line", Optional: true},
		"maybe_who": {Type: "address", Optional: true},
	}
	for _, f := range move.Args {
		w := want[f.Name]
		if w.Name = f.Name; f != w {
			t.Errorf("argument %+v, want %+v", f, w)
		}
	}
	if len(move.Args) != len(want) || len(iface.Types) != 1 {
		t.Errorf("%d arguments, want %d; types %v", len(move.Args), len(want), iface.Types)
	}
	for code, name := range map[uint32]string{10: "no_account", 11: "id_taken", 13: "late", 65001: "overflow"} {
		if got := iface.ErrorName(code); got != name {
			t.Errorf("code %d is called %q, want %q", code, got, name)
		}
	}
}

// The entry a client encodes for is the entry that the generated code reads.
func TestClientsCanEncodeCalls(t *testing.T) {
	data, err := parse(t, "../../../examples/counter").Interface()
	if err != nil {
		t.Fatal(err)
	}
	iface, err := abi.ParseInterface(data)
	if err != nil {
		t.Fatal(err)
	}
	if input, err := abi.EncodeCall(iface, "execute", "add", []byte(`{"by":3}`)); err != nil || string(input) != "\x82cadd\xa1bby\x03" {
		t.Errorf("add is encoded as %x, %v", input, err)
	}
}
