package peerzchain

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// asked finds what strangers can ask for, where it is declared: the name is the first group.
var asked = []struct {
	what, file string
	name       *regexp.Regexp
}{
	{"host function", "runtime/abi/functions.go", regexp.MustCompile(`(?m)^\t\{Name: "([a-z0-9_]+)"`)},
	{"message", "runtime/tx/message.go", regexp.MustCompile(`(?m)^\tKind(\w+) +Kind = `)},
	{"path", "abci/api/register.go", regexp.MustCompile(`operation\{method: (\w+, path: "[^"]+)"`)},
}

// Whatever a stranger can ask for has a row in the table of costs, so that nobody adds a thing without
// saying what it takes at worst and what bounds it.
func TestEverythingThatCanBeAskedForHasACost(t *testing.T) {
	page, err := os.ReadFile("docs/COSTS.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for line := range strings.Lines(string(page)) {
		if first, _, ok := strings.Cut(strings.TrimPrefix(line, "|"), "|"); ok && strings.HasPrefix(line, "|") {
			rows.WriteString(first)
		}
	}
	for _, a := range asked {
		text, err := os.ReadFile(a.file)
		if err != nil {
			t.Fatal(err)
		}
		found := a.name.FindAllStringSubmatch(string(text), -1)
		if len(found) < 4 {
			t.Errorf("%s: %d are found: the pattern is wrong", a.what, len(found))
		}
		for _, m := range found {
			want := "`" + m[1] + "`"
			switch a.what {
			case "message":
				want = "`" + strings.ToLower(m[1]) + "` message"
			case "path":
				method, path, _ := strings.Cut(m[1], `, path: "`)
				want = "`" + strings.ToUpper(method) + " " + path + "`"
			}
			if !strings.Contains(rows.String(), want) {
				t.Errorf("docs/COSTS.md has no row for the %s %s", a.what, want)
			}
		}
	}
}
