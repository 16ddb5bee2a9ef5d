package meter

import (
	"math/bits"

	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/vm/internal/operands"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// counted is a loop whose number of rounds is known where it begins: a straight body, and at its
// end a branch back unless a local that moves by the same step each round has reached a value
// that does not change. With the gas for all rounds at hand it needs no counting inside.
type counted struct {
	local uint32 // moves by step each round
	step  int32  // a power of two, or the negative of one
	ahead int32  // what is compared is the local at the start of the round plus this
	until symbol // what it is compared with, at the start of the loop
	gas   int64  // of one round
}

// longestRound is the number of instructions up to which a body is worth being there twice.
const longestRound = 64

// symbol is what the rewriter knows of an operand: nothing, a constant, or the value that a local
// had when the round began plus a constant; or whether two such values differ.
type symbol struct {
	kind        symbolKind
	local       uint32
	plus        int32
	left, right *symbol // of differ
}

type symbolKind uint8

const (
	unknown symbolKind = iota
	constant32
	moved
	differ
)

// countedLoop looks at the loop at k. It sees the two forms that compilers give such loops, a
// comparison for inequality and one with zero; others are counted round by round.
func (f *flow) countedLoop(k int) (c counted, ok bool) {
	back := f.closer[k] - 1
	if back-k > longestRound || f.instrs[k].Arg != wasm.BlockEmpty ||
		f.instrs[back].Op != wasm.OpBrIf || f.dest[back] != k {
		return c, false
	}
	f.round.Reset()
	for i := range f.instrs[k+1 : back] {
		in := &f.instrs[k+1+i]
		if !operands.Straight(in.Op) || ClassOf(in.Op) == Bulk || ClassOf(in.Op) == Grow {
			return c, false
		}
		f.round.Step(in)
		c.gas += f.prices.of(in.Op)
	}
	c.gas += f.prices.of(wasm.OpBrIf)
	if invariant.Enabled() {
		invariant.Assert(f.round.Height() == 1, "meter", "a round of the loop at %d leaves %d operands", k, f.round.Height())
	}
	return c, c.reads(&f.round)
}

// reads takes the condition of the branch back apart.
func (c *counted) reads(end *operands.Block[symbol]) bool {
	condition := end.Pop()
	iv, until := condition, symbol{kind: constant32}
	if condition.kind == differ {
		iv, until = *condition.left, *condition.right
		if _, changes := end.Local(iv.local); iv.kind != moved || !changes {
			iv, until = until, iv
		}
	}
	after, changes := end.Local(iv.local)
	if iv.kind != moved || !changes || after.kind != moved || after.local != iv.local {
		return false
	}
	switch _, moves := end.Local(until.local); {
	case until.kind == constant32:
	case until.kind != moved || moves:
		return false
	}
	c.local, c.step, c.ahead, c.until = iv.local, after.plus, iv.plus, until
	return bits.OnesCount32(c.stride()) == 1
}

// stride is the step without its sign.
func (c *counted) stride() uint32 { return uint32(max(c.step, -c.step)) }

// newRound follows one round by symbols.
func newRound() operands.Block[symbol] {
	return operands.Block[symbol]{
		Initial: func(local uint32) symbol { return symbol{kind: moved, local: local} },
		Result: func(in *wasm.Instr, args []symbol) symbol {
			switch in.Op {
			case wasm.OpI32Const:
				return symbol{kind: constant32, plus: int32(in.Arg)}
			case wasm.OpI32Add, wasm.OpI32Sub, wasm.OpI32Ne:
				return combine(in.Op, args[0], args[1])
			}
			return symbol{}
		},
	}
}

// combine computes a op b as far as it can be known.
func combine(op wasm.Op, a, b symbol) symbol {
	if op == wasm.OpI32Add && a.kind == constant32 {
		a, b = b, a
	}
	known := a.kind == moved || a.kind == constant32
	switch {
	case op == wasm.OpI32Ne:
		return symbol{kind: differ, left: &a, right: &b}
	case b.kind != constant32 || !known:
		return symbol{}
	case op == wasm.OpI32Add:
		a.plus += b.plus
	default:
		a.plus -= b.plus
	}
	return a
}
