package meter

import (
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// walk finds the basic blocks of a body and where they lead.
type walk struct {
	*flow
	exact int
	now   basicBlock
	live  bool // inside of a block: the code is reached, and does not only trap
	fixed bool // the block contains a test, before which it must have been charged what it will use and no more
	loops int  // around it
	depth int  // blocks of the source around it
}

func (w *walk) begin(point int) {
	if w.live = !w.doomed[point]; w.live {
		w.now = basicBlock{from: point, rank: w.rank(point), last: -1}
		w.fixed = false
	}
}

// leave ends the block at a call, a return or the end of the function.
func (w *walk) leave(k int) {
	w.now.last = k
	w.now.rank |= beside
	w.end(w.exact)
}

// end closes the block, which leads to all the points.
func (w *walk) end(points ...int) {
	w.live = false
	first := -1
	for _, p := range points {
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
	w.flow.basic = append(w.flow.basic, w.now)
}

// rank says how little a charge costs at a point: by guess, most of all inside of loops, and less
// inside of many blocks. It is unique, so that the order of basic blocks is.
func (w *walk) rank(point int) uint64 {
	const most = 1 << 15 // loops, and blocks: a body has fewer
	return uint64(most-w.loops)<<48 | uint64(w.depth)<<32 | uint64(point)
}

// beside is the bit of a rank for a basic block next to a call or return: a charge there takes few bytes.
const beside = 1 << 47

// target is the point that the label of a block leads to, by the instruction that opened it.
func (w *walk) target(opener int) int {
	switch {
	case opener < 0:
		return w.exact
	case w.instrs[opener].Op == wasm.OpLoop:
		return opener + 1
	}
	return w.closer[opener] + 1
}

func (w *walk) targets(openers ...int) (points []int) {
	for _, opener := range openers {
		points = append(points, w.target(opener))
	}
	return points
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
		w.now.gas += w.prices.of(op)
		k = w.step(k, op)
	}
	if invariant.Enabled() {
		invariant.Assert(!w.live && w.loops == 0 && w.depth == 0, "meter",
			"the walk ends inside of a block (%v), %d loops and %d blocks", w.live, w.loops, w.depth)
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

// reach ends the block, if there is one, at a point that it falls into.
func (w *walk) reach(point int) {
	if w.live {
		w.end(point)
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
