package runtime

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// ABI.md prints the price list that is charged; the prices of host functions are generated.
func TestTheDocumentListsThePrices(t *testing.T) {
	doc, err := os.ReadFile("abi/ABI.md")
	if err != nil {
		t.Fatal(err)
	}
	p := Prices()
	for name, price := range map[string]abi.Price{"load": p.Load, "transaction": p.Tx, "signature": p.Signature, "upload": p.Upload, "instantiate": p.Instantiate, "output": p.Output} {
		row := fmt.Sprintf("| %s | %d | %g |", name, price.Base, float64(price.Quarters)/4)
		if !strings.Contains(string(doc), row) {
			t.Errorf("ABI.md lacks the row %s", row)
		}
	}
}

// A host function is one row and one method: a row without a method does not compile (zz_host.go calls
// it), and a method that serves guests without a row is found here.
func TestEveryHostFunctionIsOneRowAndOneMethod(t *testing.T) {
	rows := map[string]bool{}
	for i, f := range abi.Functions() {
		if hostFunctions[i].Name != f.Name || len(hostFunctions[i].Params) != len(f.Params) {
			t.Errorf("%s is offered as %s", f.Name, hostFunctions[i].Name)
		}
		rows[strings.ReplaceAll(f.Name, "_", "")] = true
	}
	if len(rows) != len(hostFunctions) {
		t.Errorf("%d host functions for %d rows", len(hostFunctions), len(rows))
	}
	methods := hostMethods(t)
	if len(methods) != len(rows) {
		t.Errorf("%d methods for %d rows", len(methods), len(rows))
	}
	for _, name := range methods {
		if !rows[strings.ToLower(name)] {
			t.Errorf("method %s has no row", name)
		}
	}
}

// hostMethods lists the methods of frame that begin as host functions do: with the caller.
func hostMethods(t *testing.T) (names []string) {
	t.Helper()
	paths, err := filepath.Glob("host_*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || len(fn.Type.Params.List) == 0 || len(fn.Type.Params.List) > 2 {
				continue
			}
			pointer, ok := fn.Type.Params.List[0].Type.(*ast.StarExpr)
			if ok && fmt.Sprint(pointer.X) == "&{vm Caller}" {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}

func TestPricesAddUp(t *testing.T) {
	if got := (abi.Price{Base: 50, Quarters: 1}).For(7); got != 51 {
		t.Errorf("50 and a quarter for each of 7 bytes is %d", got)
	}
	if huge := (abi.Price{Base: 1, Quarters: 800}).For(1<<32 - 1); huge < 1<<32 {
		t.Errorf("the price of 4 GiB wraps to %d", huge)
	}
}
