package wasm

import "strings"

// Op is an opcode; those with the prefix 0xfc have it in their upper byte.
type Op uint16

// The opcodes that the checker and the rewriter treat by name.
const (
	OpUnreachable  Op = 0x00
	OpNop          Op = 0x01
	OpBlock        Op = 0x02
	OpLoop         Op = 0x03
	OpIf           Op = 0x04
	OpElse         Op = 0x05
	OpEnd          Op = 0x0b
	OpBr           Op = 0x0c
	OpBrIf         Op = 0x0d
	OpBrTable      Op = 0x0e
	OpReturn       Op = 0x0f
	OpCall         Op = 0x10
	OpCallIndirect Op = 0x11
	OpDrop         Op = 0x1a
	OpSelect       Op = 0x1b
	OpLocalGet     Op = 0x20
	OpLocalSet     Op = 0x21
	OpLocalTee     Op = 0x22
	OpGlobalGet    Op = 0x23
	OpGlobalSet    Op = 0x24
	OpI32Load      Op = 0x28
	OpI64Store32   Op = 0x3e
	OpMemorySize   Op = 0x3f
	OpMemoryGrow   Op = 0x40
	OpI32Const     Op = 0x41
	OpI64Const     Op = 0x42
	OpI32Eqz       Op = 0x45
	OpI32Eq        Op = 0x46
	OpI32Ne        Op = 0x47
	OpI32LtS       Op = 0x48
	OpI32GeU       Op = 0x4f
	OpI64Eq        Op = 0x51
	OpI64LtS       Op = 0x53
	OpI64LeS       Op = 0x57
	OpI64GeS       Op = 0x59
	OpI64GeU       Op = 0x5a
	OpI32Add       Op = 0x6a
	OpI32Sub       Op = 0x6b
	OpI32Mul       Op = 0x6c
	OpI32DivS      Op = 0x6d
	OpI32DivU      Op = 0x6e
	OpI32RemS      Op = 0x6f
	OpI32RemU      Op = 0x70
	OpI32And       Op = 0x71
	OpI32Or        Op = 0x72
	OpI32Shl       Op = 0x74
	OpI32ShrU      Op = 0x76
	OpI64Add       Op = 0x7c
	OpI64Sub       Op = 0x7d
	OpI64Mul       Op = 0x7e
	OpI64DivS      Op = 0x7f
	OpI64DivU      Op = 0x80
	OpI64RemS      Op = 0x81
	OpI64RemU      Op = 0x82
	OpI64And       Op = 0x83
	OpI64Or        Op = 0x84
	OpI64Shl       Op = 0x86
	OpI64ShrU      Op = 0x88
	OpI64ExtendU   Op = 0xad
	OpMemoryInit   Op = 0xfc08
	OpMemoryCopy   Op = 0xfc0a
	OpMemoryFill   Op = 0xfc0b
	opDataDrop     Op = 0xfc09
)

// Imm says what follows an opcode.
type Imm uint8

// The kinds of immediates; Instr says where their values go.
const (
	ImmNone     Imm = iota
	ImmBlock        // block type
	ImmIndex        // one index: label, function, local, global
	ImmTable        // br_table's labels
	ImmIndirect     // type index, table index
	ImmMemory       // alignment, offset
	ImmZero         // the byte 0: memory index
	ImmI32
	ImmI64
	ImmInit // data index, the byte 0
	ImmCopy // two bytes 0
)

// Info describes an opcode. In and Out are its operands and results, the last one on top, as
// one letter each: i for 32 bits, I for 64. They are empty where types depend on context.
type Info struct {
	Name    string // text format; "" for an opcode that contracts may not use
	Imm     Imm
	In, Out string
}

// Lookup describes an opcode.
func Lookup(op Op) Info { return *lookup(op) }

func lookup(op Op) *Info {
	switch {
	case op < 0x100:
		return &plain[op]
	case op&0xff00 == 0xfc00:
		return &prefixed[op&0xff]
	}
	return &Info{}
}

var plain, prefixed = table()

