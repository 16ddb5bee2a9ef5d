package peerzchain

import (
	"go/ast"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/logging"
)

func TestLogLinesHaveOneSetOfKeys(t *testing.T) {
	obey(t, product(t), otherKeys, "who searches a log for one thing looks for one key; logging.Keys has them all")
	page, err := os.ReadFile("docs/monitoring/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for key := range logging.Keys {
		if !strings.Contains(string(page), "`"+key+"`") {
			t.Errorf("docs/monitoring/README.md does not explain the key %s of log lines", key)
		}
	}
}

// before are the arguments of a logger's methods before the pairs.
var before = map[string]int{"Debug": 1, "Info": 1, "Warn": 1, "Error": 1, "With": 0}

// otherKeys finds keys of log lines that are none of the set.
func otherKeys(s source) (list []breach) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"log", "Log"}, lastName(sel.X)) {
			return true
		}
		from, ok := before[sel.Sel.Name]
		for i := from; ok && i < len(call.Args); i += 2 {
			l, isText := call.Args[i].(*ast.BasicLit)
			if !isText || l.Kind != token.STRING {
				continue
			}
			if key, _ := strconv.Unquote(l.Value); logging.Keys[key] == "" {
				list = append(list, breach{position(l.Pos()), "a log line has the key " + key})
			}
		}
		return true
	})
	return list
}

// lastName is x of a.b.x, or of x.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func TestOtherKeysAreFound(t *testing.T) {
	wantBreaches(t, breaches(t, "p.go", `package p

func f() {
	n.log.Info("made", "height", 1, "colour", "red")
	cfg.Log.With("module", "x", "size", 2)
	log.Error("failed", "error", err)
	fmt.Println("colour", "red")
}
`, otherKeys), "colour", "size", "error")
}
