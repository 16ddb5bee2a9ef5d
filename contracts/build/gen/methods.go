package gen

import "go/ast"

// methods collects the methods, and the structs they use: from the functions of a package
// main, from the interface that it implements, or from an interface package's own type.
func (s *source) methods() error {
	for _, file := range s.files {
		if err := s.implemented(file); err != nil {
			return err
		}
	}
	if s.c.Package != "main" {
		return s.declared()
	}
	for _, file := range s.files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv != nil {
				continue
			}
			s.c.HasMain = s.c.HasMain || fn.Name.Name == "main"
			if err := s.method(fn.Name, fn.Doc, fn.Type); err != nil {
				return err
			}
		}
	}
	return nil
}

// implemented adds the methods of the interface package that a package main names.
func (s *source) implemented(file *ast.File) error {
	words, ok := directive(file.Doc, "implements")
	if !ok {
		return nil
	}
	if len(words) != 1 {
		return s.errorf(file.Doc, "write //peerz:implements PACKAGE")
	}
	other, err := s.load(file.Doc, words[0])
	if err != nil {
		return err
	}
	c := other.c
	if len(c.Funcs) == 0 {
		return s.errorf(file.Doc, "package %s declares no methods", words[0])
	}
	s.c.Name, s.c.Version, s.c.Doc, s.c.SDK = c.Name, c.Version, c.Doc, c.SDK
	s.c.Funcs = append(s.c.Funcs, c.Funcs...)
	s.c.ErrCodes, s.c.HandedOn = append(s.c.ErrCodes, c.ErrCodes...), append(s.c.HandedOn, c.HandedOn...)
	return nil
}

// declared reads the interface types of an interface package. A method of theirs without
// a directive is a mistake: nobody could call it.
func (s *source) declared() error {
	for _, file := range s.files {
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range group.Specs {
				if err := s.interfaceType(spec); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s *source) interfaceType(spec ast.Spec) error {
	t, ok := spec.(*ast.TypeSpec)
	if !ok {
		return nil
	}
	face, ok := t.Type.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	for _, m := range face.Methods.List {
		before := len(s.c.Funcs)
		fn, ok := m.Type.(*ast.FuncType)
		if !ok || len(m.Names) != 1 {
			return s.errorf(m, "%s declares methods only", t.Name.Name)
		}
		if err := s.method(m.Names[0], m.Doc, fn); err != nil {
			return err
		}
		if len(s.c.Funcs) == before {
			return s.errorf(m, "%s has no directive such as //peerz:execute NAME", m.Names[0].Name)
		}
	}
	return nil
}

// method adds a function if it has a directive.
func (s *source) method(name *ast.Ident, doc *ast.CommentGroup, fn *ast.FuncType) error {
	for _, entry := range order {
		words, ok := directive(doc, entry)
		if !ok {
			continue
		}
		f, err := s.signature(name, fn, entry, words)
		if err != nil {
			return err
		}
		f.Doc = docText(doc)
		for _, other := range s.c.Funcs {
			if other.Entry == f.Entry && other.Method == f.Method {
				return s.errorf(name, "%s %s is already another function", f.Entry, f.Method)
			}
		}
		s.c.Funcs = append(s.c.Funcs, f)
	}
	return nil
}

func (s *source) signature(name *ast.Ident, fn *ast.FuncType, entry string, words []string) (f Func, err error) {
	f = Func{Entry: entry, Method: entry, GoName: name.Name}
	named := entries[entry]
	if named && (len(words) != 1 || !isName(words[0])) {
		return f, s.errorf(name, "write //peerz:%s NAME, with a name of a-z, 0-9 and _", entry)
	}
	if !named && len(words) != 0 {
		return f, s.errorf(name, "//peerz:%s takes no name", entry)
	}
	if named {
		f.Method = words[0]
	}
	if args := hookArgs[entry]; args != nil {
		return s.hook(f, name, fn, args)
	}
	if f.Args, err = s.single(name, fn.Params); err != nil {
		return f, err
	}
	f.Result, err = s.single(name, fn.Results)
	return f, err
}

// hook is the signature of a call that only the chain makes: it takes what the chain says, which end_block
// may leave out, and answers nothing or where it wants to go on.
func (s *source) hook(f Func, name *ast.Ident, fn *ast.FuncType, args *Struct) (Func, error) {
	takes, gives := fn.Params, fn.Results
	if takes.NumFields() == 1 && isSelector(takes.List[0].Type, "sdk", args.GoName) {
		f.Args = args
	} else if takes.NumFields() > 0 || f.Entry == "end_epoch" {
		return f, s.errorf(name, "%s takes sdk.%s: that is what the chain says", name.Name, args.GoName)
	}
	if gives.NumFields() == 1 && isSelector(gives.List[0].Type, "sdk", hookResult.GoName) {
		f.Result = hookResult
	} else if gives.NumFields() > 0 {
		return f, s.errorf(name, "%s returns nothing or sdk.%s: that is what the chain reads", name.Name, hookResult.GoName)
	}
	return f, nil
}

func isSelector(node ast.Expr, pkg, name string) bool {
	sel, ok := node.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == pkg
}

// single resolves a parameter list of at most one struct.
func (s *source) single(at *ast.Ident, list *ast.FieldList) (*Struct, error) {
	if list.NumFields() == 0 {
		return nil, nil
	}
	if list.NumFields() == 1 {
		switch list.List[0].Type.(type) {
		case *ast.Ident, *ast.SelectorExpr:
			t, err := s.resolve(list.List[0].Type)
			if err != nil {
				return nil, err
			}
			if t.Kind == Nested && t.Struct.Store {
				return nil, s.errorf(at, "%s has the directive //peerz:store: messages are maps", t.Go)
			}
			if t.Kind == Nested {
				return t.Struct, nil
			}
		}
	}
	return nil, s.errorf(at, "%s takes and returns at most one struct, by value", at.Name)
}
