package abi

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func document(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("ABI.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The rows of the table are sound: parameters that refer to each other exist, bounds have an answer,
// what is priced has a price, and WebAssembly's parameters stay few.
func TestTheTableOfFunctionsIsSound(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Functions() {
		if names[f.Name] || f.Doc == "" || len(f.Params) > 8 || f.Price.Base < RefusalGas {
			t.Errorf("row %s: twice, without a doc, with too many parameters, or cheaper than a refusal", f.Name)
		}
		names[f.Name] = true
		types, priced := map[string]Type{}, false
		for _, p := range f.Params {
			types[p.Name] = p.Type
			priced = priced || p.Priced
		}
		if len(types) != len(f.Params) || priced != (f.Price.Quarters > 0) || priced != (f.Price.Unit != "") {
			t.Errorf("row %s: a name twice, or a price per unit without units", f.Name)
		}
		for _, p := range f.Params {
			of, known := types[p.Of]
			switch {
			case p.Bounded() != (p.Else != OK), p.Priced && p.Type != Length:
				t.Errorf("%s: %s has bounds without an answer, or is priced and no length", f.Name, p.Name)
			case p.Type == Length && (!known || of != BytesPtr && of != WordsPtr && of != LogText && of != Out),
				p.Type == Out && p.Of != "" && of != Length:
				t.Errorf("%s: %s is of %q", f.Name, p.Name, p.Of)
			}
		}
	}
}

func TestTheDocumentListsTheNumbers(t *testing.T) {
	doc := document(t)
	for e := ErrNotFound; e >= ErrOutflowExceeded; e-- {
		if row := fmt.Sprintf("| %d | %s |", e, e); !strings.Contains(doc, row) {
			t.Errorf("ABI.md lacks %s", row)
		}
	}
	for c := CodeMalformed; c <= CodeNoRescue; c++ {
		if name := c.String(); !strings.HasPrefix(name, "code(") && !strings.Contains(doc, fmt.Sprintf("%d %s", c, name)) {
			t.Errorf("ABI.md lacks code %d %s", c, name)
		}
	}
	for _, e := range Entries() {
		if !strings.Contains(doc, "| `"+e+"` |") {
			t.Errorf("ABI.md lacks entry %s", e)
		}
	}
	if Errno(-99).String() != "errno(-99)" || OK.String() != "ok" {
		t.Error("names of errnos")
	}
}