// table spells out neighbouring opcodes with the same signature.
func table() (plain, prefixed [256]Info) {
	for _, g := range []struct {
		first   Op
		imm     Imm
		in, out string
		names   string
	}{
		{0x00, ImmNone, "", "", "unreachable nop"},
		{0x02, ImmBlock, "", "", "block loop if"},
		{0x05, ImmNone, "", "", "else"},
		{0x0b, ImmNone, "", "", "end"},
		{0x0c, ImmIndex, "", "", "br br_if"},
		{0x0e, ImmTable, "", "", "br_table"},
		{0x0f, ImmNone, "", "", "return"},
		{0x10, ImmIndex, "", "", "call"},
		{0x11, ImmIndirect, "", "", "call_indirect"},
		{0x1a, ImmNone, "", "", "drop select"},
		{0x20, ImmIndex, "", "", "local.get local.set local.tee global.get global.set"},
		{0x28, ImmMemory, "i", "i", "i32.load"},
		{0x29, ImmMemory, "i", "I", "i64.load"},
		{0x2c, ImmMemory, "i", "i", "i32.load8_s i32.load8_u i32.load16_s i32.load16_u"},
		{0x30, ImmMemory, "i", "I", "i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u"},
		{0x36, ImmMemory, "ii", "", "i32.store"},
		{0x37, ImmMemory, "iI", "", "i64.store"},
		{0x3a, ImmMemory, "ii", "", "i32.store8 i32.store16"},
		{0x3c, ImmMemory, "iI", "", "i64.store8 i64.store16 i64.store32"},
		{0x3f, ImmZero, "", "i", "memory.size"},
		{0x40, ImmZero, "i", "i", "memory.grow"},
		{0x41, ImmI32, "", "i", "i32.const"},
		{0x42, ImmI64, "", "I", "i64.const"},
		{0x45, ImmNone, "i", "i", "i32.eqz"},
		{0x46, ImmNone, "ii", "i", "i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u"},
		{0x50, ImmNone, "I", "i", "i64.eqz"},
		{0x51, ImmNone, "II", "i", "i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u"},
		{0x67, ImmNone, "i", "i", "i32.clz i32.ctz i32.popcnt"},
		{0x6a, ImmNone, "ii", "i", "i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr"},
		{0x79, ImmNone, "I", "I", "i64.clz i64.ctz i64.popcnt"},
		{0x7c, ImmNone, "II", "I", "i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr"},
		{0xa7, ImmNone, "I", "i", "i32.wrap_i64"},
		{0xac, ImmNone, "i", "I", "i64.extend_i32_s i64.extend_i32_u"},
		{0xc0, ImmNone, "i", "i", "i32.extend8_s i32.extend16_s"},
		{0xc2, ImmNone, "I", "I", "i64.extend8_s i64.extend16_s i64.extend32_s"},
		{OpMemoryInit, ImmInit, "iii", "", "memory.init"},
		{OpMemoryCopy, ImmCopy, "iii", "", "memory.copy"},
		{OpMemoryFill, ImmZero, "iii", "", "memory.fill"},
	} {
		for i, name := range strings.Fields(g.names) {
			info := Info{name, g.imm, g.in, g.out}
			if op := g.first + Op(i); op < 0x100 {
				plain[op] = info
			} else {
				prefixed[op&0xff] = info
			}
		}
	}
	return plain, prefixed
}

// refusal names the reason why an opcode without Info is refused.
func refusal(op Op) (code, message string) {
	switch {
	case op >= 0x06 && op <= 0x0a, op == 0x18, op == 0x19, op == 0x1f:
		return Exceptions, "exceptions are not supported"
	case op >= 0x12 && op <= 0x15:
		return TailCall, "tail calls are not supported"
	case op == 0x25, op == 0x26, op >= 0xfc0c && op <= 0xfc11:
		return TableOp, "the table cannot be used or changed by instructions"
	case op == 0x1c, op >= 0xd0 && op <= 0xd6:
		return ReferenceType, "references are not supported"
	case op == 0xfd:
		return SIMD, "vector instructions are not supported"
	case op == 0xfe:
		return Threads, "atomic instructions are not supported"
	case op == opDataDrop:
		return DataDrop, "data.drop is not supported"
	case op >= 0x2a && op <= 0x2b, op >= 0x38 && op <= 0x39, op >= 0x43 && op <= 0x44,
		op >= 0x5b && op <= 0x66, op >= 0x8b && op <= 0xbf, op >= 0xfc00 && op <= 0xfc07:
		return FloatOp, NoFloats
	}
	return UnknownOp, "unknown instruction"
}

// Ops lists the opcodes that contracts may use, in ascending order.
func Ops() []Op {
	var ops []Op
	for _, prefix := range []Op{0, 0xfc00} {
		for i := range Op(256) {
			if Lookup(prefix|i).Name != "" {
				ops = append(ops, prefix|i)
			}
		}
	}
	return ops
}

// Arity returns how many operands a straight instruction takes and gives; 0 and 0 for control
// flow and calls, where it depends on types.
func (op Op) Arity() (takes, gives int) {
	switch op {
	case OpDrop, OpGlobalSet, OpLocalSet:
		return 1, 0
	case OpSelect:
		return 3, 1
	case OpGlobalGet, OpLocalGet:
		return 0, 1
	case OpLocalTee:
		return 1, 1
	}
	info := lookup(op)
	return len(info.In), len(info.Out)
}
