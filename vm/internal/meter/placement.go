package meter

import (
	"cmp"
	"slices"

	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// placement decides how much is charged at each point where code can be charged, so that most
// points, above all in loops, need no charge at all.
//
// At each point the counter may be ahead of the exact count or behind it, by an amount that is the
// same on all paths to there. Where the counter is read the amount is zero: at calls, at the head
// of a loop, where a function begins and ends. At the others it can be chosen. A basic block, which
// leads from one point to the next, is charged its own gas and the difference of the two amounts.
// Choose them along a spanning tree of blocks, with the amounts that make the tree's charges zero,
// and only the blocks that close a circle are charged. (Knuth and Stevenson, "Optimal measurement
// points for program frequency counts", 1973; here with prices instead of counts.)
type placement struct {
	due   []int64 // by point: what is charged where a basic block begins there
	last  []int64 // by instruction, a call or return: what is charged with it, where a block ends
	sure  []bool  // by point: what is charged there will have been used where the block ends
	basic []basicBlock
	up    []int   // a union-find forest of points with equal or related amounts
	lead  []int64 // amount of a point above its parent's in the forest
}

// basicBlock is a sequence of instructions that is entered at the top only. Branches that only trap
// do not end it.
type basicBlock struct {
	from, to int // points
	gas      int64
	rank     uint64 // how little a charge would cost there
	last     int    // the call, return or end of the function that it ends with; -1 for none of them
}

// chargeBlocks fills due, last and sure. A point is the index of the instruction that follows it;
// one more, n+1, stands for all those where the amount is zero. entry is the gas of entering the
// function.
func (f *flow) chargeBlocks(entry int64) {
	n := len(f.instrs)
	exact := n + 1
	f.due, f.last, f.sure, f.lead = cleared(f.due, n+1), cleared(f.last, n), cleared(f.sure, n+1), cleared(f.lead, n+2)
	f.up = f.up[:0]
	for i := range n + 2 {
		f.up = append(f.up, i)
	}
	f.basic = f.basic[:0]
	w := walk{flow: f, exact: exact}
	w.begin(0)
	w.now.gas = entry
	f.join(0, exact)
	w.all()
	slices.SortFunc(f.basic, func(a, b basicBlock) int { return cmp.Compare(a.rank, b.rank) })
	for _, b := range f.basic {
		top, from := f.find(b.from)
		below, to := f.find(b.to)
		switch gas := b.gas + to - from; {
		case top != below:
			f.up[below], f.lead[below] = top, -gas
		case b.last >= 0:
			f.last[b.last] = gas
		default:
			f.due[b.from] = gas
		}
	}
	zero, base := f.find(exact)
	for _, b := range f.basic {
		top, ahead := f.find(b.to)
		f.sure[b.from] = top == zero && ahead <= base
	}
	if invariant.Enabled() {
		f.assertCharges()
	}
}

// assertCharges checks that on every basic block the counter moves from the amount at its beginning
// to the amount at its end: what is charged there, in one of two ways, is its gas and the difference.
func (f *flow) assertCharges() {
	for _, b := range f.basic {
		top, from := f.find(b.from)
		below, to := f.find(b.to)
		charge := f.due[b.from]
		if b.last >= 0 {
			charge += f.last[b.last]
		}
		invariant.Assert(top == below && charge == b.gas+to-from, "I3",
			"the block from %d to %d has %d gas and is charged %d", b.from, b.to, b.gas, charge)
	}
}

// find gives the point that stands for p's tree, and p's amount above it.
func (f *placement) find(p int) (top int, ahead int64) {
	for top = p; f.up[top] != top; top = f.up[top] {
		ahead += f.lead[top]
	}
	for rest := ahead; p != top; {
		next, step := f.up[p], f.lead[p]
		f.up[p], f.lead[p] = top, rest
		p, rest = next, rest-step
	}
	return top, ahead
}

// join gives two points the same amount; it comes before any tree is chosen.
func (f *placement) join(p, q int) {
	p, _ = f.find(p)
	q, _ = f.find(q)
	f.up[q] = p
}
