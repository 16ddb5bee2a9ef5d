package wasm_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Every kind of section, with numbers that are longer than a byte.
const everySection = `
	import host add i32 i32 -> i32
	type i64
	memory 1 300
	table 2 3
	elem 1 f
	global i32 -7
	global mut i64 70000000000
	data 16 "active"
	data passive "passive"
	custom meta "anything"
	export memory
	local func f i64 -> i64
	  locals i32 i32 i64
	  block
	    local.get 0; i32.wrap_i64; br_table 0 1 0
	  end
	  local.get 0; i64.const -5; i64.add; drop
	  i32.const 0; i32.const 1; i32.const 2; memory.init 1
	  i32.const 0; i32.const 1; i32.const 2; memory.copy
	  i32.const 0; i32.const 1; i32.const 2; memory.fill
	  i32.const 200; i32.const 1; i32.const 2; call 0; i32.store
	  i32.const 0; call_indirect i64
	  i64.const 1
	end`

func TestEncodeWritesWhatDecodeReads(t *testing.T) {
	corpus := map[string][]byte{"every section": asm.Assemble(everySection)}
	for _, pattern := range []string{"../../contracts/*/*.wasm", "../../examples/*/*.wasm", "../../bench/kernels/*.wasm"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatal(pattern, err)
		}
		for _, path := range paths {
			code, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			corpus[path] = code
		}
	}
	for name, code := range corpus {
		m, err := wasm.Decode(code)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		once := m.Encode()
		again, err := wasm.Decode(once)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Equal(again.Encode(), once) {
			t.Errorf("%s: encoding what was encoded changes it", name)
		}
		for i := range m.Code {
			if !bytes.Equal(again.Code[i].Body, m.Code[i].Body) || !bytes.Equal(again.Code[i].Locals, m.Code[i].Locals) {
				t.Errorf("%s: function %d has another body", name, i)
			}
		}
	}
}

// Writer.Instr is the inverse of DecodeBody for code in its shortest form.
func TestInstructionsAreWrittenAsTheyAreRead(t *testing.T) {
	m, err := wasm.Decode(asm.Assemble(everySection))
	if err != nil {
		t.Fatal(err)
	}
	body, err := wasm.DecodeBody(nil, m.Code[0].Body, 0)
	if err != nil {
		t.Fatal(err)
	}
	var w wasm.Writer
	for i := range body {
		w.Instr(&body[i])
	}
	if !bytes.Equal(w.B, m.Code[0].Body) {
		t.Errorf("% x\n% x", w.B, m.Code[0].Body)
	}
}

// A linker leaves functions on floats that nobody calls, so their types are read; whoever must not
// have them asks.
func TestFloatsInSignaturesAreRead(t *testing.T) {
	m, err := wasm.Decode(asm.Assemble("func f f64 -> f32\nlocals f64\nunreachable\nend"))
	if err != nil {
		t.Fatal(err)
	}
	if !wasm.HasFloat(m.Types[0].Params) || !wasm.HasFloat(m.Types[0].Results) || !wasm.HasFloat(m.Code[0].Locals) {
		t.Error("a float is not seen")
	}
	if wasm.HasFloat([]wasm.ValueType{wasm.I32, wasm.I64}) {
		t.Error("integers are taken for floats")
	}
}

// The first custom section of a name counts.
func TestCustomSectionsAreFoundByName(t *testing.T) {
	m, err := wasm.Decode(asm.Assemble("func f\nend\ncustom meta \"one\"\ncustom meta \"two\""))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Custom("meta"); !bytes.Equal(got, []byte("one")) || m.Custom("none") != nil {
		t.Errorf("%q", got)
	}
}
