package meter

import "github.com/peerz-ai/peerz-chain/vm/wasm"

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
		w.now.gas += w.prices.of(op)
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
