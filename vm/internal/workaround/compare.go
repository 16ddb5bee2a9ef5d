package workaround

import (
	"github.com/peerz-ai/peerz-chain/vm/internal/operands"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// compares finds the comparisons that the engine may compile wrongly.
//
// The engine turns `(x and y) compared with 0` into one instruction that sets the flags by the
// `and`, whichever side the 0 is on, and leaves the condition as it is. On amd64 that is wrong if
// the 0 is on the left, and on arm64, where `and` clears the carry that a comparison would set, for
// all unsigned conditions. Equality is not affected. The 0 may be a local that was never set, so
// only constants other than 0 are known to be harmless.
//
// The engine does so within a basic block only. There, an `or` with 0 behind the `and` hides it.
type compares struct {
	block operands.Block[origin]
	hide  side // of the current instruction
}

// side is an operand of a comparison.
type side uint8

const (
	neither side = iota
	left
	right
)

// origin is what matters of a value here.
type origin uint8

const (
	anything origin = iota
	nonzero         // a constant other than 0
	anded           // the result of an `and`
)

func newCompares() *compares {
	c := &compares{}
	c.block.Result = c.result
	return c
}

// step follows an instruction and says which operand of it must be hidden.
func (c *compares) step(in *wasm.Instr) side {
	c.hide = neither
	switch {
	case operands.Straight(in.Op):
		c.block.Step(in)
	case in.Op != wasm.OpBlock: // where a block opens, the engine goes on with its own
		c.block.Reset()
	}
	return c.hide
}

func (c *compares) result(in *wasm.Instr, args []origin) origin {
	switch op := in.Op; {
	case op == wasm.OpI32Const, op == wasm.OpI64Const:
		if in.Arg != 0 {
			return nonzero
		}
	case op == wasm.OpI32And, op == wasm.OpI64And:
		return anded
	case shifts(op):
		if args[0] == anded {
			return anded // a shift by nothing is its operand
		}
	case orders(op):
		switch {
		case args[0] == anything && args[1] == anded:
			c.hide = right
		case args[0] == anded && args[1] == anything:
			c.hide = left
		}
	}
	return anything
}

func shifts(op wasm.Op) bool {
	return op >= wasm.OpI32Shl && op <= wasm.OpI32ShrU || op >= wasm.OpI64Shl && op <= wasm.OpI64ShrU
}

// orders tells the comparisons other than for equality.
func orders(op wasm.Op) bool {
	return op >= wasm.OpI32LtS && op <= wasm.OpI32GeU || op >= wasm.OpI64LtS && op <= wasm.OpI64GeU
}

// compare writes a comparison with the operand on one side hidden.
func (b *body) compare(op wasm.Op, hide side) {
	t, konst, or := wasm.I32, wasm.OpI32Const, wasm.OpI32Or
	if op >= wasm.OpI64LtS {
		t, konst, or = wasm.I64, wasm.OpI64Const, wasm.OpI64Or
	}
	if hide == right {
		b.w.Byte(byte(konst), 0, byte(or), byte(op))
		return
	}
	other := b.temp(t, 0)
	b.local(wasm.OpLocalSet, other)
	b.w.Byte(byte(konst), 0, byte(or))
	b.local(wasm.OpLocalGet, other)
	b.w.Op(op)
}
