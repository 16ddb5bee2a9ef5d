package merkle

import (
	"fmt"
	"math/bits"
	"sync/atomic"
)

// crown keeps the pages of the first three levels, which every proof goes
// through, and the hashes within them, which are most of its work: one page per
// slot of the tree, 400 KiB in all with keys of 32 bytes. A page counts only
// under its hash, so it does not matter for which height it was put there.
type crown [1 + fan + fan*fan]atomic.Pointer[opened]

// slot is where the page at path is kept; nil below the crown.
func (c *crown) slot(path []byte) *atomic.Pointer[opened] {
	switch len(path) {
	case 0:
		return &c[0]
	case 1:
		return &c[1+int(path[0])]
	case 2:
		return &c[1+fan+fan*int(path[0])+int(path[1])]
	}
	return nil
}

// load takes the page with that hash from its slot, or from src. Only the root
// page may be absent.
func (c *crown) load(src Source, path []byte, hash *Hash) (*opened, error) {
	slot := c.slot(path)
	if slot != nil {
		if o := slot.Load(); o != nil && o.inner[1] == *hash {
			return o, nil
		}
	}
	p, err := src.Page(path)
	switch {
	case err == nil && p == nil && len(path) > 0:
		return nil, fmt.Errorf("%w: path %x", ErrMissing, path)
	case err != nil || p == nil:
		return nil, err
	}
	o := &opened{page: p, row: p.row()}
	if slot == nil {
		return o, nil
	}
	if o.inner = o.row.inner(); o.inner[1] != *hash {
		return nil, fmt.Errorf("%w: page %x has hash %x, not %x", ErrTree, path, o.inner[1], *hash)
	}
	slot.Store(o)
	return o, nil
}

// opened is a page as a proof needs it.
type opened struct {
	page  *Page
	row   row
	inner *[fan]Hash // nil when nobody has hashed it yet
}

// sum is the hash of the node above width places from at on.
func (o *opened) sum(at, width int) Hash {
	if o.inner == nil || width == 1 {
		return o.row.sum(at, width)
	}
	return o.inner[(fan+at)/width]
}

// climb appends the steps from slot i to the page's own hash.
func (o *opened) climb(steps []step, i int) []step {
	for width := 1; width < fan; width *= 2 {
		self, sibling := i&^(width-1), i&^(width-1)^width
		if o.row.kind(self, width) == branch || o.row.kind(sibling, width) != none { // else nothing is wrapped
			steps = append(steps, step{o.sum(sibling, width), self > sibling})
		}
	}
	return steps
}

// inner hashes all nodes: those above width places from at on to (fan+at)/width,
// so that [1] is the page's own, and [2*n] and [2*n+1] are below [n].
func (r *row) inner() *[fan]Hash {
	var all [2 * fan]Hash
	copy(all[fan:], r.hash[:])
	for n := fan - 1; n > 0; n-- {
		width := fan >> (bits.Len(uint(n)) - 1)
		switch at := n*width - fan; r.kind(at, width) {
		case leaf:
			all[n] = r.sum(at, width)
		case branch:
			all[n] = tagged(branchTag, &all[2*n], &all[2*n+1])
		}
	}
	return (*[fan]Hash)(all[:fan])
}
