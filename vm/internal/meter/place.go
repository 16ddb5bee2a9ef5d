package meter

import (
	"cmp"
	"slices"
)

// placement decides how much is charged at each place where code can be charged, so that most
// places, above all in loops, need no charge at all.
//
// At each place the counter may be ahead of the exact count or behind it, by an amount that is the
// same on all paths to there. Where somebody looks at the counter the amount is zero: at calls,
// at the head of a loop, where a function begins and ends. The others are free to choose. A run
// of instructions from one place to the next is charged its own gas and the difference of the
// two amounts; choose them along a spanning tree of runs, with the amounts that make its charges
// zero, and only the runs that close a circle are charged. (Knuth and Stevenson, "Optimal
// measurement points for program frequency counts", 1973; here with prices instead of counts.)
type placement struct {
	due  []int64 // by place: what is charged where a run begins there
	last []int64 // by instruction, a call or return: what is charged with it, where a run ends
	sure []bool  // by place: what is charged there will have been used where the run ends
	runs []run
	up   []int   // a union-find forest of places with equal or related amounts
	lead []int64 // amount of a place above the one it hangs from
}

// run is a straight run of instructions. Branches that only trap do not end it.
type run struct {
	from, to int // places
	gas      int64
	rank     uint64 // how little a charge would cost there
	last     int    // the call, return or end of the function that it ends with; -1 for none of them
}

// place fills due. A place is the index of the instruction that follows it; one more place stands
// for all those where the amount is zero.
func (f *flow) place(entry int64) {
	n := len(f.instrs)
	exact := n + 1
	f.due, f.last, f.sure, f.lead = cleared(f.due, n+1), cleared(f.last, n), cleared(f.sure, n+1), cleared(f.lead, n+2)
	f.up = f.up[:0]
	for i := range n + 2 {
		f.up = append(f.up, i)
	}
	f.runs = f.runs[:0]
	w := walk{flow: f, exact: exact}
	w.begin(0)
	w.now.gas = entry
	f.join(0, exact)
	w.all()
	slices.SortFunc(f.runs, func(a, b run) int { return cmp.Compare(a.rank, b.rank) })
	for _, r := range f.runs {
		a, from := f.find(r.from)
		b, to := f.find(r.to)
		switch gas := r.gas + to - from; {
		case a != b:
			f.up[b], f.lead[b] = a, -gas
		case r.last >= 0:
			f.last[r.last] = gas
		default:
			f.due[r.from] = gas
		}
	}
	zero, base := f.find(exact)
	for _, r := range f.runs {
		top, ahead := f.find(r.to)
		f.sure[r.from] = top == zero && ahead <= base
	}
}

// find gives the place that stands for p's tree, and p's amount above it.
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

// join gives two places the same amount; it comes before any tree is chosen.
func (f *placement) join(p, q int) {
	p, _ = f.find(p)
	q, _ = f.find(q)
	f.up[q] = p
}
