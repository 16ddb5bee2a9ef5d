package peerzchain

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
)

// Invariants that hold by what the source does not say.

// writesDisks are the packages that may open a database: the state's, CometBFT's own, and the index of history, which no block
// reads.
var writesDisks = []string{"state", "abci/cometdb", "abci/index", "bench"}

func TestI1OnlyStateOpensItsDatabase(t *testing.T) {
	obey(t, product(t), opensDatabase, "whoever writes beside the state's own package can change what a height said (I1)")
}

// opensDatabase finds calls that open a Pebble database where none may be. Its file systems and
// errors are free.
func opensDatabase(s source) (list []breach) {
	if slices.ContainsFunc(writesDisks, func(folder string) bool { return strings.HasPrefix(s.path, folder+"/") }) {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && called(c) == "pebble.Open" {
			list = append(list, breach{position(c.Pos()), "opens a database"})
		}
		return true
	})
	return list
}

func TestI4SandboxAndStateStandAlone(t *testing.T) {
	for _, r := range rules {
		if r.folder == "vm" || r.folder == "state" {
			for _, p := range below(list(t), r.folder) {
				report(t, p, r, p.Deps)
			}
		}
	}
}

func TestI9TheHostNamesNoContract(t *testing.T) {
	var host []source
	for _, s := range product(t) {
		for _, folder := range []string{"vm/", "state/", "runtime/"} {
			if strings.HasPrefix(s.path, folder) {
				host = append(host, s)
			}
		}
	}
	obey(t, host, namesContract, "the host knows capabilities; a contract that it names cannot be replaced (I9)")
}

// namesContract finds the name of a built-in contract as text in a program.
func namesContract(s source) (list []breach) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		l, ok := n.(*ast.BasicLit)
		if !ok || l.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(l.Value)
		if _, built := contracts.Get(text); err == nil && built {
			list = append(list, breach{position(l.Pos()), "names the contract " + text})
		}
		return true
	})
	return list
}

func TestEdgesAreFound(t *testing.T) {
	text := `package p

func f() {
	pebble.Open("x", nil)
	pebble.IsCorruptionError(nil)
	g("rewards", "reward")
}
`
	wantBreaches(t, breaches(t, "abci/p.go", text, opensDatabase), "opens a database")
	wantBreaches(t, breaches(t, "state/p.go", text, opensDatabase))
	wantBreaches(t, breaches(t, "runtime/p.go", text, namesContract), "names the contract rewards")
}
