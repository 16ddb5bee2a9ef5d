package asm

import (
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

var opcodes = func() map[string]wasm.Op {
	all := map[string]wasm.Op{}
	for _, op := range wasm.Ops() {
		all[wasm.Lookup(op).Name] = op
	}
	return all
}()

// instr writes one instruction: its name and immediates.
func (a *assembler) instr(f []string) {
	if f[0] == "raw" {
		for _, h := range f[1:] {
			b, err := strconv.ParseUint(h, 16, 8)
			if err != nil {
				panic("asm: bad byte " + h)
			}
			a.body.Byte(byte(b))
		}
		return
	}
	op, ok := opcodes[f[0]]
	if !ok {
		panic("asm: unknown instruction " + strings.Join(f, " "))
	}
	if op >= 0x100 {
		a.body.Byte(0xfc, byte(op))
	} else {
		a.body.Byte(byte(op))
	}
	a.immediate(op, f[1:])
	switch op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
		a.depth++
	case wasm.OpEnd:
		if a.depth--; a.depth == 0 {
			a.finish()
		}
	}
}

func (a *assembler) immediate(op wasm.Op, f []string) {
	w := a.body
	switch wasm.Lookup(op).Imm {
	case wasm.ImmBlock:
		if len(f) == 0 {
			w.Byte(wasm.BlockEmpty)
		} else {
			w.Byte(valueType(f[0]))
		}
	case wasm.ImmIndex:
		if index, named := a.names[f[0]]; named && op == wasm.OpCall {
			w.U32(index)
		} else {
			w.U32(uint32(number(f[0])))
		}
	case wasm.ImmTable: // the default is the last label
		w.U32(uint32(len(f) - 1))
		for _, l := range f {
			w.U32(uint32(number(l)))
		}
	case wasm.ImmIndirect: // call_indirect i32 -> i32
		w.U32(a.sig(f))
		w.Byte(0)
	case wasm.ImmMemory: // offset and alignment exponent, both 0 if not given
		align, offset := int64(0), int64(0)
		if len(f) > 0 {
			offset = number(f[0])
		}
		if len(f) > 1 {
			align = number(f[1])
		}
		w.U32(uint32(align))
		w.U32(uint32(offset))
	case wasm.ImmI32:
		w.S64(int64(int32(number(f[0]))))
	case wasm.ImmI64:
		w.S64(number(f[0]))
	case wasm.ImmZero:
		w.Byte(0)
	case wasm.ImmInit:
		w.U32(uint32(number(f[0])))
		w.Byte(0)
	case wasm.ImmCopy:
		w.Byte(0, 0)
	}
}
