package meter

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/internal/wasm"
)

var rewrite = flag.Bool("rewrite", false, "write the golden file anew")

const golden = "testdata/rewrite.txt"

// The rewritten code of each case, and the hash of its module, must never change under the same
// Version: blocks that were executed with it are executed again when a node catches up.
func TestRewrittenModulesAreTheSameForever(t *testing.T) {
	raw, err := os.ReadFile(golden)
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
		arch := "amd64"
		if strings.HasSuffix(name, " on arm64") {
			arch = "arm64"
		}
		got := listing(t, text, arch)
		fmt.Fprintf(&out, "=== %s----\n%s\n", input, got)
		if strings.TrimSpace(got) != strings.TrimSpace(want) && !*rewrite {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	if *rewrite {
		if err := os.WriteFile(golden, []byte(strings.TrimRight(out.String(), "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func hostOf(m *wasm.Module) check.Host {
	return check.Host{Bare: true, Import: func(_, name string) (wasm.FuncType, bool) {
		for i, im := range m.Imports {
			if im.Name == name {
				return m.FuncType(uint32(i))
			}
		}
		return wasm.FuncType{}, false
	}}
}

// listing rewrites a module and prints its functions and its hash.
func listing(t *testing.T, text, arch string) string {
	t.Helper()
	m, err := wasm.Decode(asm.Assemble(text))
	if err != nil {
		t.Fatal(err)
	}
	funcs, errs := check.Module(m, hostOf(m))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	binary, fault := Rewrite(m, funcs, m.Exports, arch)
	if fault != nil {
		t.Fatal(fault)
	}
	var out strings.Builder
	f := &function{m: m, mark: uint32(len(m.Globals)), arch: arch}
	for i := range m.Code {
		if _, err := f.rewrite(i, funcs[i]); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "function %d\n", i+len(m.Imports))
		disassemble(t, &out, f.w.B)
	}
	fmt.Fprintf(&out, "sha256 %x\n", sha256.Sum256(binary))
	return out.String()
}

// disassemble prints one instruction per line, indented by nesting.
func disassemble(t *testing.T, out *strings.Builder, body []byte) {
	t.Helper()
	instrs, err := wasm.DecodeBody(nil, body, 0)
	if err != nil {
		t.Fatal(err)
	}
	depth := 1
	for _, in := range instrs {
		if in.Op == wasm.OpEnd || in.Op == wasm.OpElse {
			depth--
		}
		fmt.Fprintf(out, "%s%s%s\n", strings.Repeat("  ", depth), wasm.Lookup(in.Op).Name, operand(in))
		switch in.Op {
		case wasm.OpBlock, wasm.OpLoop, wasm.OpIf, wasm.OpElse:
			depth++
		}
	}
}

func operand(in wasm.Instr) string {
	switch wasm.Lookup(in.Op).Imm {
	case wasm.ImmBlock:
		return map[uint64]string{wasm.BlockEmpty: "", 0x7f: " i32", 0x7e: " i64"}[in.Arg]
	case wasm.ImmIndex, wasm.ImmIndirect, wasm.ImmMemory:
		return fmt.Sprintf(" %d", in.Arg)
	case wasm.ImmI32, wasm.ImmI64:
		return fmt.Sprintf(" %d", int64(in.Arg))
	case wasm.ImmTable:
		return " " + strings.Trim(fmt.Sprint(in.Labels), "[]")
	}
	return ""
}
