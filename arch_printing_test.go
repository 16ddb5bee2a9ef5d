package peerzchain

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

const whyPrinting = "text of others forges lines and moves cursors; cli.Printer escapes what it is given"

// prints are the ways around cli.Printer.
var prints = []string{"fmt.Print", "fmt.Printf", "fmt.Println", "fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln", "io.WriteString", "print", "println"}

// formats are methods that escape their arguments and write their format as it is, with its position among the arguments.
var formats = map[string]int{"Printf": 0, "Note": 0, "Confirm": 0, "Agree": 0}

func TestCommandsPrintThroughOneDoor(t *testing.T) {
	obey(t, product(t), printsAround, whyPrinting)
}

func TestAWayAroundIsFound(t *testing.T) {
	const text = `package p
func f(w *cli.Printer, title string) {
	w.Printf("a %s\n"+"b\n", title)
	env.Confirm("sure of %s?", title)
	fmt.Fprintf(env.Out, "%s\n", title)
	println(title)
	w.Printf(title)
	env.Note("a " + title)
	env.Confirm(title)
}`
	wantBreaches(t, breaches(t, "cmd/p/p.go", text, printsAround), "fmt.Fprintf", "println", "Printf", "Note", "Confirm")
	wantBreaches(t, breaches(t, "abci/p/p.go", text, printsAround))
}

// printsAround finds output of a command that nothing escapes: written beside cli.Printer, or as a format.
func printsAround(s source) (list []breach) {
	if !strings.HasPrefix(s.path, "cmd/") || strings.HasPrefix(s.path, "cmd/cli/") {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if slices.Contains(prints, called(c)) {
			list = append(list, breach{position(c.Pos()), "prints by " + called(c)})
		} else if f, ok := c.Fun.(*ast.SelectorExpr); ok {
			if at, ok := formats[f.Sel.Name]; ok && at < len(c.Args) && !literal(c.Args[at]) {
				list = append(list, breach{position(c.Pos()), "the format of " + f.Sel.Name + " is not written out"})
			}
		}
		return true
	})
	return list
}

// literal reports whether text is written out, in one piece or several.
func literal(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.BinaryExpr:
		return e.Op == token.ADD && literal(e.X) && literal(e.Y)
	}
	return false
}
