package peerzchain

import (
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// consensus lists what decides an app hash: the packages in these folders, tools excepted.
var consensus = []string{"vm", "state", "runtime", "contracts/sdk", "contracts/roles", "contracts/rewards",
	"contracts/formula", "contracts/governance", "contracts/api"}

// beside are packages in those folders that no block goes through.
var beside = []string{"vm/profile", "runtime/sandbox", "contracts/sdk/sdktest", "state/snapshot"}

const whyDeterminism = "nodes that differ here come to different app hashes (I6)"

// forbidden are packages whose answers differ from node to node, or from run to run.
var forbidden = []string{"math/rand", "math/rand/v2", "crypto/rand", "os/user", "net", "net/http"}

// What could differ is allowed where a comment on its line, or on the line before, begins so and
// says why it does not.
const (
	allowOrder    = "order does not matter: "    // of a map
	allowTiming   = "timing does not matter: "   // of clocks and goroutines
	allowRounding = "rounding does not matter: " // of floats
)

func TestI6ConsensusIsDeterministic(t *testing.T) {
	pkgs, imports := list(t), compiled(t)
	for _, folder := range append(slices.Clone(consensus), "abci") {
		for _, p := range below(pkgs, folder) {
			name := strings.TrimPrefix(p.ImportPath, module)
			if matches(name, beside) || folder == "abci" && name != "abci" {
				continue
			}
			for _, b := range undetermined(t, p.files(t), imports) {
				t.Errorf("%s: %s", b, whyDeterminism)
			}
		}
	}
}

// files are the package's sources, those of tests excepted.
func (p pkg) files(t *testing.T) (list []source) {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	folder := strings.TrimPrefix(p.ImportPath, module)
	for _, s := range all {
		for _, f := range p.GoFiles {
			if s.path == folder+"/"+f {
				list = append(list, s)
			}
		}
	}
	return list
}

// undetermined finds what may come out differently: ranges over maps, floats, clocks, random
// numbers, goroutines and select.
func undetermined(t *testing.T, files []source, imports types.Importer) (list []breach) {
	t.Helper()
	info := check(t, files, imports)
	for _, s := range files {
		allowed := allowances(s)
		add := func(pos token.Pos, what, allow string) {
			at := position(pos)
			if allow == "" || !strings.HasPrefix(allowed[at.Line], allow) && !strings.HasPrefix(allowed[at.Line-1], allow) {
				list = append(list, breach{at, what})
			}
		}
		for _, i := range s.file.Imports {
			if slices.Contains(forbidden, strings.Trim(i.Path.Value, `"`)) {
				add(i.Pos(), "import "+i.Path.Value, "")
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if _, ok := info.TypeOf(n.X).Underlying().(*types.Map); ok {
					add(n.Pos(), "a range over a map", allowOrder)
				}
			case *ast.GoStmt:
				add(n.Pos(), "a goroutine", allowTiming)
			case *ast.SelectStmt:
				add(n.Pos(), "a select", allowTiming)
			case *ast.SelectorExpr:
				if f, ok := info.Uses[n.Sel].(*types.Func); ok {
					undeterminedUse(f, n.Pos(), add)
				}
			case *ast.Ident:
				if v, ok := info.Defs[n].(*types.Var); ok && isFloat(v.Type()) {
					add(n.Pos(), "a float", allowRounding)
				}
			case *ast.CallExpr: // a conversion to a float, or a function that gives one
				if tv := info.Types[n]; tv.Type != nil && isFloat(tv.Type) {
					add(n.Pos(), "a float", allowRounding)
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT && isFloat(info.TypeOf(n)) {
					add(n.Pos(), "a float", allowRounding)
				}
			}
			return true
		})
	}
	return list
}

// undeterminedUse reports functions of the library that ask the clock, or give a map's keys in any order.
func undeterminedUse(f *types.Func, pos token.Pos, add func(token.Pos, string, string)) {
	if f.Pkg() == nil || f.Signature().Recv() != nil {
		return
	}
	switch name := f.Pkg().Path() + "." + f.Name(); name {
	case "time.Now", "time.Since", "time.Until", "time.After", "time.NewTimer", "time.NewTicker", "time.Tick", "time.Sleep", "time.AfterFunc":
		add(pos, name, allowTiming)
	case "maps.Keys", "maps.Values", "maps.All":
		add(pos, name, allowOrder)
	}
}

func isFloat(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0
}

// allowances are the comments of a file by the line that they are on.
func allowances(s source) map[int]string {
	out := map[int]string{}
	for _, g := range s.file.Comments {
		for _, c := range g.List {
			out[position(c.Pos()).Line] = strings.TrimSpace(strings.TrimPrefix(c.Text, "//"))
		}
	}
	return out
}

// check finds the types in a package. What it imports comes from the build's own cache.
func check(t *testing.T, files []source, imports types.Importer) *types.Info {
	t.Helper()
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	if len(files) == 0 {
		return info
	}
	var parsed []*ast.File
	for _, s := range files {
		parsed = append(parsed, s.file)
	}
	c := types.Config{Importer: imports}
	if _, err := c.Check(files[0].file.Name.Name, positions, parsed, info); err != nil {
		t.Fatal(err)
	}
	return info
}

// compiled imports packages from the build's own cache.
func compiled(t *testing.T) types.Importer {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for l := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(l), " ")
		files[name] = file
	}
	return importer.ForCompiler(positions, "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
}

func TestUndeterminedIsFound(t *testing.T) {
	s, err := parse("p.go", `package p

import (
	"maps"
	_ "math/rand"
	"slices"
	"time"
)

func f(m map[string]int) (sum int) {
	for range m {
	}
	for _, n := range m { // order does not matter: it is a sum
		sum += n
	}
	slices.Sorted(maps.Keys(m)) // order does not matter: they are sorted
	x := float64(sum)
	_ = x * 1.5
	go f(nil)
	// timing does not matter: it computes what the caller waits for
	go f(nil)
	select {}
}

var now = time.Now()
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range undetermined(t, []source{s}, compiled(t)) {
		got = append(got, b.what)
	}
	wantBreaches(t, got, "math/rand", "a range over a map", "a float", "a float", "a float", "a goroutine", "a select", "time.Now")
}
