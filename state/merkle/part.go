package merkle

import (
	"fmt"
	"slices"
)

// Part is a subtree with all that lies below it. The parts of a tree lie side
// by side and together give the root; each alone can be checked against the
// pairs that it should hold.
type Part struct {
	Path string // nibbles (values 0 to 15) from the root; "" is the whole tree
	Hash Hash
	Leaf bool // exactly one pair
}

// Cut takes a tree apart, in order of key hash, into the largest subtrees that
// fit and single pairs that may not. None is empty. It asks fits about a subtree
// before those in it, and shows each part to visit; it reads no more pages than
// lie above the parts.
func Cut(src Source, fits func(path string) (bool, error), visit func(Part) error) error {
	root, err := src.Page(nil)
	if err != nil || root == nil {
		return err
	}
	ok, err := fits("")
	switch {
	case err != nil:
		return err
	case !ok:
		return cutter{src, fits, visit}.page(make([]byte, 0, 64), root)
	}
	slots := root.slots()
	_, lone := dissolve(&slots)
	return visit(Part{Hash: fold(&slots).hash, Leaf: lone})
}

type cutter struct {
	src   Source
	fits  func(path string) (bool, error)
	visit func(Part) error
}

func (c cutter) page(path []byte, p *Page) error {
	for i := range byte(fan) {
		e, below := p.at(i), append(path, i)
		var err error
		switch e.kind() {
		case leaf:
			err = c.visit(Part{string(below), e.hash, true})
		case branch:
			err = c.branch(below, e.hash)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c cutter) branch(path []byte, hash Hash) error {
	part := Part{Path: string(path), Hash: hash}
	if ok, err := c.fits(part.Path); err != nil {
		return err
	} else if ok {
		return c.visit(part)
	}
	p, err := c.src.Page(path)
	if err == nil && p == nil {
		err = fmt.Errorf("%w: path %x", ErrMissing, path)
	}
	if err != nil {
		return err
	}
	return c.page(path, p)
}

// RootOf is the root that parts make. They must be in order, and none below
// another.
func RootOf(parts []Part) Hash { return join16(parts, 0).hash }

func join16(parts []Part, depth int) subtree {
	if len(parts) == 0 {
		return subtree{}
	}
	if len(parts[0].Path) == depth {
		if parts[0].Leaf {
			return subtree{parts[0].Hash, leaf}
		}
		return subtree{parts[0].Hash, branch}
	}
	var r row
	for i := range fan {
		var inner []Part
		inner, parts = below(parts, depth, byte(i))
		s := join16(inner, depth+1)
		r.set(i, &s.hash, s.kind)
	}
	return r.whole()
}

// below splits off the parts, all deeper than depth, that go on with a nibble.
func below(parts []Part, depth int, nibble byte) (inner, rest []Part) {
	n := slices.IndexFunc(parts, func(p Part) bool { return p.Path[depth] != nibble })
	if n < 0 {
		n = len(parts)
	}
	return parts[:n], parts[n:]
}
