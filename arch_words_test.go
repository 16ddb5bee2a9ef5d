package peerzchain

import (
	"go/ast"
	"go/token"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const whyWords = "one word has one meaning; ARCHITECTURE.md's glossary has the words of the field"

// gone are words that meant several things, anywhere in the product and its documents.
var gone = regexp.MustCompile(`(?i)\b(shel(f|ves)|rooms?|marks?|marked)\b`)

// notNames are words that say too little in an identifier, though a sentence may need them.
var notNames = []string{"shelf", "room", "mark", "place", "keep", "kept"}

// promised are names that users know and that therefore stay.
var promised = []string{"KeepBlocks", "keepBlocks"}

func TestOneWordHasOneMeaning(t *testing.T) {
	obey(t, product(t), vague, whyWords)
	out, err := exec.Command("git", "ls-files", "*.go", "*.md", "*.tmpl", "*.txtar", "*.toml", "*.c", "Makefile").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(out)) {
		text, err := os.ReadFile(name)
		if err != nil || strings.HasPrefix(name, "arch_") {
			continue
		}
		for n, line := range strings.Split(string(text), "\n") {
			for _, w := range gone.FindAllString(line, -1) {
				t.Errorf("%s:%d: %q: %s", name, n+1, w, whyWords)
			}
		}
	}
}

// vague finds declarations of names that contain one of the words.
func vague(s source) (list []breach) {
	declare := func(names ...*ast.Ident) {
		for _, id := range names {
			for _, w := range splitName(id.Name) {
				if slices.Contains(notNames, strings.ToLower(w)) && !slices.Contains(promised, id.Name) {
					list = append(list, breach{position(id.Pos()), "the name " + id.Name})
				}
			}
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			declare(n.Name)
		case *ast.TypeSpec:
			declare(n.Name)
		case *ast.ValueSpec:
			declare(n.Names...)
		case *ast.Field:
			declare(n.Names...)
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				declare(identifiers(n.Lhs...)...)
			}
		case *ast.RangeStmt:
			declare(identifiers(n.Key, n.Value)...)
		}
		return true
	})
	return list
}

func identifiers(list ...ast.Expr) (out []*ast.Ident) {
	for _, e := range list {
		if id, ok := e.(*ast.Ident); ok {
			out = append(out, id)
		}
	}
	return out
}

// splitName cuts a name where a capital follows a small letter.
func splitName(name string) (words []string) {
	from := 0
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(rune(name[i-1])) {
			words, from = append(words, name[from:i]), i
		}
	}
	return append(words, name[from:])
}

func TestVagueNamesAreFound(t *testing.T) {
	wantBreaches(t, breaches(t, "p.go", `package p

func keepIt(roomSize int) {
	marketplace, place := 1, other.Mark()
	var KeepBlocks = place
}
`, vague), "keepIt", "roomSize", "place")
}
