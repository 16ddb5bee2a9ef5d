package peerzchain

import (
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestRequirementsAreImported(t *testing.T) {
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	for _, mod := range []string{"go.mod", "bench/go.mod"} {
		text, err := os.ReadFile(mod)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range unused(path.Dir(mod), string(text), all) {
			t.Errorf("%s requires %s, which nothing imports: what is not used can still break, be attacked, and must be read", mod, r)
		}
	}
}

var requirement = regexp.MustCompile(`(?m)^(?:require)?\s+(\S+\.\S+) v\S+$`) // without "// indirect"

// unused finds the direct requirements of a module in a folder that no file of it imports.
func unused(folder, mod string, files []source) (list []string) {
	imported := map[string]bool{} // every prefix of every path
	for _, s := range files {
		if inBench := strings.HasPrefix(s.path, "bench/"); inBench != (folder == "bench") {
			continue
		}
		for _, i := range s.file.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			for ; err == nil && p != "."; p = path.Dir(p) {
				imported[p] = true
			}
		}
	}
	for _, m := range requirement.FindAllStringSubmatch(mod, -1) {
		if !imported[m[1]] {
			list = append(list, m[1])
		}
	}
	return list
}

func TestUnusedRequirementsAreFound(t *testing.T) {
	s, err := parse("p.go", "package p\n\nimport _ \"a.org/used/deep\"\n")
	if err != nil {
		t.Fatal(err)
	}
	mod := "module m\n\nrequire (\n\ta.org/used v1.0.0\n\ta.org/unused v1.0.0\n\ta.org/other v1.0.0 // indirect\n)\n\nrequire b.org/x v0.1.0\n"
	wantBreaches(t, unused(".", mod, []source{s}), "a.org/unused", "b.org/x")
}
