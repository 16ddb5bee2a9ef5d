package pages

import (
	"math/bits"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Pending is the tree pages of one height that are not on disk yet, above those
// that are. The same pages change at height after height, so they go to disk
// only now and then, in their newest state; after a crash they are computed
// again from the undo log.
//
// It is a trie over the nibbles of the paths. A height copies the nodes that it
// changes and shares the others with the height before, so a Pending is
// immutable once it is made, safe for concurrent use, and what it alone holds is
// freed with it. Nil is the tree on disk itself.
type Pending struct {
	top   *node
	count uint64 // heights since the pages on disk
	size  int    // rough bytes of memory
}

// node is one path of the tree.
type node struct {
	page  *merkle.Page // nil when the page is gone
	known bool         // else the page of this path is on disk
	fresh uint16       // subtrees in which the page differs from the one on disk
	since uint64       // which count made it: that one alone may change it
	below *[16]*node   // by nibble; nil for none
}

// Add lays the writes of the next height over p.
func (p *Pending) Add(writes []merkle.Write) *Pending {
	if len(writes) == 0 {
		return p
	}
	next := &Pending{}
	if p != nil {
		*next = *p
	}
	next.count++
	for i := range writes {
		next.set(&writes[i])
	}
	if invariant.Enabled() {
		next.assertHolds(writes)
	}
	return next
}

// assertHolds checks that p shows what was written, and counts what it holds:
// pages go to disk by that number.
func (p *Pending) assertHolds(writes []merkle.Write) {
	for _, w := range writes {
		_, known := p.Find([]byte(w.Path))
		invariant.Assert(known, "pages", "page %x was added and is not there", w.Path)
	}
	size := 0
	p.each(func(path []byte, n *node) { size += cost(string(path), n.page) })
	invariant.Assert(size == p.size, "pages", "%d bytes are counted, there are %d", p.size, size)
}

// Size is roughly how many bytes of memory the pages take.
func (p *Pending) Size() int {
	if p == nil {
		return 0
	}
	return p.size
}

func (p *Pending) set(w *merkle.Write) {
	n := p.own(&p.top)
	for i := range len(w.Path) {
		if n.below == nil {
			n.below = new([16]*node)
		}
		n = p.own(&n.below[w.Path[i]])
	}
	if n.known {
		p.size -= cost(w.Path, n.page)
	}
	n.page, n.known = w.Page, true
	n.fresh |= w.Fresh
	p.size += cost(w.Path, w.Page)
}

// own replaces a node, which older heights may share, by one that p may change.
func (p *Pending) own(at **node) *node {
	switch n := *at; {
	case n == nil:
		*at = &node{since: p.count}
	case n.since != p.count:
		mine := *n
		mine.since = p.count
		if n.below != nil {
			below := *n.below
			mine.below = &below
		}
		*at = &mine
	}
	return *at
}

// Find looks a page up, nil when it was removed; ok is false when the answer is
// on disk.
func (p *Pending) Find(path []byte) (page *merkle.Page, ok bool) {
	if p == nil {
		return nil, false
	}
	n := p.top
	for _, nibble := range path {
		if n.below == nil || n.below[nibble] == nil {
			return nil, false
		}
		n = n.below[nibble]
	}
	return n.page, n.known
}

// each visits the pages in order of path.
func (p *Pending) each(visit func(path []byte, n *node)) {
	if p != nil {
		p.top.each(make([]byte, 0, 64), visit)
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

// Put writes the pages into a batch, of those that changed little what did.
func (p *Pending) Put(batch *pebble.Batch) (err error) {
	key := []byte{disk.PageSpace}
	var buf []byte
	p.each(func(path []byte, n *node) {
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
	return disk.Fault("pages", err)
}

// Fill hands the pages, in their stored form, to set; one that was removed is
// empty.
func (p *Pending) Fill(set func(path, page []byte)) {
	var buf []byte
	p.each(func(path []byte, n *node) {
		if buf = buf[:0]; n.page != nil {
			buf = n.page.Encode(buf)
		}
		set(path, buf)
	})
}

// maxPatch is how many changed subtrees are written as a patch; a page that
// changed more is written whole, which spares readers the older one.
const maxPatch = 4

// cost is roughly what one page and its node occupy, in bytes.
func cost(path string, p *merkle.Page) int { return 48 + len(path) + p.Size() }
