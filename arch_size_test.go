package peerzchain

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

const (
	maxFunction = 60  // lines, from func to the closing brace
	maxFile     = 500 // lines
)

func TestFunctionsAndFilesAreShort(t *testing.T) {
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	var written []source
	for _, s := range all {
		if !s.isGenerated() {
			written = append(written, s)
		}
	}
	obey(t, written, tooLong, "what does not fit on a screen is read in parts anyway: cut it where the parts are")
}

// tooLong finds functions and files with too many lines. A function literal counts for the
// function around it.
func tooLong(s source) (list []breach) {
	if n := position(s.file.FileEnd).Line; n > maxFile {
		list = append(list, breach{position(s.file.Package), fmt.Sprintf("%d lines in a file", n)})
	}
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from, to := position(f.Pos()), position(f.End())
		if n := to.Line - from.Line + 1; n > maxFunction {
			list = append(list, breach{from, fmt.Sprintf("%s has %d lines", f.Name.Name, n)})
		}
	}
	return list
}

func TestTooLongIsFound(t *testing.T) {
	body := func(n int) string { return "package p\n\nfunc f() {\n" + strings.Repeat("\tf()\n", n-2) + "}\n" }
	wantBreaches(t, breaches(t, "p.go", body(maxFunction), tooLong))
	wantBreaches(t, breaches(t, "p.go", body(maxFunction+1), tooLong), "f has 61 lines")
	file := "package p\n" + strings.Repeat("\n", maxFile-1)
	wantBreaches(t, breaches(t, "p.go", file, tooLong))
	wantBreaches(t, breaches(t, "p.go", file+"\n", tooLong), "501 lines in a file")
}
