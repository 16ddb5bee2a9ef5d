package merkle

import (
	"crypto/sha256"
	"errors"
	"fmt"
)

// ErrTree says that stored pages do not fit together.
var ErrTree = errors.New("merkle: the pages do not fit together")

// Walk visits every leaf in order of key hash and checks on the way that each
// page hashes to what its parent says, that each leaf is where its key
// belongs, and that no page should have dissolved. It returns the root and the
// number of pages. A leaf's hash is for visit to check: it knows the value.
func Walk(src Source, visit func(key string, leaf Hash) error) (root Hash, pages uint64, err error) {
	p, err := src.Page(nil)
	if err != nil || p == nil {
		return Hash{}, 0, err
	}
	w := &walk{src: src, visit: visit}
	if err := w.page(make([]byte, 0, 2*sha256.Size), p); err != nil {
		return Hash{}, w.pages, err
	}
	slots := p.slots()
	return fold(&slots).hash, w.pages, nil
}

type walk struct {
	src   Source
	visit func(key string, leaf Hash) error
	pages uint64
}

func (w *walk) page(path []byte, p *Page) error {
	w.pages++
	for i := range byte(fan) {
		below := append(path, i)
		e := p.at(i)
		var err error
		switch e.kind() {
		case leaf:
			err = w.leaf(below, &e)
		case branch:
			err = w.branch(below, &e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) leaf(path []byte, e *entry) error {
	at := Remove(e.key)
	for depth, nibble := range path {
		if at.nibble(depth) != nibble {
			return fmt.Errorf("%w: leaf of key %x at path %x", ErrTree, e.key, path)
		}
	}
	return w.visit(e.key, e.hash)
}

func (w *walk) branch(path []byte, e *entry) error {
	p, err := w.src.Page(path)
	switch {
	case err != nil:
		return err
	case p == nil:
		return fmt.Errorf("%w: path %x", ErrMissing, path)
	}
	slots := p.slots()
	if _, should := dissolve(&slots); should {
		return fmt.Errorf("%w: page %x should have dissolved", ErrTree, path)
	}
	if got := fold(&slots).hash; got != e.hash {
		return fmt.Errorf("%w: page %x has hash %x, its parent says %x", ErrTree, path, got, e.hash)
	}
	return w.page(path, p)
}
