package contracts_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

var rewrite = flag.Bool("rewrite", false, "write the interfaces as they are")

// A change of a message, a method or an abort code is a line in a diff of these files:
// other contracts, clients and people rely on them.
func TestInterfacesAreTheCommittedOnes(t *testing.T) {
	for _, name := range []string{"roles", "rewards", "formula", "governance", "token", "pool", "jobs"} {
		golden := filepath.Join("testdata", "interfaces", name+".txt")
		got := describe(t, name)
		if *rewrite {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("the interface of %s is not %s (%v); if that is meant: go test ./contracts -run Interfaces -rewrite. It is now\n%s", name, golden, err, got)
		}
	}
}

// describe writes what a contract's interface is, without its docs.
func describe(t *testing.T, name string) string {
	t.Helper()
	c, err := gen.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	section, err := c.Interface()
	if err != nil {
		t.Fatal(err)
	}
	face, err := abi.ParseInterface(section)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s %s\n\n", face.Kind, face.Name, face.Version)
	for _, m := range face.Methods {
		fmt.Fprintf(&out, "%s %s\n", m.Entry, m.Name)
		fields(&out, "takes", m.Args)
		fields(&out, "gives", m.Returns)
	}
	for _, f := range c.Funcs {
		if f.Entry == abi.EntryEndEpoch || f.Entry == abi.EntryEndBlock {
			fmt.Fprintf(&out, "hook %s\n", f.Entry)
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(face.Types)) {
		fmt.Fprintf(&out, "type %s\n", typ)
		fields(&out, "has", face.Types[typ])
	}
	for _, e := range face.Errors {
		fmt.Fprintf(&out, "abort %d %s\n", e.Code, e.Name)
	}
	return out.String()
}

func fields(out *strings.Builder, verb string, list []abi.Field) {
	for _, f := range list {
		fmt.Fprintf(out, "\t%s %s %s", verb, f.Name, f.Type)
		if f.Optional {
			out.WriteString(" optional")
		}
		out.WriteString("\n")
	}
}

// A message is declared in one package, whoever sends, reads or stores it: another struct
// with the same fields is a copy, which nothing holds equal.
func TestNobodyCopiesAMessage(t *testing.T) {
	messages := map[string]string{} // fields -> who declares them
	for _, dir := range []string{"api/roles", "api/rewards", "api/formula", "api/governance", "api/token", "api/pool", "api/jobs", "api/measured"} {
		c, err := gen.Parse(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, st := range c.Structs {
			var names []string
			for _, f := range st.Fields {
				names = append(names, f.Name)
			}
			if shape := shapeOf(names); shape != "" && messages[shape] == "" {
				messages[shape] = dir + "." + st.GoName
			}
		}
	}
	for _, root := range []string{".", "../cmd", "../abci", "../examples"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "api/") || strings.HasPrefix(path, "testdata/") {
				return err
			}
			for at, shape := range structsIn(t, path) {
				if original := messages[shape]; original != "" {
					t.Errorf("%s has the fields of %s: import it", at, original)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// shapeOf is a set of field names; empty for less than two, which say too little.
func shapeOf(names []string) string {
	if len(names) < 2 {
		return ""
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// structsIn returns the shapes of all structs in a file, named or not, by their positions.
func structsIn(t *testing.T, path string) map[string]string {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		st, ok := n.(*ast.StructType)
		if !ok {
			return true
		}
		var names []string
		for _, list := range st.Fields.List {
			var tag reflect.StructTag
			if list.Tag != nil {
				raw, _ := strconv.Unquote(list.Tag.Value)
				tag = reflect.StructTag(raw)
			}
			for _, id := range list.Names {
				name, _, _ := strings.Cut(tag.Get("json"), ",")
				if name == "" {
					name, _ = gen.FieldName(id.Name, tag)
				}
				names = append(names, name)
			}
		}
		shapes[files.Position(st.Pos()).String()] = shapeOf(names)
		return true
	})
	return shapes
}
