package peerzchain

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
)

// pages say where things are; what they name must be there.
var pages = []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"}

var (
	backticked = regexp.MustCompile("`([a-zA-Z_.]+[/.][a-zA-Z0-9_./-]+)`") // a path from the root
	target     = regexp.MustCompile("`make ([a-z-]+)`|(?m)^make ([a-z-]+)")
)

func TestPagesNameWhatIsThere(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range missing(string(text), string(makefile)) {
			t.Errorf("%s names %s, which is not there: a reader who is sent astray once stops reading", page, name)
		}
	}
}

// missing finds paths and make targets in a text that do not exist. A path is what begins with a
// folder of ours, or ends like a file of ours.
func missing(text, makefile string) (list []string) {
	for _, m := range backticked.FindAllStringSubmatch(text, -1) {
		folder, _, deep := strings.Cut(m[1], "/")
		if _, err := os.Stat(folder); deep && err != nil || !deep && !strings.HasSuffix(m[1], ".go") && !strings.HasSuffix(m[1], ".md") {
			continue // a route, a library, a selector
		}
		if _, err := os.Stat(m[1]); errors.Is(err, os.ErrNotExist) {
			list = append(list, m[1])
		}
	}
	for _, m := range target.FindAllStringSubmatch(text, -1) {
		if name := m[1] + m[2]; !strings.Contains(makefile, "\n"+name+":") {
			list = append(list, "make "+name)
		}
	}
	return list
}

func TestTheHouseNamesEveryFolder(t *testing.T) {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, p := range list(t) {
		folders = append(folders, strings.TrimPrefix(p.ImportPath, module))
	}
	for _, name := range unnamed(string(text), folders) {
		t.Errorf("ARCHITECTURE.md does not say what %s is for: what nobody can place, nobody finds", name)
	}
}

// unnamed finds the packages, one folder below those of the root, that a text does not name.
func unnamed(text string, folders []string) (list []string) {
	for _, f := range folders {
		top, name, deep := strings.Cut(f, "/")
		if !deep || strings.Contains(name, "/") || top == "contracts" || top == "examples" {
			continue
		}
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(f) + `\b`).MatchString(text) {
			list = append(list, f)
		}
	}
	return list
}

func TestMissingIsFound(t *testing.T) {
	text := "See `arch_test.go`, `runtime/nowhere.go`, `gone.md`, `a.Method`, `encoding/json`; `make test`, `make coffee`.\nmake tea\n"
	wantBreaches(t, missing(text, "\ntest: ## run\n"), "runtime/nowhere.go", "gone.md", "make coffee", "make tea")
	house := "runtime\n  runtime/world    records\n"
	wantBreaches(t, unnamed(house, []string{"runtime", "runtime/world", "runtime/w", "runtime/x/y", "examples/z"}), "runtime/w")
}
