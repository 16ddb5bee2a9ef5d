package pack

import "fmt"

// immediate is what follows an opcode.
type immediate byte

const (
	immUnknown immediate = iota // an opcode of no proposal that the chain accepts
	immNone
	immBlock    // block type
	immIndex    // one number: label, local, global, table, memory
	immFunc     // function index
	immIndirect // type index, table
	immTable    // vector of labels, default label
	immMemory   // alignment, offset
	immI32
	immI64
	immF32
	immF64
	immPrefix // 0xfc: another number chooses
)

const (
	opEnd    = 0x0b
	opCall   = 0x10
	opPrefix = 0xfc
)

// immediates says for each opcode what follows it.
var immediates = func() (t [256]immediate) {
	fill := func(from, to int, kind immediate) {
		for op := from; op <= to; op++ {
			t[op] = kind
		}
	}
	fill(0x00, 0x01, immNone)  // unreachable, nop
	fill(0x02, 0x04, immBlock) // block, loop, if
	t[0x05], t[opEnd] = immNone, immNone
	fill(0x0c, 0x0d, immIndex) // br, br_if
	t[0x0e], t[0x0f] = immTable, immNone
	t[opCall], t[0x11] = immFunc, immIndirect
	fill(0x1a, 0x1b, immNone)   // drop, select
	fill(0x20, 0x24, immIndex)  // locals, globals
	fill(0x28, 0x3e, immMemory) // loads, stores
	fill(0x3f, 0x40, immIndex)  // memory.size, memory.grow
	t[0x41], t[0x42], t[0x43], t[0x44] = immI32, immI64, immF32, immF64
	fill(0x45, 0xc4, immNone) // arithmetic, conversions, sign extension
	t[opPrefix] = immPrefix
	return t
}()

// prefixed is the number of index immediates of 0xfc opcodes 8 to 17.
var prefixed = map[uint32]int{8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1}

// isFloat reports whether a value type is f32 or f64.
func isFloat(v byte) bool { return v == 0x7d || v == 0x7c }

// floatOp reports whether an opcode reads or makes floats.
func floatOp(op byte) bool {
	switch {
	case op == 0x2a, op == 0x2b, op == 0x38, op == 0x39, op == 0x43, op == 0x44: // load, store, const
	case op >= 0x5b && op <= 0x66: // comparisons
	case op >= 0x8b && op <= 0xa6: // arithmetic
	case op >= 0xa8 && op <= 0xab, op >= 0xae && op <= 0xbf: // conversions
	default:
		return false
	}
	return true
}

// walk goes through a body and returns it with all numbers in their shortest form. fn
// and typ map the indices of functions and types; they also tell the caller of their
// use. floats is called when the body computes with floats.
func walk(body []byte, fn, typ func(uint32) uint32, floats func()) ([]byte, error) {
	r := &reader{data: body}
	out := make([]byte, 0, len(body))
	groups := r.count()
	out = appendU32(out, uint32(groups))
	for range groups { // locals: a count and a type
		out = appendU32(out, r.u32())
		v := r.byte()
		if isFloat(v) {
			floats()
		}
		out = append(out, v)
	}
	for len(r.data) > 0 {
		op := r.byte()
		out = append(out, op)
		if floatOp(op) {
			floats()
		}
		if immediates[op] == immUnknown {
			return nil, fmt.Errorf("%w: instruction 0x%02x", ErrModule, op)
		}
		out = operands(r, out, immediates[op], fn, typ, floats)
	}
	return out, r.done("function body")
}

// operands copies what follows an opcode.
func operands(r *reader, out []byte, kind immediate, fn, typ func(uint32) uint32, floats func()) []byte {
	switch kind {
	case immBlock:
		v := r.signed()
		if isFloat(byte(v & 0x7f)) {
			floats()
		}
		if v >= 0 {
			v = int64(typ(uint32(v)))
		}
		return appendSigned(out, v)
	case immIndex:
		return appendU32(out, r.u32())
	case immFunc:
		return appendU32(out, fn(r.u32()))
	case immIndirect:
		out = appendU32(out, typ(r.u32()))
		return appendU32(out, r.u32())
	case immTable:
		n := r.count()
		out = appendU32(out, uint32(n))
		for range n + 1 {
			out = appendU32(out, r.u32())
		}
	case immMemory:
		out = appendU32(out, r.u32())
		return appendU32(out, r.u32())
	case immI32, immI64:
		return appendSigned(out, r.signed())
	case immF32:
		return append(out, r.take(4)...)
	case immF64:
		return append(out, r.take(8)...)
	case immPrefix:
		sub := r.u32()
		out = appendU32(out, sub)
		if sub < 8 { // saturating conversions from floats
			floats()
			return out
		}
		n, ok := prefixed[sub]
		if !ok {
			r.fail()
		}
		for range n {
			out = appendU32(out, r.u32())
		}
	}
	return out
}
