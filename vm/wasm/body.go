package wasm

import "slices"

// Instr is one decoded instruction.
type Instr struct {
	Op     Op
	Offset int32  // in the module
	Arg    uint64 // index, constant (as its bits), memory offset, or block type
	Aux    uint32 // alignment exponent, number of br_table labels, or data index
	Labels []uint32
}

// The block types, as Instr.Arg; a block has no parameters and at most one result.
const BlockEmpty = 0x40

// DecodeBody appends a body's instructions to dst, which may be reused. The last one is the
// final end. It checks the form only; nesting is the checker's.
func DecodeBody(dst []Instr, body []byte, offset int) ([]Instr, *Error) {
	r := &reader{b: body, base: offset}
	dst = slices.Grow(dst, len(body)/2) // two bytes an instruction, or it grows once more
	for r.err == nil && r.left() > 0 {
		dst = append(dst, Instr{Offset: int32(r.offset())})
		in := &dst[len(dst)-1] // filled in place: this loop decodes every instruction of a module
		in.Op = r.op()
		info := lookup(in.Op)
		if info.Name == "" && r.err == nil {
			code, message := refusal(in.Op)
			return dst, Errorf(code, int(in.Offset), "%s (opcode 0x%02x)", message, in.Op)
		}
		if info.Imm != ImmNone {
			r.immediate(in, info.Imm)
		}
	}
	if err := r.end("body"); err != nil {
		return dst, err
	}
	if len(dst) == 0 || dst[len(dst)-1].Op != OpEnd {
		return dst, Errorf(Malformed, r.offset(), "body does not end")
	}
	return dst, nil
}

func (r *reader) op() Op {
	b := r.byte()
	if b != 0xfc {
		return Op(b)
	}
	sub := r.u32()
	if sub > 0xff {
		sub = 0xff
	}
	return 0xfc00 | Op(sub)
}

func (r *reader) immediate(in *Instr, imm Imm) {
	switch imm {
	case ImmBlock:
		in.Arg = uint64(r.blockType())
	case ImmIndex:
		in.Arg = uint64(r.u32())
	case ImmTable:
		r.labels(in)
	case ImmIndirect:
		in.Arg = uint64(r.u32())
		if r.u32() != 0 {
			r.fail(MultiTable, "call_indirect through another table")
		}
	case ImmMemory:
		in.Aux = r.u32()
		if in.Aux >= 32 {
			r.fail(Malformed, "alignment 2^%d", in.Aux)
		}
		in.Arg = uint64(r.u32())
	case ImmZero:
		r.zero()
	case ImmI32:
		in.Arg = uint64(r.signed(32))
	case ImmI64:
		in.Arg = uint64(r.signed(64))
	case ImmInit:
		in.Aux = r.u32()
		r.zero()
	case ImmCopy:
		r.zero()
		r.zero()
	}
}

func (r *reader) zero() {
	if r.byte() != 0 {
		r.fail(MultiMemory, "memory index is not 0")
	}
}

func (r *reader) blockType() byte {
	if t := r.byte(); t == BlockEmpty {
		return t
	} else if t < 0x40 || t >= 0x80 {
		r.fail(MultiValue, "block with parameters or several results")
		return BlockEmpty
	}
	r.pos--
	return r.valueType()
}

// labels reads br_table: Aux labels and the default as the last one.
func (r *reader) labels(in *Instr) {
	n := r.count(MaxBrTable, "br_table labels")
	in.Aux, in.Labels = uint32(n), make([]uint32, 0, n+1)
	for i := 0; i <= n && r.err == nil; i++ {
		in.Labels = append(in.Labels, r.u32())
	}
}
