package merkle

import "slices"

// Part is a subtree with all that lies below it. The parts of a tree lie side
// by side and together give the root; each alone can be checked against the
// pairs that it should hold.
type Part struct {
	Path string // nibbles (values 0 to 15) from the root; "" is the whole tree
	Hash Hash
	Leaf bool // exactly one pair
}

// Cut takes a tree apart, in order of key hash, into the largest subtrees that
// weigh no more than limit and single pairs that alone weigh more. None is
// empty. It asks weigh for the weight of every pair.
func Cut(src Source, limit int, weigh func(key string) (int, error)) ([]Part, error) {
	c := cutter{src, limit, weigh}
	root, err := src.Page(nil)
	if err != nil || root == nil {
		return nil, err
	}
	parts, weight, err := c.page(make([]byte, 0, 64), root)
	if err == nil && weight <= limit {
		slots := root.slots()
		_, lone := dissolve(&slots)
		parts = []Part{{Hash: fold(&slots).hash, Leaf: lone}}
	}
	return parts, err
}

type cutter struct {
	src   Source
	limit int
	weigh func(key string) (int, error)
}

// page cuts what lies below a page and adds up its weight.
func (c *cutter) page(path []byte, p *Page) (parts []Part, weight int, err error) {
	for i := range byte(fan) {
		e, below := p.at(i), append(path, i)
		var w int
		switch e.kind() {
		case leaf:
			parts = append(parts, Part{string(below), e.hash, true})
			w, err = c.weigh(e.key)
		case branch:
			var inner []Part
			if inner, w, err = c.branch(below); w <= c.limit {
				inner = []Part{{Path: string(below), Hash: e.hash}}
			}
			parts = append(parts, inner...)
		}
		if err != nil {
			return nil, 0, err
		}
		weight += w
	}
	return parts, weight, nil
}

func (c *cutter) branch(path []byte) ([]Part, int, error) {
	p, err := c.src.Page(path)
	if err == nil && p == nil {
		err = ErrMissing
	}
	if err != nil {
		return nil, 0, err
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

// Keys visits the keys of a tree below path, in order of key hash.
func Keys(src Source, path string, visit func(key string) error) error {
	all := walk{src: src, visit: func(key string, _ Hash) error { return visit(key) }}
	for depth := range len(path) {
		p, err := src.Page([]byte(path[:depth]))
		if err != nil || p == nil {
			return err
		}
		switch e := p.at(path[depth]); {
		case e.kind() == none:
			return nil
		case e.kind() == leaf && depth+1 < len(path):
			return ErrMissing
		case e.kind() == leaf:
			return all.leaf([]byte(path), &e)
		}
	}
	p, err := src.Page([]byte(path))
	if err != nil || p == nil {
		return err
	}
	return all.page([]byte(path), p)
}
