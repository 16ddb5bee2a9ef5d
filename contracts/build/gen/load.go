package gen

import (
	"go/ast"
	"os"
	"path/filepath"
	"strings"
)

// load reads an interface package that s imports under this name.
func (s *source) load(at ast.Node, name string) (*source, error) {
	importPath, ok := s.c.Imports[name]
	if !ok {
		return nil, s.errorf(at, "no file imports a package %s under its own name", name)
	}
	if other := s.loaded[importPath]; other != nil {
		return other, nil
	}
	root, module := moduleOf(s.dir)
	within, ok := strings.CutPrefix(importPath, module+"/")
	if module == "" || !ok {
		return nil, s.errorf(at, "%s is not in this module, whose messages alone can be read", importPath)
	}
	other, err := parse(filepath.Join(root, filepath.FromSlash(within)), s.loaded)
	if err != nil {
		return nil, err
	}
	if other.c.Package != name {
		return nil, s.errorf(at, "%s is package %s: an interface package has the name of its folder", importPath, other.c.Package)
	}
	s.loaded[importPath] = other
	return other, nil
}

// moduleOf returns the root folder and the path of the module that dir is in; both empty
// when there is none.
func moduleOf(dir string) (root, module string) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", ""
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			for _, line := range strings.Split(string(data), "\n") {
				if words := strings.Fields(line); len(words) > 1 && words[0] == "module" {
					return dir, strings.Trim(words[1], `"`)
				}
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", ""
		}
		dir = parent
	}
}

// foreign resolves a type of an interface package.
func (s *source) foreign(n *ast.SelectorExpr, pkg string) (Type, error) {
	other, err := s.load(n, pkg)
	if err != nil {
		return Type{}, err
	}
	if other.types[n.Sel.Name] == nil {
		return Type{}, s.errorf(n, "package %s has no type %s", pkg, n.Sel.Name)
	}
	if other.isStruct(n.Sel.Name) && other.structs[n.Sel.Name] == nil {
		return Type{}, s.errorf(n, "%s.%s has no codec: no method there uses it, and it has no directive //peerz:message", pkg, n.Sel.Name)
	}
	t, err := other.named(n.Sel)
	t.Go = pkg + "." + t.Go
	return t, err
}
