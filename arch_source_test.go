package peerzchain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// source is a Go file of this repository, whatever system it is built for.
type source struct {
	path string // from the root, with slashes
	file *ast.File
}

// positions is where everything lies that these tests parse.
var positions = token.NewFileSet()

func position(p token.Pos) token.Position { return positions.Position(p) }

// breach is where a rule is broken.
type breach struct {
	at   token.Position // File is from the root
	what string
}

func (b breach) String() string { return b.at.String() + ": " + b.what }

// sources parses the whole tree once, the benchmarks' module included.
var sources = sync.OnceValues(func() (list []source, err error) {
	err = filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".go" {
			return err
		}
		s, err := parse(filepath.ToSlash(name), nil)
		list = append(list, s)
		return err
	})
	return list, err
})

// parse reads a file, or text in its stead.
func parse(name string, text any) (source, error) {
	file, err := parser.ParseFile(positions, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return source{name, file}, err
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// isGenerated holds for zz_*.go, which a generator writes and nobody reads for pleasure.
func (s source) isGenerated() bool { return strings.HasPrefix(path.Base(s.path), "zz_") }

// isTestdata holds for what only tests read, such as contracts that misbehave.
func (s source) isTestdata() bool { return strings.Contains(s.path, "testdata/") }

// product are the files that people write and the program is made of.
func product(t testing.TB) (list []source) {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if !s.isTest() && !s.isTestdata() && !s.isGenerated() {
			list = append(list, s)
		}
	}
	return list
}

// obey applies a rule to files and reports every breach with the reason for the rule.
func obey(t *testing.T, files []source, rule func(source) []breach, why string) {
	t.Helper()
	for _, s := range files {
		for _, b := range rule(s) {
			t.Errorf("%s: %s", b, why)
		}
	}
}

// breaches applies a rule to one small file, to show that the rule can fail.
func breaches(t *testing.T, name, text string, rule func(source) []breach) (list []string) {
	t.Helper()
	s, err := parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range rule(s) {
		list = append(list, b.what)
	}
	return list
}

// wantBreaches fails unless a rule finds exactly these, in this order.
func wantBreaches(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("found %q, want %q", got, want)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("found %q, want %q", got[i], want[i])
		}
	}
}

// called is the name of what is called: f, or p.f.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
	}
	return ""
}
