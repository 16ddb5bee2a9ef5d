package gen

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// source is a package's syntax and what was understood of it so far.
type source struct {
	dir     string
	loaded  map[string]*source // packages of the module that were read, by import path
	fset    *token.FileSet
	files   []*ast.File // in order of their names
	types   map[string]*ast.TypeSpec
	docs    map[string]*ast.CommentGroup // of types
	structs map[string]*Struct
	open    map[string]bool // structs being resolved, to find cycles
	c       *Contract
}

// Parse reads the Go files of dir, but for tests and generated ones, and those of the
// interface packages that it imports.
func Parse(dir string) (*Contract, error) {
	s, err := parse(dir, map[string]*source{})
	if err != nil {
		return nil, err
	}
	return s.c, nil
}

func parse(dir string, loaded map[string]*source) (*source, error) {
	s := &source{
		dir: dir, loaded: loaded, fset: token.NewFileSet(), types: map[string]*ast.TypeSpec{},
		docs: map[string]*ast.CommentGroup{}, structs: map[string]*Struct{}, open: map[string]bool{},
		c: &Contract{Name: defaultName(dir), Version: "1.0.0", Imports: map[string]string{}},
	}
	if err := s.read(dir); err != nil {
		return nil, err
	}
	for _, step := range []func() error{s.imports, s.declareTypes, s.methods, s.header, s.directed, s.errors, s.errorsOf} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if len(s.c.Funcs) == 0 {
		return nil, fmt.Errorf("%s: no function has a directive such as //peerz:execute NAME", dir)
	}
	return s, nil
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

// imports reads the package's name, where its SDK is, and the interface packages.
func (s *source) imports() error {
	for _, file := range s.files {
		s.c.Package = file.Name.Name
		for _, spec := range file.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			name := path.Base(p)
			if spec.Name != nil && spec.Name.Name != name {
				if name == "sdk" {
					return s.errorf(spec, "import the SDK as sdk: generated code does")
				}
				continue // a type of it is not found then
			}
			if name == "sdk" {
				s.c.SDK = p
			} else {
				s.c.Imports[name] = p
			}
		}
	}
	return nil
}

// header reads the package comment. A contract without a name of its own has the name,
// the version and the doc of its interface.
func (s *source) header() error {
	for _, file := range s.files {
		if file.Doc == nil {
			continue
		}
		words, ok := directive(file.Doc, "contract")
		if ok && len(words) != 2 {
			return s.errorf(file.Doc, "write //peerz:contract NAME VERSION")
		}
		if ok {
			s.c.Name, s.c.Version = words[0], words[1]
		}
		if ok || s.c.Doc == "" {
			s.c.Doc = strings.TrimSpace(file.Doc.Text())
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

// directed resolves the structs that ask for codecs by a directive of their own.
func (s *source) directed() error {
	inSource := func(a, b string) int { return cmp.Compare(s.types[a].Pos(), s.types[b].Pos()) }
	for _, name := range slices.SortedFunc(maps.Keys(s.docs), inSource) {
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

// errorf is an error with the position in the source.
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

// times counts the lines of a comment with a directive.
func times(doc *ast.CommentGroup, name string) (n int) {
	for _, line := range doc.List {
		if words := strings.Fields(line.Text); len(words) > 0 && words[0] == "//peerz:"+name {
			n++
		}
	}
	return n
}

// docText is a comment as one paragraph.
func docText(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	return strings.Join(strings.Fields(doc.Text()), " ")
}
