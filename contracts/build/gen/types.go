package gen

import (
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
)

// supported ends every error about a type.
const supported = "supported are bool, uint8 to uint64, int64, string, []byte, [N]byte, sdk.Amount, " +
	"sdk.Address, sdk.Hash, structs, slices of these, and pointers to scalars (optional)"

// reserved are the interface's own type names.
var reserved = map[string]bool{"bool": true, "u64": true, "i64": true, "amount": true, "text": true,
	"bytes": true, "address": true, "hash": true}

// declareTypes notes the type declarations of the package.
func (s *source) declareTypes() error {
	for _, file := range s.files {
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.TYPE {
				continue
			}
			for _, spec := range group.Specs {
				t := spec.(*ast.TypeSpec)
				s.types[t.Name.Name] = t
				s.docs[t.Name.Name] = t.Doc
				if t.Doc == nil && len(group.Specs) == 1 {
					s.docs[t.Name.Name] = group.Doc
				}
			}
		}
	}
	return nil
}

func (s *source) isStruct(name string) bool {
	t := s.types[name]
	if t == nil {
		return false
	}
	_, ok := t.Type.(*ast.StructType)
	return ok
}

func (s *source) isStore(name string) bool {
	_, ok := directive(s.docs[name], "store")
	return ok
}

// structure resolves a struct type by name, and the types of its fields first.
func (s *source) structure(at ast.Node, name string) (*Struct, error) {
	if st := s.structs[name]; st != nil {
		return st, nil
	}
	if s.open[name] {
		return nil, s.errorf(at, "%s contains itself: messages have a fixed depth", name)
	}
	s.open[name] = true
	defer delete(s.open, name)
	if reserved[name] {
		return nil, s.errorf(at, "%s is a type of the interface itself: choose another name", name)
	}
	node, ok := s.types[name].Type.(*ast.StructType)
	if !ok {
		return nil, s.errorf(at, "%s is not a struct", name)
	}
	st := &Struct{Package: s.c.Package, GoName: name, Doc: docText(s.docs[name]), Store: s.isStore(name)}
	_, st.Params = directive(s.docs[name], "params")
	seen := map[string]bool{}
	for _, list := range node.Fields.List {
		if len(list.Names) == 0 {
			return nil, s.errorf(list, "%s embeds a type: give the field a name", name)
		}
		for _, ident := range list.Names {
			f, err := s.field(st, list, ident)
			if err != nil {
				return nil, err
			}
			if seen[f.Name] {
				return nil, s.errorf(ident, "two fields of %s are called %q", name, f.Name)
			}
			seen[f.Name] = true
			st.Fields = append(st.Fields, f)
		}
	}
	s.structs[name] = st
	s.c.Structs = append(s.c.Structs, st)
	return st, nil
}

func (s *source) field(st *Struct, list *ast.Field, ident *ast.Ident) (Field, error) {
	f := Field{GoName: ident.Name, Doc: docText(list.Doc)}
	if f.Doc == "" {
		f.Doc = docText(list.Comment)
	}
	var tag reflect.StructTag
	if list.Tag != nil {
		raw, _ := strconv.Unquote(list.Tag.Value)
		tag = reflect.StructTag(raw)
	}
	var option string
	f.Name, option = FieldName(f.GoName, tag)
	if option != "" && option != "omitempty" {
		return f, s.errorf(list.Tag, "unknown option %q: only omitempty", option)
	}
	f.OmitZero, f.Unit = option == "omitempty", tag.Get("unit")
	if !isName(f.Name) {
		return f, s.errorf(ident, "field name %q: use a-z, 0-9 and _, at most 64", f.Name)
	}
	node := list.Type
	if star, ok := node.(*ast.StarExpr); ok {
		f.Pointer, f.OmitZero, node = true, false, star.X
	}
	var err error
	if f.Type, err = s.resolve(node); err != nil {
		return f, err
	}
	return f, s.checkField(st, list, f)
}

