package asm

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Everything the format can say survives the trip through the decoder.
func TestAssemble(t *testing.T) {
	m, err := wasm.Decode(Assemble(`
		# a comment
		import host add i32 i64 -> i32
		memory 1 2
		export memory
		table 3
		global mut i64 -7
		elem 1 add f
		data 4 "text\x00"
		data passive "later"
		custom meta "what"
		local func f
		end
		func run i32 -> i64
		  locals i64 i32
		  block i64
		    i64.const -1; local.get 0; br_if 0
		    i32.const 5; call_indirect i32 i64 -> i32
		    i32.load 8 2; call add; i64.extend_i32_s
		    raw 01
		  end
		end
		export again run`))
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case len(m.Imports) != 1 || m.Imports[0].Name != "add":
		t.Error("imports", m.Imports)
	case m.Memory.Max != 2 || m.Table.Min != 3:
		t.Error("sizes", m.Memory, m.Table)
	case len(m.Exports) != 3 || m.Exports[2].Name != "again" || m.Exports[2].Index != 2:
		t.Error("exports", m.Exports)
	case m.Globals[0].Init != ^uint64(6) || !m.Globals[0].Mutable:
		t.Error("globals", m.Globals)
	case len(m.Elements[0].Funcs) != 2 || m.Elements[0].Funcs[1] != 1:
		t.Error("elements", m.Elements)
	case string(m.Data[0].Bytes) != "text\x00" || !m.Data[1].Passive || !m.HasCount:
		t.Error("data", m.Data)
	case string(m.Custom("meta")) != "what" || m.Custom("none") != nil:
		t.Error("custom", m.Customs)
	case len(m.Code) != 2 || len(m.Code[1].Locals) != 2:
		t.Error("code", m.Code)
	}
	instrs, err := wasm.DecodeBody(nil, m.Code[1].Body, 0)
	if err != nil || len(instrs) != 12 || instrs[9].Op != wasm.OpNop {
		t.Error(instrs, err)
	}
}
