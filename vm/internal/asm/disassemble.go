package asm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Disassemble prints a body, one instruction per line, indented by nesting.
func Disassemble(t *testing.T, body []byte) string {
	t.Helper()
	instrs, err := wasm.DecodeBody(nil, body, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	depth := 1
	for _, in := range instrs {
		if in.Op == wasm.OpEnd || in.Op == wasm.OpElse {
			depth--
		}
		fmt.Fprintf(&out, "%s%s%s\n", strings.Repeat("  ", depth), wasm.Lookup(in.Op).Name, operand(in))
		switch in.Op {
		case wasm.OpBlock, wasm.OpLoop, wasm.OpIf, wasm.OpElse:
			depth++
		}
	}
	return out.String()
}

func operand(in wasm.Instr) string {
	switch wasm.Lookup(in.Op).Imm {
	case wasm.ImmBlock:
		return map[uint64]string{wasm.BlockEmpty: "", 0x7f: " i32", 0x7e: " i64"}[in.Arg]
	case wasm.ImmIndex, wasm.ImmIndirect, wasm.ImmMemory:
		return fmt.Sprintf(" %d", in.Arg)
	case wasm.ImmI32, wasm.ImmI64:
		return fmt.Sprintf(" %d", int64(in.Arg))
	case wasm.ImmInit:
		return fmt.Sprintf(" %d", in.Aux)
	case wasm.ImmTable:
		return " " + strings.Trim(fmt.Sprint(in.Labels), "[]")
	}
	return ""
}
