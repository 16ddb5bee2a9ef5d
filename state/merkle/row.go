package merkle

import (
	"crypto/sha256"
	"math/bits"
)

// row is the sixteen subtrees of a page side by side, as their parents see
// them. What lies under any node above them follows from two masks, so that
// nothing is hashed that a caller does not ask for.
type row struct {
	present  uint16 // bit i: subtree i is not empty
	branches uint16 // bit i: it holds two pairs or more
	hash     [fan]Hash
}

func (r *row) set(i int, hash *Hash, k kind) {
	r.hash[i] = *hash
	if k != none {
		r.present |= 1 << i
	}
	if k == branch {
		r.branches |= 1 << i
	}
}

// rowOf takes the keys out of a page.
func rowOf(slots *[fan]entry) (r row) {
	for i := range slots {
		e := &slots[i]
		if k := e.kind(); k != none {
			r.set(i, &e.hash, k)
		}
	}
	return r
}

// row is the same of a page as it is stored.
func (p *Page) row() (r row) {
	r.present, r.branches = p.present, p.present&^p.leaves
	body := p.body
	for rest := p.present; rest != 0; rest &= rest - 1 {
		copy(r.hash[bits.TrailingZeros16(rest)][:], body)
		if body = body[sha256.Size:]; p.leaves&(rest&-rest) != 0 {
			_, body = cutKey(body)
		}
	}
	return r
}

// span is the mask of width subtrees from at on.
func span(at, width int) uint16 { return uint16((1<<width - 1) << at) }

// kind is what the node above width subtrees, from at on, is. Width is a power
// of two that divides at.
func (r *row) kind(at, width int) kind {
	m := span(at, width)
	switch p := r.present & m; {
	case p == 0:
		return none
	case p&(p-1) == 0 && r.branches&m == 0:
		return leaf
	}
	return branch
}

// sum is that node's hash. A lone leaf is not wrapped: it rises until it has
// company, which keeps the tree shallow.
func (r *row) sum(at, width int) Hash {
	m := span(at, width)
	p := r.present & m
	switch {
	case p == 0:
		return Hash{}
	case width == 1, p&(p-1) == 0 && r.branches&m == 0:
		return r.hash[bits.TrailingZeros16(p)]
	}
	width /= 2
	left, right := r.sum(at, width), r.sum(at+width, width)
	return tagged(branchTag, &left, &right)
}

// whole is the page's own summary.
func (r *row) whole() subtree { return subtree{r.sum(0, fan), r.kind(0, fan)} }

// fold joins sixteen subtrees, level by level, into one.
func fold(slots *[fan]entry) subtree {
	r := rowOf(slots)
	return r.whole()
}
