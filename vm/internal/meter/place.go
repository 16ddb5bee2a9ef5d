package meter

import (
	"cmp"
	"slices"

	"github.com/peerz-ai/peerz-chain/vm/internal/wasm"
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
	for _, r := range f.runs {
		top, ahead := f.find(r.to)
		zero, base := f.find(exact)
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

// walk finds the runs of a body and where they lead.
type walk struct {
	*flow
	exact int
	now   run
	live  bool // inside of a run: the code is reached, and does not only trap
	fixed bool // the run contains a test: there it must have been charged what it will use, no more
	loops int  // around it
	depth int  // blocks around it
}

func (w *walk) begin(place int) {
	if w.live = !w.doomed[place]; w.live {
		w.now = run{from: place, rank: w.rank(place), last: -1}
		w.fixed = false
	}
}

// leave ends the run at a call, a return or the end of the function.
func (w *walk) leave(k int) {
	w.now.last = k
	w.now.rank |= beside
	w.end(w.exact)
}

// end closes the run, which leads to all the places.
func (w *walk) end(places ...int) {
	w.live = false
	first := -1
	for _, p := range places {
		if p < w.exact-1 && w.doomed[p] {
			continue // whatever is charged on the way to a trap
		}
		if first < 0 {
			first = p
		} else {
			w.join(first, p)
		}
	}
	if first < 0 {
		return
	}
	if w.fixed {
		w.join(first, w.exact)
		w.now.last = -1 // before the test
	}
	w.now.to = first
	w.flow.runs = append(w.flow.runs, w.now)
}

// rank says how little a charge costs at a place: by guess, most of all inside of loops, and less
// in many blocks. It is unique, so that the order of runs is.
func (w *walk) rank(place int) uint64 {
	const most = 1 << 15 // loops, and blocks: a body has fewer
	return uint64(most-w.loops)<<48 | uint64(w.depth)<<32 | uint64(place)
}

// beside is the bit of a rank for a run next to a call or return: a charge there takes few bytes.
const beside = 1 << 47

// target is the place that the label of a block leads to, by the instruction that opened it.
func (w *walk) target(opener int) int {
	switch {
	case opener < 0:
		return w.exact
	case w.instrs[opener].Op == wasm.OpLoop:
		return opener + 1
	}
	return w.closer[opener] + 1
}

func (w *walk) targets(openers ...int) (places []int) {
	for _, opener := range openers {
		places = append(places, w.target(opener))
	}
	return places
}

func (w *walk) all() {
	for k := 0; k < len(w.instrs); k++ {
		op := w.instrs[k].Op
		opens := op == wasm.OpBlock || op == wasm.OpLoop || op == wasm.OpIf
		if !w.live && opens {
			k = w.closer[k] // nothing in there is reached
			continue
		}
		if !w.live && op != wasm.OpElse && op != wasm.OpEnd {
			continue
		}
		w.now.gas += cost(op)
		k = w.step(k, op)
	}
}

// step looks at the instruction at k and returns the last one that it has dealt with.
func (w *walk) step(k int, op wasm.Op) int {
	switch op {
	case wasm.OpBlock:
		w.depth++
	case wasm.OpLoop:
		w.depth++
		if w.targeted[k] {
			w.loops++
			w.end(k + 1)
			w.join(k+1, w.exact)
			w.begin(k + 1)
		}
	case wasm.OpIf:
		if w.trapdoor(k) {
			return w.closer[k]
		}
		no := w.closer[k]
		if w.otherwise[k] != 0 {
			no = w.otherwise[k]
		}
		w.depth++
		w.end(k+1, no+1)
		w.begin(k + 1)
	case wasm.OpElse:
		w.reach(w.closer[w.opener[k]] + 1)
		w.begin(k + 1)
	case wasm.OpEnd:
		w.close(k)
	case wasm.OpBr:
		w.end(w.target(w.dest[k]))
	case wasm.OpBrIf:
		if !w.branchDoomed(k) {
			w.end(w.target(w.dest[k]), k+1)
			w.begin(k + 1)
		}
	case wasm.OpBrTable:
		w.end(w.targets(w.tables[w.dest[k]:][:len(w.instrs[k].Labels)]...)...)
	case wasm.OpReturn:
		w.leave(k)
	case wasm.OpUnreachable:
		w.live = false
	case wasm.OpCall, wasm.OpCallIndirect:
		w.leave(k)
		w.join(k+1, w.exact)
		w.begin(k + 1)
		w.now.rank |= beside
	case wasm.OpMemoryGrow, wasm.OpMemoryInit, wasm.OpMemoryCopy, wasm.OpMemoryFill:
		w.fixed = true
	}
	return k
}

// reach ends the run, if there is one, at a place that it falls into.
func (w *walk) reach(place int) {
	if w.live {
		w.end(place)
	}
}

func (w *walk) close(k int) {
	opener := w.opener[k]
	if opener < 0 {
		switch {
		case w.returns:
			w.reach(w.exact) // branches end there too
		case w.live:
			w.leave(k)
		}
		return
	}
	w.depth--
	switch op := w.instrs[opener].Op; {
	case op == wasm.OpLoop:
		if w.targeted[opener] {
			w.loops--
		}
	case op == wasm.OpIf || w.targeted[opener]:
		w.reach(k + 1)
		w.begin(k + 1)
	}
}
