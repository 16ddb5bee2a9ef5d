package peerzchain

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// An invariant is defined by a line "- **I5** ..." in ARCHITECTURE.md (I) or in the README of a
// built-in contract (a letter of its own), cited as (I5) in a comment where it is upheld, or by
// invariant.Assert, and proven by a test whose name begins with it: TestI5NothingLocal...
var (
	definition = regexp.MustCompile(`(?m)^- \*\*([A-Z]\d+)\*\*`)
	citation   = regexp.MustCompile(`\([A-Z]\d+(, [A-Z]\d+)*\)`)
	asserted   = regexp.MustCompile(`^"([A-Z]\d+)"$`)
	number     = regexp.MustCompile(`[A-Z]\d+`)
	tested     = regexp.MustCompile(`^Test([A-Z]\d+)[A-Z]`)
)

const whyInvariants = "a number that leads nowhere is worse than none, and what nobody tests does not hold"

func TestInvariantsAreDefinedCitedAndTested(t *testing.T) {
	files, err := filepath.Glob("contracts/*/README.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	text := map[string]string{}
	for _, name := range append(files, "ARCHITECTURE.md") {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text[name] = string(b)
	}
	for _, b := range looseInvariants(text, all) {
		t.Errorf("%s: %s", b, whyInvariants)
	}
}

// looseInvariants finds citations of what is not defined, and definitions that no product code
// cites or no test is named for.
func looseInvariants(docs map[string]string, files []source) (list []string) {
	var defined []string
	for _, text := range docs {
		for _, m := range definition.FindAllStringSubmatch(text, -1) {
			if slices.Contains(defined, m[1]) {
				list = append(list, m[1]+" is defined twice")
			}
			defined = append(defined, m[1])
		}
	}
	cited, proven := map[string]bool{}, map[string]bool{}
	for _, s := range files {
		for _, c := range citations(s) {
			if cited[c.what] = cited[c.what] || !s.isTest(); !slices.Contains(defined, c.what) {
				list = append(list, c.at.String()+": "+c.what+" is defined nowhere")
			}
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.isTest() {
				if m := tested.FindStringSubmatch(f.Name.Name); m != nil {
					proven[m[1]] = true
				}
			}
		}
	}
	slices.Sort(defined)
	for _, d := range defined {
		if !cited[d] {
			list = append(list, d+" is cited nowhere")
		}
		if !proven[d] {
			list = append(list, fmt.Sprintf("no test is called Test%s...", d))
		}
	}
	return list
}

func citations(s source) (list []breach) {
	add := func(pos token.Pos, text string) {
		for _, n := range number.FindAllString(text, -1) {
			list = append(list, breach{position(pos), n})
		}
	}
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			for _, m := range citation.FindAllString(c.Text, -1) {
				add(c.Pos(), m)
			}
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && strings.HasPrefix(called(call), "invariant.") && len(call.Args) > 1 {
			if l, ok := call.Args[1].(*ast.BasicLit); ok && asserted.MatchString(l.Value) {
				add(l.Pos(), l.Value)
			}
		}
		return true
	})
	return list
}

func TestLooseInvariantsAreFound(t *testing.T) {
	docs := map[string]string{"A.md": "- **I1** one\n- **I2** two\n- **I3** three\n", "B.md": "- **R1** one\n- **I3** again\n"}
	var files []source
	for name, text := range map[string]string{
		"p.go":      "package p\n\n// f upholds (I1, R1), and (I9).\nfunc f() { invariant.Assert(true, \"I3\", \"x\") }\n",
		"p_test.go": "package p\n\n// (I2)\nfunc TestI1IsOne() {}\nfunc TestI2() {}\nfunc TestR1X() {}\nfunc TestI3IsThree() {}\n",
	} {
		s, err := parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, s)
	}
	got := looseInvariants(docs, files)
	slices.Sort(got)
	wantBreaches(t, got, "I2 is cited nowhere", "I3 is defined twice", "no test is called TestI2", "p.go:3:1: I9 is defined nowhere")
}
