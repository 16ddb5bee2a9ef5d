package peerzchain

import (
	"go/ast"
	"go/token"
	"testing"
)

func TestExportedNamesAreDocumented(t *testing.T) {
	obey(t, product(t), undocumented, "a comment says what the type cannot: unit, range, errors, who may call")
}

// undocumented finds exported types, functions, methods of exported types, constants and
// variables without a comment. A comment on a group, or behind the name, is one. Fields are
// free: often the comment of their struct says what there is to say of them.
func undocumented(s source) (list []breach) {
	missing := func(n *ast.Ident, docs ...*ast.CommentGroup) {
		for _, d := range docs {
			if d.Text() != "" {
				return
			}
		}
		if n.IsExported() {
			list = append(list, breach{position(n.Pos()), n.Name + " has no comment"})
		}
	}
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type)) {
				missing(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					missing(spec.Name, d.Doc, spec.Doc, spec.Comment)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						missing(n, d.Doc, spec.Doc, spec.Comment)
					}
				}
			}
		}
	}
	return list
}

// receiver is the name of a method's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return token.ILLEGAL.String()
}

func TestUndocumentedIsFound(t *testing.T) {
	wantBreaches(t, breaches(t, "p.go", `package p

type A struct{ Field int }

// B is documented.
type B struct{}

func (*B) M() {}
func (c) M()  {}

type c int

// D and E are one group.
const (
	D = 1
	E = 2
)

var F, g = 1, 2 // of something
var H = 3

//go:noinline
func I() {}
`, undocumented), "A has", "M has", "H has", "I has")
}
