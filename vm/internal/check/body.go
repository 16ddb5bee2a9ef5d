package check

import (
	"strings"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// any stands for an operand of unknown type, below unreachable code.
const anyType = '?'

// letter gives a type as wasm.Info writes it.
func letter(t wasm.ValueType) byte {
	if t == wasm.I32 {
		return 'i'
	}
	return 'I'
}

func letters(types []wasm.ValueType) string {
	var s strings.Builder
	for _, t := range types {
		s.WriteByte(letter(t))
	}
	return s.String()
}

// block is an open block, loop, if or else; the outermost one is the function.
type block struct {
	op     wasm.Op
	result string // "" or one letter
	base   int    // operands below belong to outer blocks
	dead   bool   // the code that follows is never reached
}

// label gives what a branch to the block must bring.
func (b block) label() string {
	if b.op == wasm.OpLoop {
		return ""
	}
	return b.result
}

// signature is a type in letters.
type signature struct{ params, results string }

// body checks one function at a time; its buffers are reused.
type body struct {
	m      *wasm.Module
	types  []signature // of the module
	locals []byte
	stack  []byte
	blocks []block
	instrs []wasm.Instr
	at     int // offset of the current instruction
	info   Func
	err    *wasm.Error
}

func newBody(m *wasm.Module) *body {
	b := &body{m: m}
	for _, t := range m.Types {
		b.types = append(b.types, signature{letters(t.Params), letters(t.Results)})
	}
	return b
}

func (b *body) fail(code, format string, args ...any) {
	if b.err == nil {
		b.err = wasm.Errorf(code, b.at, format, args...)
	}
}

func (b *body) check(i int) (Func, *wasm.Error) {
	code := b.m.Code[i]
	t := b.types[b.m.Funcs[i]]
	b.locals = append(append(b.locals[:0], t.params...), letters(code.Locals)...)
	b.stack, b.blocks = b.stack[:0], b.blocks[:0]
	b.info, b.err, b.at = Func{Size: len(code.Body)}, nil, code.Offset
	if wasm.HasFloat(code.Locals) {
		b.fail(wasm.FloatType, wasm.NoFloats)
		return b.info, b.err
	}
	b.instrs, b.err = wasm.DecodeBody(b.instrs[:0], code.Body, code.Offset)
	if b.err != nil {
		return b.info, b.err
	}
	b.open(0, t.results)
	for k := range b.instrs {
		in := &b.instrs[k]
		b.at = int(in.Offset)
		if len(b.blocks) == 0 {
			b.fail(wasm.Malformed, "instructions after the end")
		}
		if b.err != nil {
			return b.info, b.err
		}
		b.step(in)
	}
	if len(b.blocks) != 0 {
		b.fail(wasm.Malformed, "a block is not closed")
	}
	b.limits(len(code.Body))
	return b.info, b.err
}

// limits bounds what a compiler has to do, which grows faster than the function.
func (b *body) limits(size int) {
	if b.info.Loops > wasm.MaxLoops {
		b.fail(wasm.TooLarge, "%d loops, at most %d", b.info.Loops, wasm.MaxLoops)
	}
	if b.info.Controls > wasm.MaxControls {
		b.fail(wasm.TooLarge, "%d control operators, at most %d", b.info.Controls, wasm.MaxControls)
	}
	if n, most := b.info.Merges(len(b.locals)), MostMerges(size); n > most {
		b.fail(wasm.TooLarge, "locals x controls is %d, at most %d for this size", n, most)
	}
}

func (b *body) open(op wasm.Op, result string) {
	b.blocks = append(b.blocks, block{op: op, result: result, base: len(b.stack)})
	b.info.Nesting = max(b.info.Nesting, len(b.blocks))
	if len(b.blocks) > wasm.MaxNesting {
		b.fail(wasm.TooLarge, "blocks nested deeper than %d", wasm.MaxNesting)
	}
}

// shut ends the innermost block: exactly its result is left.
func (b *body) shut() block {
	top := b.blocks[len(b.blocks)-1]
	b.pop(top.result)
	if b.err == nil && len(b.stack) != top.base {
		b.fail(wasm.TypeMismatch, "operands are left over at the end of a block")
	}
	b.blocks = b.blocks[:len(b.blocks)-1]
	return top
}

func (b *body) push(types string) {
	b.stack = append(b.stack, types...)
	b.info.Height = max(b.info.Height, len(b.stack))
}

// pop takes operands, the last letter first.
func (b *body) pop(types string) {
	for i := len(types) - 1; i >= 0; i-- {
		if got := b.popAny(); got != types[i] && got != anyType {
			b.fail(wasm.TypeMismatch, "operand of another type")
		}
	}
}

func (b *body) popAny() byte {
	top := b.blocks[len(b.blocks)-1]
	if len(b.stack) == top.base {
		if !top.dead {
			b.fail(wasm.TypeMismatch, "operand missing")
		}
		return anyType
	}
	t := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	return t
}

// kill makes what follows unreachable.
func (b *body) kill() {
	top := &b.blocks[len(b.blocks)-1]
	b.stack = b.stack[:top.base]
	top.dead = true
}
