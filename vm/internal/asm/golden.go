package asm

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Golden compares what listing makes of the modules in a text file with what the file says. A case
// is a line "=== name", a module for Assemble, a line "----" and the listing. With rewrite the
// listings in the file are replaced.
func Golden(t *testing.T, path string, rewrite bool, listing func(t *testing.T, name string, binary []byte) string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for i, section := range strings.Split(string(raw), "=== ") {
		if i == 0 {
			out.WriteString(section)
			continue
		}
		input, want, _ := strings.Cut(section, "----\n")
		name, text, _ := strings.Cut(input, "\n")
		got := listing(t, name, Assemble(text))
		fmt.Fprintf(&out, "=== %s----\n%s\n", input, got)
		if strings.TrimSpace(got) != strings.TrimSpace(want) && !rewrite {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	if rewrite {
		if err := os.WriteFile(path, []byte(strings.TrimRight(out.String(), "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

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
