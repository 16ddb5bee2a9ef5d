package sdk_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode"

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

// constants reads the typed constants of the SDK's types, which must have those that are named.
func constants(t *testing.T, kind string, some ...string) map[string]int64 {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, "types.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("sdk", files, []*ast.File{parsed}, nil)
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]int64{}
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if ok && strings.TrimPrefix(c.Type().String(), "sdk.") == kind {
			list[name], _ = constant.Int64Val(c.Val())
		}
	}
	for _, name := range some {
		if _, ok := list[name]; !ok {
			t.Fatalf("types.go has no %s", name)
		}
	}
	return list
}

// snake writes NotFound as not_found.
func snake(name string) string {
	var b strings.Builder
	for i, c := range name {
		if i > 0 && unicode.IsUpper(c) && unicode.IsLower(rune(name[i-1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

func TestErrnosAndFaultsAreThoseOfTheABI(t *testing.T) {
	for name, value := range constants(t, "Errno", "OK", "NotFound", "TooLarge") {
		if got := abi.Errno(value).String(); got != snake(name) {
			t.Errorf("errno %s is %d, which the ABI calls %s", name, value, got)
		}
	}
	for name, value := range constants(t, "uint32", "FaultTrap") {
		fault, is := strings.CutPrefix(name, "Fault")
		if got := abi.Code(value).String(); is && got != snake(fault) {
			t.Errorf("fault %s is %d, which the ABI calls %s", name, value, got)
		}
		if is && sdk.FaultName(uint32(value)) == "" {
			t.Errorf("fault %s has no name for people", name)
		}
	}
	known := constants(t, "Errno")
	for errno := abi.Errno(0); !strings.HasPrefix(errno.String(), "errno("); errno-- {
		if !slices.Contains(slices.Collect(maps.Values(known)), int64(errno)) {
			t.Errorf("the SDK has no name for errno %d, %s", errno, errno)
		}
	}
	// what ends code that has begun, which are the faults that a caller may be told of
	for code := abi.CodeOutOfGas; code <= abi.CodeEventLimit; code++ {
		if sdk.FaultName(uint32(code)) == "" {
			t.Errorf("the SDK has no name for fault %d, %s", code, code)
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
