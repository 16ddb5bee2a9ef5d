// Package operands follows the operands of a basic block: what an analysis knows of each value on
// the stack and in a local, from one instruction to the next. The analysis says what it knows of
// results; everything that it says nothing of is the zero value of T, "unknown".
//
// A basic block is a sequence of instructions that is entered at the top only and left at the end
// only. The code is taken to be checked.
package operands

import "github.com/peerz-ai/peerz-chain/vm/wasm"

// Block is the state between two instructions of a basic block, with a T for each value. A Block
// may be used again after Reset, which is faster than a new one.
type Block[T any] struct {
	// Result gives what is known of an instruction's result, from its operands, the last one on
	// top. It is called for instructions without a result as well; args is valid during the call.
	Result func(in *wasm.Instr, args []T) T
	// Initial gives what is known of a local that the block has not set; nil: nothing.
	Initial func(local uint32) T

	stack  []T
	locals []local[T]
	set    []uint32 // the locals that the block has set, some of them more than once
	args   [3]T
}

type local[T any] struct {
	value T
	set   bool
}

// Reset begins a new block: nothing is known of any operand.
func (b *Block[T]) Reset() {
	b.stack = b.stack[:0]
	for _, i := range b.set {
		b.locals[i] = local[T]{}
	}
	b.set = b.set[:0]
}

// Straight reports whether an instruction continues a basic block: it is neither control flow nor
// a call. A nop is straight.
func Straight(op wasm.Op) bool { return op == wasm.OpNop || op > wasm.OpCallIndirect }

// Step follows a straight instruction.
func (b *Block[T]) Step(in *wasm.Instr) {
	switch in.Op {
	case wasm.OpNop:
		return
	case wasm.OpLocalGet:
		value, _ := b.Local(uint32(in.Arg))
		b.push(value)
		return
	case wasm.OpLocalSet:
		b.setLocal(uint32(in.Arg), b.Pop())
		return
	case wasm.OpLocalTee:
		top := b.Pop()
		b.setLocal(uint32(in.Arg), top)
		b.push(top)
		return
	}
	takes, gives := in.Op.Arity()
	args := b.args[:takes]
	for i := takes - 1; i >= 0; i-- {
		args[i] = b.Pop()
	}
	if result := b.Result(in, args); gives > 0 {
		b.push(result)
	}
}

// Pop takes what is known of the operand on top. An operand from before the block is unknown.
func (b *Block[T]) Pop() (top T) {
	if n := len(b.stack); n > 0 {
		top = b.stack[n-1]
		b.stack = b.stack[:n-1]
	}
	return top
}

// Height is how many operands the block has put on the stack and not taken.
func (b *Block[T]) Height() int { return len(b.stack) }

// Local gives what is known of a local now, and whether the block has set it.
func (b *Block[T]) Local(i uint32) (value T, set bool) {
	if int(i) < len(b.locals) && b.locals[i].set {
		return b.locals[i].value, true
	}
	if b.Initial != nil {
		value = b.Initial(i)
	}
	return value, false
}

func (b *Block[T]) push(value T) { b.stack = append(b.stack, value) }

func (b *Block[T]) setLocal(i uint32, value T) {
	if int(i) >= len(b.locals) {
		b.locals = append(b.locals, make([]local[T], int(i)+1-len(b.locals))...)
	}
	b.locals[i] = local[T]{value, true}
	b.set = append(b.set, i)
}
