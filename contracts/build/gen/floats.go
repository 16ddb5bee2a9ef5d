package gen

import (
	"fmt"
	"go/ast"
	"go/token"
)

// Floats lists the positions ("file:line") in a contract's own source that mention
// floating point. The compiler's output says only which exported function ended up with
// it; this says where to look. A folder that cannot be read has none.
func Floats(dir string) []string {
	s := &source{fset: token.NewFileSet()}
	if err := s.read(dir); err != nil {
		return nil
	}
	var positions []string
	for _, file := range s.files {
		ast.Inspect(file, func(n ast.Node) bool {
			var found bool
			switch n := n.(type) {
			case *ast.Ident:
				found = n.Name == "float64" || n.Name == "float32"
			case *ast.BasicLit:
				found = n.Kind == token.FLOAT || n.Kind == token.IMAG
			}
			if found {
				p := s.fset.Position(n.Pos())
				positions = append(positions, fmt.Sprintf("%s:%d", p.Filename, p.Line))
			}
			return true
		})
	}
	return positions
}
