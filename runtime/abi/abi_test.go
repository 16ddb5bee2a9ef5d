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

// The table of functions in ABI.md is the table in code: names, parameters, order and marks.
func TestTheDocumentListsTheFunctions(t *testing.T) {
	doc := document(t)
	at := 0
	for _, f := range Functions() {
		row := fmt.Sprintf("| `%s` | %s |", signature(f), marks(f))
		row = strings.Replace(row, "|  |", "| |", 1)
		i := strings.Index(doc[at:], row)
		if i < 0 {
			t.Fatalf("ABI.md lacks, or has in another place, the row %s", row)
		}
		at += i
	}
	if got, want := strings.Count(doc, "\n| `"), len(Functions())+len(Entries()); got != want {
		t.Errorf("ABI.md has %d rows of functions and entries, want %d", got, want)
	}
}

func signature(f Function) string {
	params := make([]string, len(f.Params))
	for i, p := range f.Params {
		params[i] = p.Name
		if p.Type == 'l' {
			params[i] += ": i64"
		}
	}
	s := f.Name + "(" + strings.Join(params, ", ") + ")"
	switch f.Result {
	case 'i':
		s += " -> i32"
	case 'l':
		s += " -> i64"
	}
	return s
}

func marks(f Function) string {
	var m []string
	if f.Pure {
		m = append(m, "pure")
	}
	if f.Writes {
		m = append(m, "writes")
	}
	if f.Capability != "" {
		m = append(m, fmt.Sprintf("%q", f.Capability))
	}
	return strings.Join(m, " ")
}

func TestTheDocumentListsTheNumbers(t *testing.T) {
	doc := document(t)
	for e := ErrNotFound; e >= ErrTooLarge; e-- {
		if row := fmt.Sprintf("| %d | %s |", e, e); !strings.Contains(doc, row) {
			t.Errorf("ABI.md lacks %s", row)
		}
	}
	for c := CodeMalformed; c <= CodeDenied; c++ {
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
