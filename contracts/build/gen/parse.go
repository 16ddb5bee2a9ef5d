package gen

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// source is a package's syntax and what was understood of it so far.
type source struct {
	fset    *token.FileSet
	files   []*ast.File // in order of their names
	types   map[string]*ast.TypeSpec
	docs    map[string]*ast.CommentGroup // of types
	sdkName string                       // how files call the SDK
	structs map[string]*Struct
	open    map[string]bool // structs being resolved, to find cycles
	c       *Contract
}

// Parse reads the Go files of dir, but for tests and generated ones.
func Parse(dir string) (*Contract, error) {
	s := &source{
		fset: token.NewFileSet(), types: map[string]*ast.TypeSpec{},
		docs: map[string]*ast.CommentGroup{}, structs: map[string]*Struct{}, open: map[string]bool{},
		c: &Contract{Name: defaultName(dir), Version: "1.0.0"},
	}
	if err := s.read(dir); err != nil {
		return nil, err
	}
	for _, step := range []func() error{s.header, s.declareTypes, s.funcs, s.marked, s.errors} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if len(s.c.Funcs) == 0 {
		return nil, fmt.Errorf("%s: no function has a directive such as //peerz:execute NAME", dir)
	}
	return s.c, nil
}

func defaultName(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return filepath.Base(dir)
}

func (s *source) read(dir string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("read contract: %w", err)
	}
	for _, entry := range list {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "zz_") {
			continue
		}
		file, err := parser.ParseFile(s.fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return fmt.Errorf("read contract: %w", err)
		}
		s.files = append(s.files, file)
	}
	if len(s.files) == 0 {
		return fmt.Errorf("%s: no Go files", dir)
	}
	return nil
}

// header reads package names, imports and the package comment.
func (s *source) header() error {
	for _, file := range s.files {
		s.c.Package = file.Name.Name
		if s.c.Package != "main" {
			return s.errorf(file.Name, "a contract is package main, not %s", s.c.Package)
		}
		if file.Doc != nil {
			if s.c.Doc == "" {
				s.c.Doc = strings.TrimSpace(file.Doc.Text())
			}
			if words, ok := directive(file.Doc, "contract"); ok {
				if len(words) != 2 {
					return s.errorf(file.Doc, "write //peerz:contract NAME VERSION")
				}
				s.c.Name, s.c.Version = words[0], words[1]
			}
		}
		for _, spec := range file.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			if path.Base(p) != "sdk" {
				continue
			}
			s.c.SDK, s.sdkName = p, "sdk"
			if spec.Name != nil && spec.Name.Name != "sdk" {
				return s.errorf(spec, "import the SDK as sdk: generated code does")
			}
		}
	}
	if !isName(strings.ReplaceAll(s.c.Name, "-", "_")) {
		return s.errorf(s.files[0].Name, "%q cannot name a contract: write //peerz:contract NAME VERSION in the package comment, with a name of a-z, 0-9, - and _", s.c.Name)
	}
	if s.c.SDK == "" {
		return s.errorf(s.files[0].Name, "no file imports the SDK (a package whose path ends in /sdk)")
	}
	return nil
}

// funcs collects the functions with directives, and the structs they use.
func (s *source) funcs() error {
	seen := map[string]bool{}
	for _, file := range s.files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv != nil {
				continue
			}
			s.c.HasMain = s.c.HasMain || fn.Name.Name == "main"
			for _, entry := range sortedEntries() {
				words, ok := directive(fn.Doc, entry)
				if !ok {
					continue
				}
				f, err := s.function(fn, entry, words)
				if err != nil {
					return err
				}
				if seen[f.Entry+" "+f.Method] {
					return s.errorf(fn, "%s %s is already another function", f.Entry, f.Method)
				}
				seen[f.Entry+" "+f.Method] = true
				s.c.Funcs = append(s.c.Funcs, f)
			}
		}
	}
	return nil
}

func (s *source) function(fn *ast.FuncDecl, entry string, words []string) (f Func, err error) {
	f = Func{Entry: entry, Method: entry, GoName: fn.Name.Name, Doc: docText(fn.Doc)}
	named := entries[entry]
	if named && (len(words) != 1 || !isName(words[0])) {
		return f, s.errorf(fn, "write //peerz:%s NAME, with a name of a-z, 0-9 and _", entry)
	}
	if !named && len(words) != 0 {
		return f, s.errorf(fn, "//peerz:%s takes no name", entry)
	}
	if named {
		f.Method = words[0]
	}
	if f.Args, err = s.single(fn, fn.Type.Params); err != nil {
		return f, err
	}
	f.Result, err = s.single(fn, fn.Type.Results)
	return f, err
}

// single resolves a parameter list of at most one struct.
func (s *source) single(fn *ast.FuncDecl, list *ast.FieldList) (*Struct, error) {
	if list.NumFields() == 0 {
		return nil, nil
	}
	if list.NumFields() == 1 {
		if name, ok := list.List[0].Type.(*ast.Ident); ok && s.isStruct(name.Name) {
			st, err := s.structure(name, name.Name)
			if err == nil && st.Store {
				err = s.errorf(fn, "%s is marked //peerz:store: messages are maps", name.Name)
			}
			return st, err
		}
	}
	return nil, s.errorf(fn, "%s takes and returns at most one struct of this package, by value", fn.Name.Name)
}

// marked resolves the structs that ask for codecs themselves.
func (s *source) marked() error {
	names := make([]string, 0, len(s.docs))
	for name := range s.docs {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return s.types[names[i]].Pos() < s.types[names[j]].Pos() })
	for _, name := range names {
		_, message := directive(s.docs[name], "message")
		if !message && !s.isStore(name) {
			continue
		}
		if _, err := s.structure(s.types[name].Name, name); err != nil {
			return err
		}
	}
	return nil
}

// errorf is an error with the place in the source.
func (s *source) errorf(at ast.Node, format string, args ...any) error {
	p := s.fset.Position(at.Pos())
	return fmt.Errorf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...))
}

// directive finds //peerz:NAME in a comment and returns the words after it.
func directive(doc *ast.CommentGroup, name string) ([]string, bool) {
	if doc == nil {
		return nil, false
	}
	for _, line := range doc.List {
		words := strings.Fields(line.Text)
		if len(words) > 0 && words[0] == "//peerz:"+name {
			return words[1:], true
		}
	}
	return nil, false
}

// docText is a comment as one paragraph.
func docText(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	return strings.Join(strings.Fields(doc.Text()), " ")
}

func sortedEntries() []string {
	names := make([]string, 0, len(entries))
	for name := range entries {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
