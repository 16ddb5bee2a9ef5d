package sdk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// imports reads the host functions that the SDK declares, as "name(types)result".
func imports(t *testing.T) (list []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "zz_host_guest.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		words := strings.Fields(fn.Doc.List[len(fn.Doc.List)-1].Text)
		if len(words) != 3 || words[0] != "//go:wasmimport" || words[1] != abi.Module {
			t.Fatalf("%s is not imported from %s: %v", fn.Name.Name, abi.Module, words)
		}
		list = append(list, words[2]+"("+letters(fn.Type.Params)+")"+letters(fn.Type.Results))
	}
	return list
}

// letter writes i for 32 bits and l for 64 bits.
func letter(t abi.Type) string {
	switch {
	case t.Wide():
		return "l"
	case t != 0:
		return "i"
	}
	return ""
}

// letters writes i for 32 bits and l for 64 bits.
func letters(fields *ast.FieldList) (s string) {
	if fields == nil {
		return ""
	}
	for _, f := range fields.List {
		letter := "i"
		if name, ok := f.Type.(*ast.Ident); ok && strings.HasSuffix(name.Name, "64") {
			letter = "l"
		}
		s += strings.Repeat(letter, max(1, len(f.Names)))
	}
	return s
}

func TestTheSDKImportsTheHostFunctionsOfTheABI(t *testing.T) {
	got := imports(t)
	for i, f := range abi.Functions() {
		want := f.Name + "("
		for _, p := range f.Params {
			want += letter(p.Type)
		}
		want += ")" + letter(f.Result)
		if i >= len(got) || got[i] != want {
			t.Fatalf("host function %d of the ABI is %s; the SDK has %v", i, want, got)
		}
	}
	if len(got) != len(abi.Functions()) {
		t.Errorf("the SDK imports %d functions, the ABI has %d", len(got), len(abi.Functions()))
	}
}

func TestErrnosAndFaultsAreThoseOfTheABI(t *testing.T) {
	for i, errno := range []sdk.Errno{sdk.OK, sdk.NotFound, sdk.BadPointer, sdk.KeyTooLong, sdk.ValueTooLong, sdk.ReadOnly,
		sdk.Denied, sdk.Insufficient, sdk.Overflow, sdk.InvalidArgument, sdk.NoSuchContract, sdk.CallFailed,
		sdk.DepthExceeded, sdk.CapExceeded, sdk.NotCallable, sdk.TooLarge, sdk.Jailed} {
		if int(errno) != -i || strings.HasPrefix(abi.Errno(errno).String(), "errno(") {
			t.Errorf("errno %d is %d, %s", -i, errno, abi.Errno(errno))
		}
	}
	for fault, code := range map[uint32]abi.Code{
		sdk.FaultOutOfGas: abi.CodeOutOfGas, sdk.FaultTrap: abi.CodeTrap, sdk.FaultStackOverflow: abi.CodeStackOverflow,
		sdk.FaultAborted: abi.CodeAborted, sdk.FaultDenied: abi.CodeDenied,
	} {
		if fault != uint32(code) {
			t.Errorf("fault %d is code %d", fault, code)
		}
	}
	if sdk.ErrHost > abi.MaxAbortCode {
		t.Error("the SDK's codes are out of range")
	}
}

// The native twin of apportion, for tests of contracts, gives what the chain gives.
func TestApportionIsTheChains(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 500 {
		weights := make([]uint64, 1+r.Intn(abi.MaxApportion))
		for i := range weights {
			weights[i] = r.Uint64() >> r.Intn(65)
		}
		total := sdk.Amount{Hi: r.Uint64() >> r.Intn(65), Lo: uint64(r.Intn(1000))}
		ours, ok := sdk.Apportion(total, weights)
		theirs, want := abi.Apportion(abi.Amount(total), weights)
		if ok != want {
			t.Fatalf("%v by %v: %v, want %v", total, weights, ok, want)
		}
		for i := range ours {
			if abi.Amount(ours[i]) != theirs[i] {
				t.Fatalf("%v by %v: part %d is %v, want %v", total, weights, i, ours[i], theirs[i])
			}
		}
	}
}