// checkField refuses combinations that could not be told apart when they are read.
func (s *source) checkField(st *Struct, list *ast.Field, f Field) error {
	switch {
	case st.Store && f.Optional():
		return s.errorf(list, "%s.%s is optional, but records in storage have all their fields", st.GoName, f.GoName)
	case f.Pointer && (f.Type.Kind == Slice || f.Type.Kind == Bytes):
		return s.errorf(list, "a pointer to a slice: use omitempty")
	case f.OmitZero && f.Type.Kind == Nested:
		return s.errorf(list, "omitempty of a struct: use a pointer")
	case st.Params && !isParam(f):
		return s.errorf(list, "%s.%s cannot be a parameter: it is an unsigned number, an sdk.Amount, []byte, or a list of structs that have the directive //peerz:params and a Name", st.GoName, f.GoName)
	case !st.Store && deepest(f.Type).Struct != nil && deepest(f.Type).Struct.Store:
		return s.errorf(list, "%s has the directive //peerz:store: messages are maps", deepest(f.Type).Go)
	}
	return nil
}

func deepest(t Type) Type {
	for t.Kind == Slice {
		t = *t.Elem
	}
	return t
}

// sdkKinds are the SDK's types that messages consist of.
var sdkKinds = map[string]Kind{"Amount": Amount, "Address": Address, "Hash": Hash}

// resolve turns a type expression into a Type.
func (s *source) resolve(node ast.Expr) (Type, error) {
	switch n := node.(type) {
	case *ast.Ident:
		return s.named(n)
	case *ast.SelectorExpr:
		pkg, ok := n.X.(*ast.Ident)
		if kind, known := sdkKinds[n.Sel.Name]; ok && known && pkg.Name == "sdk" {
			return Type{Kind: kind, Go: "sdk." + n.Sel.Name}, nil
		}
		if ok && s.c.Imports[pkg.Name] != "" {
			return s.foreign(n, pkg.Name)
		}
	case *ast.ArrayType:
		return s.array(n)
	}
	return Type{}, s.errorf(node, "unsupported type; %s", supported)
}

func (s *source) array(n *ast.ArrayType) (Type, error) {
	elem, ok := n.Elt.(*ast.Ident)
	isByte := ok && (elem.Name == "byte" || elem.Name == "uint8") && s.types[elem.Name] == nil
	if n.Len == nil {
		if isByte {
			return Type{Kind: Bytes, Go: "[]byte"}, nil
		}
		t, err := s.resolve(n.Elt)
		return Type{Kind: Slice, Go: "[]" + t.Go, Elem: &t}, err
	}
	size, ok := n.Len.(*ast.BasicLit)
	if !ok || !isByte {
		return Type{}, s.errorf(n, "unsupported array; %s", supported)
	}
	length, err := strconv.Atoi(size.Value)
	if err != nil || length < 1 {
		return Type{}, s.errorf(n, "unsupported array; %s", supported)
	}
	return Type{Kind: Fixed, Go: "[" + size.Value + "]byte", Len: length}, nil
}

// basic are the predeclared types.
var basic = map[string]Type{
	"bool": {Kind: Bool}, "string": {Kind: Text}, "int64": {Kind: Int},
	"uint8": {Kind: Uint, Bits: 8}, "byte": {Kind: Uint, Bits: 8}, "uint16": {Kind: Uint, Bits: 16},
	"uint32": {Kind: Uint, Bits: 32}, "uint64": {Kind: Uint, Bits: 64},
}

// named resolves a predeclared type, a struct, or a type that is defined by another.
func (s *source) named(n *ast.Ident) (Type, error) {
	spec := s.types[n.Name]
	if spec == nil {
		t, ok := basic[n.Name]
		if !ok {
			return t, s.errorf(n, "unsupported type %s; %s", n.Name, supported)
		}
		t.Go = n.Name
		return t, nil
	}
	if s.isStruct(n.Name) {
		st, err := s.structure(n, n.Name)
		return Type{Kind: Nested, Go: n.Name, Struct: st}, err
	}
	if s.open[n.Name] {
		return Type{}, s.errorf(n, "%s is defined by itself", n.Name)
	}
	s.open[n.Name] = true
	defer delete(s.open, n.Name)
	t, err := s.resolve(spec.Type)
	t.Go = n.Name
	return t, err
}
