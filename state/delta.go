package state

import (
	"math/bits"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// delta is the tree pages of one version that are not on disk yet, above those
// that are. The same pages change at height after height, so they go to disk
// only now and then (Store.advance), in their newest state; after a crash they
// are computed again from the undo log.
//
// It is a trie over the nibbles of the paths. A version copies the nodes that
// it changes and shares the others with the version before, so a delta is
// immutable once it is made, and what it alone holds is freed with it. Nil is
// the tree on disk itself.
type delta struct {
	top   *node
	count uint64 // versions since the pages on disk
	size  int    // rough bytes of memory
}

// node is one place in the tree.
type node struct {
	page  *merkle.Page // nil when the page is gone
	known bool         // else what is here is on disk
	fresh uint16       // places in which the page differs from the one on disk
	since uint64       // which count made it: that one alone may change it
	below *[16]*node   // by nibble; nil for none
}

// add lays the writes of the next version over d.
func (d *delta) add(writes []merkle.Write) *delta {
	if len(writes) == 0 {
		return d
	}
	next := &delta{}
	if d != nil {
		*next = *d
	}
	next.count++
	for i := range writes {
		next.set(&writes[i])
	}
	return next
}

func (d *delta) set(w *merkle.Write) {
	n := d.own(&d.top)
	for i := range len(w.Path) {
		if n.below == nil {
			n.below = new([16]*node)
		}
		n = d.own(&n.below[w.Path[i]])
	}
	if n.known {
		d.size -= pageCost(w.Path, n.page)
	}
	n.page, n.known = w.Page, true
	n.fresh |= w.Fresh
	d.size += pageCost(w.Path, w.Page)
}

// own replaces the node at a place, which older versions may share, by one
// that d may change.
func (d *delta) own(at **node) *node {
	switch n := *at; {
	case n == nil:
		*at = &node{since: d.count}
	case n.since != d.count:
		mine := *n
		mine.since = d.count
		if n.below != nil {
			below := *n.below
			mine.below = &below
		}
		*at = &mine
	}
	return *at
}

// find looks a page up; ok is false when the answer is on disk.
func (d *delta) find(path []byte) (p *merkle.Page, ok bool) {
	if d == nil {
		return nil, false
	}
	n := d.top
	for _, nibble := range path {
		if n.below == nil || n.below[nibble] == nil {
			return nil, false
		}
		n = n.below[nibble]
	}
	return n.page, n.known
}

// each visits the pages in order of path.
func (d *delta) each(visit func(path []byte, n *node)) {
	if d != nil {
		d.top.each(make([]byte, 0, 64), visit)
	}
}

func (n *node) each(path []byte, visit func([]byte, *node)) {
	if n.known {
		visit(path, n)
	}
	if n.below == nil {
		return
	}
	for nibble, next := range n.below {
		if next != nil {
			next.each(append(path, byte(nibble)), visit)
		}
	}
}

// put writes the pages into a batch, of those that changed little what did.
func (d *delta) put(batch *pebble.Batch) (err error) {
	key := []byte{pageSpace}
	var buf []byte
	d.each(func(path []byte, n *node) {
		key = append(key[:1], path...)
		switch {
		case err != nil:
		case n.page == nil:
			err = batch.Delete(key, nil)
		case bits.OnesCount16(n.fresh) > maxPatch:
			buf = n.page.Encode(buf[:0])
			err = batch.Set(key, buf, nil)
		default:
			buf = n.page.Part(n.fresh).Encode(buf[:0])
			err = batch.Merge(key, buf, nil)
		}
	})
	return fault("pages", err)
}

// cache hands the pages, in their stored form, to a cache.
func (d *delta) cache(set func(path, page []byte)) {
	var buf []byte
	d.each(func(path []byte, n *node) {
		if buf = buf[:0]; n.page != nil {
			buf = n.page.Encode(buf)
		}
		set(path, buf)
	})
}

// maxPatch is how many changed places are written as a patch; a page that
// changed more is written whole, which spares readers the older one.
const maxPatch = 4

// pageCost is roughly what one page and its place occupy, in bytes.
func pageCost(path string, p *merkle.Page) int { return 48 + len(path) + p.Size() }
