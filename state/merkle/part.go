package merkle

// Part is one of the 16^depth subtrees that a tree falls into at a depth of so
// many nibbles. All parts together give the root; each alone can be checked
// against the pairs that it should hold.
type Part struct {
	Hash Hash // zero: no pair
	Leaf bool // exactly one pair
}

// Parts lists the parts of a tree in order of key hash. depth is 1 to 4.
func Parts(src Source, depth int) ([]Part, error) {
	w := walker{src: src, loaded: map[string]*Page{}}
	parts := make([]Part, 1<<(4*depth))
	var visit func(path []byte, p *Page) error
	visit = func(path []byte, p *Page) error {
		for i := range byte(fan) {
			e, below := p.at(i), append(path, i)
			switch {
			case e.kind() == none:
			case e.kind() == leaf:
				parts[placeOf(e.key, depth)] = Part{e.hash, true}
			case len(below) == depth:
				parts[index(below)] = Part{Hash: e.hash}
			default:
				child, err := w.load(below)
				if err == nil {
					err = visit(below, child)
				}
				if err != nil {
					return err
				}
			}
		}
		return nil
	}
	root, err := w.load(nil)
	if err != nil || root == nil {
		return parts, err
	}
	return parts, visit(make([]byte, 0, depth), root)
}

// RootOf is the root that parts make. Their number is a power of two.
func RootOf(parts []Part) Hash {
	level := make([]subtree, len(parts))
	for i, p := range parts {
		level[i] = subtree{hash: p.Hash}
		switch {
		case p.Leaf:
			level[i].kind = leaf
		case p.Hash != Hash{}:
			level[i].kind = branch
		}
	}
	for ; len(level) > 1; level = level[:len(level)/2] {
		for i := range len(level) / 2 {
			level[i] = join(&level[2*i], &level[2*i+1])
		}
	}
	return level[0].hash
}

// Keys visits the keys of part i of a tree, in order of key hash.
func Keys(src Source, depth, i int, visit func(key string) error) error {
	w := walker{src: src, loaded: map[string]*Page{}}
	path := make([]byte, 0, 64)
	p, err := w.load(path)
	for at := depth - 1; at >= 0 && err == nil && p != nil; at-- {
		nibble := byte(i >> (4 * at) & 15)
		path = append(path, nibble)
		switch e := p.at(nibble); e.kind() {
		case none:
			return nil
		case leaf:
			if placeOf(e.key, depth) != i {
				return nil
			}
			return visit(e.key)
		}
		p, err = w.load(path)
	}
	if err != nil || p == nil {
		return err
	}
	all := walk{src: src, visit: func(key string, _ Hash) error { return visit(key) }}
	return all.page(path, p)
}

func index(path []byte) (i int) {
	for _, nibble := range path {
		i = i<<4 | int(nibble)
	}
	return i
}

// placeOf is the part that a key belongs to.
func placeOf(key string, depth int) (i int) {
	at := Remove(key)
	for d := range depth {
		i = i<<4 | int(at.nibble(d))
	}
	return i
}
