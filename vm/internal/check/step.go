package check

import (
	"strings"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// step checks one instruction.
func (b *body) step(in *wasm.Instr) {
	switch in.Op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf, wasm.OpElse, wasm.OpEnd,
		wasm.OpBr, wasm.OpBrIf, wasm.OpBrTable, wasm.OpReturn, wasm.OpUnreachable:
		b.control(in)
	case wasm.OpCall, wasm.OpCallIndirect:
		b.call(in)
	case wasm.OpDrop:
		b.popAny()
	case wasm.OpSelect:
		b.pop("i")
		x, y := b.popAny(), b.popAny()
		if x == anyType {
			x = y
		}
		if x != y && y != anyType {
			b.fail(wasm.TypeMismatch, "select between two types")
		}
		b.push(string(x))
	case wasm.OpLocalGet, wasm.OpLocalSet, wasm.OpLocalTee, wasm.OpGlobalGet, wasm.OpGlobalSet:
		b.variable(in)
	default:
		b.operator(in)
	}
}

func (b *body) control(in *wasm.Instr) {
	switch in.Op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
		b.info.Controls++
		if in.Op == wasm.OpLoop {
			b.info.Loops++
		}
		if in.Op == wasm.OpIf {
			b.pop("i")
		}
		b.open(in.Op, blockResult(in))
	case wasm.OpElse:
		top := b.shut()
		if top.op != wasm.OpIf {
			b.fail(wasm.Malformed, "else without if")
		}
		b.open(wasm.OpElse, top.result)
	case wasm.OpEnd:
		top := b.shut()
		if top.op == wasm.OpIf && top.result != "" {
			b.fail(wasm.TypeMismatch, "if with a result needs an else")
		}
		if len(b.blocks) > 0 {
			b.push(top.result)
		}
	case wasm.OpReturn:
		b.pop(b.blocks[0].result)
		b.kill()
	case wasm.OpUnreachable:
		b.kill()
	default:
		b.branch(in)
	}
}

func blockResult(in *wasm.Instr) string {
	if in.Arg == wasm.BlockEmpty {
		return ""
	}
	return string(letter(wasm.ValueType(in.Arg)))
}

func (b *body) branch(in *wasm.Instr) {
	b.info.Controls += 1 + len(in.Labels)
	switch in.Op {
	case wasm.OpBr:
		b.pop(b.label(in.Arg))
		b.kill()
	case wasm.OpBrIf:
		b.info.Controls++ // it ends a block, and back to a loop it becomes one
		b.pop("i")
		want := b.label(in.Arg)
		b.pop(want)
		b.push(want)
	case wasm.OpBrTable:
		b.info.Labels = max(b.info.Labels, int(in.Aux))
		b.pop("i")
		want := b.label(uint64(in.Labels[in.Aux]))
		for _, l := range in.Labels {
			if b.label(uint64(l)) != want {
				b.fail(wasm.TypeMismatch, "br_table to labels of different types")
			}
		}
		b.pop(want)
		b.kill()
	}
}

// label gives what a branch to this depth must bring.
func (b *body) label(depth uint64) string {
	if depth >= uint64(len(b.blocks)) {
		b.fail(wasm.IndexOutOfRange, "branch to block %d of %d", depth, len(b.blocks))
		return ""
	}
	return b.blocks[len(b.blocks)-1-int(depth)].label()
}

func (b *body) call(in *wasm.Instr) {
	t := uint32(in.Arg)
	if in.Op == wasm.OpCall {
		var ok bool
		if t, ok = b.m.TypeOf(uint32(in.Arg)); !ok {
			b.fail(wasm.IndexOutOfRange, "call of function %d", in.Arg)
			return
		}
	} else {
		if b.m.Table == nil {
			b.fail(wasm.IndexOutOfRange, "call_indirect without a table")
			return
		}
		if in.Arg >= uint64(len(b.m.Types)) {
			b.fail(wasm.IndexOutOfRange, "call_indirect of type %d", in.Arg)
			return
		}
		b.info.Heavies++
		b.pop("i")
	}
	b.pop(b.types[t].params)
	b.push(b.types[t].results)
}

func (b *body) variable(in *wasm.Instr) {
	var t string
	switch in.Op {
	case wasm.OpGlobalGet, wasm.OpGlobalSet:
		if in.Arg >= uint64(len(b.m.Globals)) {
			b.fail(wasm.IndexOutOfRange, "global %d of %d", in.Arg, len(b.m.Globals))
			return
		}
		g := b.m.Globals[in.Arg]
		if in.Op == wasm.OpGlobalSet && !g.Mutable {
			b.fail(wasm.TypeMismatch, "global %d is constant", in.Arg)
		}
		t = string(letter(g.Type))
	default:
		if in.Arg >= uint64(len(b.locals)) {
			b.fail(wasm.IndexOutOfRange, "local %d of %d", in.Arg, len(b.locals))
			return
		}
		t = string(b.locals[in.Arg])
	}
	switch in.Op {
	case wasm.OpLocalGet, wasm.OpGlobalGet:
		b.push(t)
	case wasm.OpLocalSet, wasm.OpGlobalSet:
		b.pop(t)
	case wasm.OpLocalTee:
		b.pop(t)
		b.push(t)
	}
}

// operator checks an instruction whose types are in the table.
func (b *body) operator(in *wasm.Instr) {
	info := wasm.Lookup(in.Op)
	switch in.Op {
	case wasm.OpMemoryGrow, wasm.OpMemoryInit, wasm.OpMemoryCopy, wasm.OpMemoryFill:
		b.info.Controls++ // its price is tested
		b.info.Heavies++
	case wasm.OpI32RemS, wasm.OpI32RemU, wasm.OpI64RemS, wasm.OpI64RemU:
		b.info.Rems++
	}
	switch info.Imm {
	case wasm.ImmMemory, wasm.ImmZero, wasm.ImmInit, wasm.ImmCopy:
		if b.m.Memory == nil {
			b.fail(wasm.IndexOutOfRange, "%s without a memory", info.Name)
		}
	}
	if info.Imm == wasm.ImmMemory && in.Aux > naturalAligns[in.Op] {
		b.fail(wasm.TypeMismatch, "%s aligned to 2^%d", info.Name, in.Aux)
	}
	if info.Imm == wasm.ImmInit && (!b.m.HasCount || int(in.Aux) >= len(b.m.Data)) {
		b.fail(wasm.IndexOutOfRange, "memory.init of segment %d", in.Aux)
	}
	b.pop(info.In)
	b.push(info.Out)
}

// naturalAligns holds, by opcode, the largest alignment exponent of a load or store.
var naturalAligns = func() (all [256]uint32) {
	for _, op := range wasm.Ops() {
		if info := wasm.Lookup(op); info.Imm == wasm.ImmMemory {
			all[op] = naturalAlign(info.Name)
		}
	}
	return all
}()

// naturalAlign reads the width from the name: i64.load32_u has 4 bytes.
func naturalAlign(name string) uint32 {
	width := strings.TrimLeft(name[5:], "abcdefghijklmnopqrstuvwxyz")
	switch {
	case width == "" && name[:3] == "i32":
		return 2
	case width == "":
		return 3
	case width[0] == '8':
		return 0
	case width[0] == '1':
		return 1
	}
	return 2
}
