package contracts_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

var rewrite = flag.Bool("rewrite", false, "write the interfaces as they are")

// A change of a message, a method or an abort code is a line in a diff of these files:
// other contracts, clients and people rely on them.
func TestInterfacesAreTheCommittedOnes(t *testing.T) {
	for _, name := range []string{"roles", "rewards", "formula", "governance"} {
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

// A message is declared in one package, whoever sends or reads it: two structs with the
// same fields in two packages are a copy, which nothing keeps equal.
func TestNobodyCopiesAMessage(t *testing.T) {
	first := map[string]string{} // fields of a message -> who declares it
	for _, dir := range []string{"api/roles", "api/rewards", "api/formula", "api/governance", "roles", "rewards", "formula", "governance"} {
		c, err := gen.Parse(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, st := range c.Structs {
			var list []string
			for _, f := range st.Fields {
				list = append(list, f.Name+" "+f.Type.Go)
			}
			slices.Sort(list)
			who, shape := dir+"."+st.GoName, strings.Join(list, ",")
			if other := first[shape]; len(list) > 1 && other != "" && filepath.Dir(other) != filepath.Dir(who) {
				t.Errorf("%s has the fields of %s: import it", who, other)
			}
			first[shape] = who
		}
	}
}
