package state

import (
	"slices"
	"strings"
)

// write is a pair to be set, or a key to be removed when value is nil.
type write struct {
	key   string
	value []byte
	head  uint16 // of the key's hash, once the root is known
}

// pending is a set of writes by key, with ordered access for scans. Blocks
// write far more often than they scan, so order is only made on demand.
type pending struct {
	byKey map[string]*write
	order runs
	fresh []*write // in byKey, not yet in order
}

func newPending() *pending { return &pending{byKey: map[string]*write{}} }

func (p *pending) get(key []byte) (*write, bool) {
	w, ok := p.byKey[string(key)]
	return w, ok
}

// add puts in a key that is not there yet.
func (p *pending) add(key string, value []byte) *write {
	w := &write{key: key, value: value}
	p.byKey[key] = w
	p.fresh = append(p.fresh, w)
	return w
}

// remove forgets that w was written. The last one added is the cheapest.
func (p *pending) remove(w *write) {
	delete(p.byKey, w.key)
	if last := len(p.fresh) - 1; last >= 0 && p.fresh[last] == w {
		p.fresh = p.fresh[:last]
		return
	}
	p.settle()
	p.order.remove(w.key)
}

// settle brings fresh writes into order.
func (p *pending) settle() {
	for _, w := range p.fresh {
		p.order.insert(w)
	}
	clear(p.fresh)
	p.fresh = p.fresh[:0]
}

// ahead is the nearest write after key in the given direction; at itself
// counts, forwards, when inclusive. A nil key, backwards, is the end.
func (p *pending) ahead(key []byte, inclusive, reverse bool) *write {
	if len(p.fresh) > 0 {
		p.settle()
	}
	switch {
	case !reverse:
		return p.order.above(string(key), inclusive)
	case key == nil:
		return p.order.last()
	}
	return p.order.below(string(key))
}

// sorted lists the writes in key order.
func (p *pending) sorted() []*write {
	all := make([]*write, 0, len(p.byKey))
	for _, w := range p.byKey { // order does not matter: they are sorted below
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b *write) int { return strings.Compare(a.key, b.key) })
	return all
}
