package meter

import (
	"github.com/peerz-ai/peerz-chain/vm/internal/operands"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// flow is what the rewriter needs to know of a body's control flow. All slices are by
// instruction; its buffers are reused.
type flow struct {
	prices *prices

	instrs    []wasm.Instr
	opener    []int // of an else or end: the instruction that opened its block, -1 the function
	closer    []int // of a block, loop or if: its end
	otherwise []int // of an if: its else, 0 if it has none
	dest      []int // of a br or br_if: the instruction that opened the block, -1 the function;
	//                  of a br_table: where its labels begin in tables
	tables   []int  // the same for all labels of all br_tables
	targeted []bool // of a block, loop or if: some branch goes to its label
	doomed   []bool // from here on, straight ahead, a trap is certain
	calls    bool   // there is a call
	returns  bool   // some branch goes to the function's own label
	total    int64  // gas of all instructions together

	round operands.Block[symbol] // of a counted loop

	placement
}

func cleared[T any](s []T, n int) []T {
	s = append(s[:0], make([]T, n)...)
	return s
}

func (f *flow) analyse() {
	n := len(f.instrs)
	f.opener, f.closer, f.otherwise = cleared(f.opener, n), cleared(f.closer, n), cleared(f.otherwise, n)
	f.dest, f.targeted, f.doomed = cleared(f.dest, n), cleared(f.targeted, n), cleared(f.doomed, n)
	f.tables, f.calls, f.returns, f.total = f.tables[:0], false, false, 0
	open := []int{-1}
	for k := range f.instrs {
		in := &f.instrs[k]
		f.total += f.prices.of(in.Op)
		top := open[len(open)-1]
		switch in.Op {
		case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
			open = append(open, k)
		case wasm.OpElse:
			f.opener[k], f.otherwise[top] = top, k
		case wasm.OpEnd:
			f.opener[k] = top
			if top >= 0 {
				f.closer[top] = k
			}
			open = open[:len(open)-1]
		case wasm.OpBr, wasm.OpBrIf:
			f.dest[k] = open[len(open)-1-int(in.Arg)]
			f.target(f.dest[k])
		case wasm.OpBrTable:
			f.dest[k] = len(f.tables)
			for _, l := range in.Labels {
				opener := open[len(open)-1-int(l)]
				f.tables = append(f.tables, opener)
				f.target(opener)
			}
		case wasm.OpCall, wasm.OpCallIndirect:
			f.calls = true
		}
	}
	f.doom()
}

func (f *flow) target(opener int) {
	if opener < 0 {
		f.returns = true
	} else {
		f.targeted[opener] = true
	}
}

// doom finds from the end to the start where a trap is certain. Compilers put a trap behind
// every check, and what leads to one needs no charge, because a trap takes all gas anyway.
func (f *flow) doom() {
	for k := len(f.instrs) - 2; k >= 0; k-- {
		next := f.doomed[k+1]
		switch f.instrs[k].Op {
		case wasm.OpUnreachable:
			f.doomed[k] = true
		case wasm.OpLoop:
			f.doomed[k] = next && !f.targeted[k]
		case wasm.OpIf:
			no := f.closer[k]
			if f.otherwise[k] != 0 {
				no = f.otherwise[k]
			}
			f.doomed[k] = next && f.doomed[no+1]
		case wasm.OpElse: // reached from above: behind the end
			f.doomed[k] = f.doomed[f.closer[f.opener[k]]+1]
		case wasm.OpBr:
			f.doomed[k] = f.branchDoomed(k)
		case wasm.OpBrIf:
			f.doomed[k] = next && f.branchDoomed(k)
		case wasm.OpBrTable, wasm.OpReturn, wasm.OpCall, wasm.OpCallIndirect:
		default:
			f.doomed[k] = next
		}
	}
}

// branchDoomed reports whether the label of the br or br_if at k leads to a trap.
func (f *flow) branchDoomed(k int) bool {
	to := f.dest[k]
	return to >= 0 && f.instrs[to].Op != wasm.OpLoop && f.doomed[f.closer[to]+1]
}

// trapdoor reports whether the if at k does nothing but trap.
func (f *flow) trapdoor(k int) bool { return f.otherwise[k] == 0 && f.doomed[k+1] }
