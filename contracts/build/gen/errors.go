package gen

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// maxCode is the largest abort code of a contract's own; the SDK's are above.
const maxCode = 64999

// errorsOf adds the codes of other interface packages that this contract hands on: they
// are part of what its callers can meet.
func (s *source) errorsOf() error {
	for _, file := range s.files {
		words, ok := directive(file.Doc, "errors_of")
		if !ok {
			continue
		}
		if times(file.Doc, "errors_of") > 1 {
			return s.errorf(file.Doc, "write one //peerz:errors_of with all packages")
		}
		for _, name := range words {
			other, err := s.load(file.Doc, name)
			if err != nil {
				return err
			}
			s.c.HandedOn = append(s.c.HandedOn, other.c.ErrCodes...)
		}
	}
	for _, e := range s.c.HandedOn {
		for _, own := range s.c.ErrCodes {
			if own.Code == e.Code {
				return s.errorf(s.files[0].Name, "%s and %s, which is handed on, are both %d", own.Name, e.Name, e.Code)
			}
		}
	}
	return nil
}

// errors reads the const blocks with the directive //peerz:errors.
func (s *source) errors() error {
	seen := map[uint32]string{}
	for _, e := range s.c.ErrCodes { // of the interface
		seen[e.Code] = e.Name
	}
	for _, file := range s.files {
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			if _, ok := directive(group.Doc, "errors"); !ok {
				continue
			}
			if err := s.errorBlock(group, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *source) errorBlock(group *ast.GenDecl, seen map[uint32]string) error {
	var expr ast.Expr // repeated by specs without a value, as in Go
	for i, spec := range group.Specs {
		v := spec.(*ast.ValueSpec)
		if len(v.Values) == 1 {
			expr = v.Values[0]
		}
		if len(v.Names) != 1 || expr == nil || len(v.Values) > 1 {
			return s.errorf(v, "one error code a line: Name = NUMBER")
		}
		name := v.Names[0].Name
		if name == "_" {
			continue
		}
		code, ok := evaluate(expr, int64(i))
		if !ok || code < 1 || code > maxCode {
			return s.errorf(v, "%s: an error code is a number from 1 to %d, or made from iota", name, maxCode)
		}
		if other := seen[uint32(code)]; other != "" {
			return s.errorf(v, "%s and %s are both %d", other, name, code)
		}
		seen[uint32(code)] = name
		doc := docText(v.Doc)
		if doc == "" {
			doc = docText(v.Comment)
		}
		short := snake(strings.TrimPrefix(strings.TrimPrefix(name, "Err"), "err"))
		s.c.ErrCodes = append(s.c.ErrCodes, ErrCode{uint32(code), short, doc})
	}
	return nil
}

// evaluate computes sums and differences of numbers and iota.
func evaluate(expr ast.Expr, iota int64) (int64, bool) {
	switch e := expr.(type) {
	case *ast.BasicLit:
		n, err := strconv.ParseInt(e.Value, 0, 64)
		return n, err == nil
	case *ast.Ident:
		return iota, e.Name == "iota"
	case *ast.ParenExpr:
		return evaluate(e.X, iota)
	case *ast.CallExpr: // a conversion such as uint32(3)
		if len(e.Args) == 1 {
			return evaluate(e.Args[0], iota)
		}
	case *ast.BinaryExpr:
		x, okX := evaluate(e.X, iota)
		y, okY := evaluate(e.Y, iota)
		switch e.Op {
		case token.ADD:
			return x + y, okX && okY
		case token.SUB:
			return x - y, okX && okY
		}
	}
	return 0, false
}
