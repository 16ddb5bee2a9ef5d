package meter

import "github.com/peerz-ai/peerz-chain/vm/wasm"

// emit writes the instruction at k in its metered form.
func (f *function) emit(k int) {
	in := &f.instrs[k]
	if f.dead && !f.revives(in.Op) {
		return
	}
	switch in.Op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
		f.opening(k)
	case wasm.OpElse:
		top := &f.blocks[len(f.blocks)-1]
		top.joins = top.joins || !f.dead
		top.op = wasm.OpElse
		f.dead = false
		f.w.Byte(byte(wasm.OpElse))
		f.charge(f.due[k+1])
	case wasm.OpEnd:
		f.closing(k)
	case wasm.OpBr, wasm.OpBrIf, wasm.OpBrTable, wasm.OpReturn, wasm.OpUnreachable:
		f.branch(k)
	case wasm.OpCall:
		f.handOver(k)
		f.get(f.depth)
		f.op(wasm.OpCall, uint32(in.Arg))
		f.afterCall(k)
	case wasm.OpCallIndirect:
		slot := f.temp(wasm.I32, 0)
		f.set(slot)
		f.handOver(k)
		f.get(f.depth)
		f.get(slot)
		f.op(wasm.OpCallIndirect, uint32(in.Arg))
		f.w.Byte(0)
		f.afterCall(k)
	default:
		f.plain(k)
	}
}

// revives reports whether an instruction in dropped code must be looked at: one that ends or
// continues a block that was opened before the code went dead.
func (f *function) revives(op wasm.Op) bool {
	switch op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
		f.skip++
	case wasm.OpElse:
		return f.skip == 0
	case wasm.OpEnd:
		if f.skip == 0 {
			return true
		}
		f.skip--
	}
	return false
}

func (f *function) opening(k int) {
	in := &f.instrs[k]
	b := block{op: in.Op, joins: f.targeted[k] && in.Op != wasm.OpLoop}
	if in.Op == wasm.OpLoop && f.targeted[k] {
		b.twice, b.after = f.doubled(k)
	}
	f.w.Byte(byte(in.Op), byte(in.Arg))
	f.open++
	b.at = f.open
	switch {
	case in.Op == wasm.OpLoop && f.targeted[k]:
		b.wrapped = true
		late := f.spend(k + 1)
		f.openIfNotNegative(byte(in.Arg))
		f.charge(late)
	case in.Op == wasm.OpIf:
		f.charge(f.due[k+1])
		b.skipped = f.trapdoor(k)
	}
	f.blocks = append(f.blocks, b)
}

func (f *function) closing(k int) {
	b := f.blocks[len(f.blocks)-1]
	f.blocks = f.blocks[:len(f.blocks)-1]
	if len(f.blocks) == 0 {
		f.epilogue(k, b)
		return
	}
	if b.wrapped {
		f.shutTest()
	}
	f.w.Byte(byte(wasm.OpEnd))
	f.open--
	if b.twice {
		f.w.Byte(byte(wasm.OpEnd))
		f.open--
		f.charge(b.after)
	}
	switch fork := b.op == wasm.OpIf || b.op == wasm.OpElse; {
	case b.skipped:
		f.dead = false
	case b.op == wasm.OpIf || b.joins || fork && !f.dead:
		f.dead = false
		f.charge(f.due[k+1])
	case f.dead: // still: nobody came from elsewhere
		f.w.Byte(byte(wasm.OpUnreachable))
	}
}

// epilogue ends the function: its result, if any, and the gas.
func (f *function) epilogue(k int, b block) {
	switch {
	case b.wrapped:
		f.shutTest()
	case f.open > 0:
		f.w.Byte(byte(wasm.OpEnd))
		f.open--
	}
	f.handOver(k)
	f.w.Byte(byte(wasm.OpEnd))
}

// label translates a branch depth of the original into the output's.
func (f *function) label(depth uint64) uint32 {
	return f.open - f.blocks[len(f.blocks)-1-int(depth)].at
}

func (f *function) branch(k int) {
	in := &f.instrs[k]
	switch in.Op {
	case wasm.OpBr:
		f.op(wasm.OpBr, f.label(in.Arg))
	case wasm.OpBrIf:
		if f.blocks[len(f.blocks)-1-int(in.Arg)].op == wasm.OpLoop {
			f.w.Byte(byte(wasm.OpIf), wasm.BlockEmpty)
			f.op(wasm.OpBr, f.label(in.Arg)+1)
			f.w.Byte(byte(wasm.OpEnd))
		} else {
			f.op(wasm.OpBrIf, f.label(in.Arg))
		}
		if !f.branchDoomed(k) {
			f.charge(f.due[k+1])
		}
		return
	case wasm.OpBrTable:
		f.op(wasm.OpBrTable, in.Aux)
		for _, l := range in.Labels {
			f.w.U32(f.label(uint64(l)))
		}
	case wasm.OpReturn:
		f.handOver(k)
		f.w.Byte(byte(wasm.OpReturn))
	case wasm.OpUnreachable:
		f.w.Byte(byte(wasm.OpUnreachable))
	}
	f.dead = true
}

// plain writes an instruction without control flow, in the shortest encoding.
func (f *function) plain(k int) {
	in := &f.instrs[k]
	switch in.Op {
	case wasm.OpNop:
		return
	case wasm.OpLocalGet, wasm.OpLocalSet, wasm.OpLocalTee:
		f.op(in.Op, f.shifted(uint32(in.Arg)))
		return
	case wasm.OpMemoryGrow:
		f.price(GasPerGrownPage)
	case wasm.OpMemoryInit, wasm.OpMemoryCopy, wasm.OpMemoryFill:
		f.price(GasPerBulkByte)
	}
	f.w.Instr(in)
}

// shifted gives the index of a local of the original in the output, where gas and depth stand behind
// the parameters.
func (f *function) shifted(local uint32) uint32 {
	if local >= f.params {
		local += 2
	}
	return local
}
