package vm_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

var contract = vm.Rules{Entries: []string{"execute", "query"}}

// body wraps instructions into an otherwise acceptable contract.
func body(instrs string) string {
	return "memory 1\nexport memory\ntable 1\nfunc execute -> i32\n" + instrs + "\nend"
}

func repeat(n int, s string) string { return strings.Repeat(s, n) }

// One hostile or mistaken module per reason.
var refusals = []struct {
	name, text string
	code       string
	function   int
}{
	{"float constant", body("raw 43 00 00 00 00; drop; i32.const 0"), "float_op", 0},
	{"float addition", body("raw a0; i32.const 0"), "float_op", 0},
	{"float conversion", body("raw fc 00; i32.const 0"), "float_op", 0},
	{"float load", body("i32.const 0; raw 2a 00 00; drop; i32.const 0"), "float_op", 0},
	{"float parameter", "type f32 -> i32\n" + body("i32.const 0"), "float_type", -1},
	{"float result", "type -> f64\n" + body("i32.const 0"), "float_type", -1},
	{"float local", body("locals f32\ni32.const 0"), "float_type", 0},
	{"float global", "global f64 0\n" + body("i32.const 0"), "float_type", -1},
	{"float block", body("raw 02 7d; raw 0b; i32.const 0"), "float_type", 0},
	{"vector", body("raw fd 0c; i32.const 0"), "simd", 0},
	{"vector local", body("locals v128\ni32.const 0"), "simd", 0},
	{"atomic", body("raw fe 03 00; i32.const 0"), "threads", 0},
	{"tail call", body("raw 12 00; i32.const 0"), "tail_call", 0},
	{"exception", body("raw 06 40; raw 0b; i32.const 0"), "exceptions", 0},
	{"typed select", body("i32.const 0; i32.const 0; i32.const 0; raw 1c 01 7f"), "reference_type", 0},
	{"ref.null", body("raw d0 70; drop; i32.const 0"), "reference_type", 0},
	{"ref local", body("locals funcref\ni32.const 0"), "reference_type", 0},
	{"table.get", body("i32.const 0; raw 25 00; drop; i32.const 0"), "table_op", 0},
	{"table.grow", body("raw fc 0f 00; i32.const 0"), "table_op", 0},
	{"table.copy", body("raw fc 0e 00 00; i32.const 0"), "table_op", 0},
	{"elem.drop", body("raw fc 0d 00; i32.const 0"), "table_op", 0},
	{"data.drop", body("raw fc 09 00; i32.const 0"), "data_drop", 0},
	{"unknown instruction", body("raw 27; i32.const 0"), "unknown_op", 0},
	{"unknown prefixed instruction", body("raw fc ff 01; i32.const 0"), "unknown_op", 0},
	{"two results", "type -> i32 i32\n" + body("i32.const 0"), "multi_value", -1},
	{"block with a type index", body("raw 02 00; raw 0b; i32.const 0"), "multi_value", 0},
	{"second memory", body("raw 3f 01"), "multi_memory", 0},
	{"second table", body("i32.const 0; raw 11 00 01"), "multi_table", 0},
	{"_start", body("i32.const 0") + "\nfunc _start\nend", "reserved_export", -1},
	{"_initialize with a result", body("i32.const 0") + "\nexport _initialize execute", "bad_export", -1},
	{"entry with a parameter", body("i32.const 0") + "\nfunc query i32 -> i32\nlocal.get 0\nend", "bad_export", -1},
	{"entry without a result", body("i32.const 0") + "\nfunc query\nend", "bad_export", -1},
	{"imported entry", "import host gas -> i64\n" + body("i32.const 0") + "\nexport query gas", "bad_export", -1},
	{"no entry", "memory 1\nexport memory\nfunc other -> i32\ni32.const 0\nend", "missing_export", -1},
	{"no memory", "func execute -> i32\ni32.const 0\nend", "missing_export", -1},
	{"WASI", "import wasi_snapshot_preview1 proc_exit i32\n" + body("i32.const 0"), "bad_import", -1},
	{"unknown host function", "import host nothing\n" + body("i32.const 0"), "bad_import", -1},
	{"host function of another type", "import host gas -> i32\n" + body("i32.const 0"), "bad_import", -1},
	{"data beyond memory", "data 65530 \"1234567\"\n" + body("i32.const 0"), "segment_bounds", -1},
	{"data far beyond memory", "data -1 \"1\"\n" + body("i32.const 0"), "segment_bounds", -1},
	{"elements beyond the table", "elem 1 execute\n" + body("i32.const 0"), "segment_bounds", -1},
	{"missing operand", body("i32.add"), "type_mismatch", 0},
	{"left over operand", body("i32.const 0; i32.const 0"), "type_mismatch", 0},
	{"wrong operand", body("i64.const 0"), "type_mismatch", 0},
	{"if without else", body("i32.const 1; if i32; i32.const 1; end"), "type_mismatch", 0},
	{"constant global", "global i32 1\n" + body("i32.const 1; global.set 0; i32.const 0"), "type_mismatch", 0},
	{"alignment", body("i32.const 1; i32.load 0 3"), "type_mismatch", 0},
	{"br_table to different types", body("block; i32.const 1; i32.const 0; br_table 0 1; end; i32.const 1"), "type_mismatch", 0},
	{"br_table to different types in dead code", body("block i32; block i64; unreachable; br_table 0 1; end; drop; i32.const 1; end"), "type_mismatch", 0},
	{"unknown local", body("local.get 9"), "index_range", 0},
	{"unknown global", body("global.get 0"), "index_range", 0},
	{"the gas local", body("local.get 0; drop; i32.const 0"), "index_range", 0},
	{"the global that tells why a guest was stopped", "global mut i64 0\n" + body("i64.const 5; global.set 1; i32.const 0"), "index_range", 0},
	{"unknown function", body("call 7"), "index_range", 0},
	{"unknown label", body("br 2"), "index_range", 0},
	{"memory.init without segment", body("i32.const 0; i32.const 0; i32.const 0; memory.init 3; i32.const 0"), "index_range", 0},
	{"code after the end", body("i32.const 0\nraw 0b; i32.const 0"), "malformed", 0},
	{"else without if", body("block; raw 05; end; i32.const 0"), "malformed", 0},
	{"locals", body("locals" + repeat(257, " i64") + "\ni32.const 0"), "too_large", -1},
	{"more locals than code", body("locals" + repeat(255, " i64") + "\ni32.const 0"), "", 0},
	{"parameters", "type" + repeat(65, " i32") + "\n" + body("i32.const 0"), "too_large", -1},
	{"loops", body(repeat(129, "loop; end;") + "i32.const 0"), "too_large", 0},
	{"controls", body(repeat(4097, "block; end;") + "i32.const 0"), "too_large", 0},
	{"controls x locals", body("locals" + repeat(100, " i64") + "\n" + repeat(2000, "block; end;") + "i32.const 0"), "too_large", 0},
	{"tested instructions", body(repeat(4097, "i32.const 0; memory.grow; drop;") + "i32.const 0"), "too_large", 0},
	{"work for the size", body(repeat(3000, "block; end;") + "i32.const 0"), "too_large", -1},
	{"nesting", body(repeat(256, "block;") + repeat(256, "end;") + "i32.const 0"), "too_large", 0},
	{"br_table", body("i32.const 0; br_table" + repeat(1026, " 0")), "too_large", 0},
	{"body", body(repeat(33000, "i32.const 0; drop;") + "i32.const 0"), "too_large", -1},
	{"functions", body("i32.const 0") + repeat(4096, "\nlocal func f\nend"), "too_large", -1},
	{"globals", repeat(257, "global i32 0\n") + body("i32.const 0"), "too_large", -1},
	{"table", "table 2049\nfunc execute -> i32\ni32.const 0\nend", "too_large", -1},
	{"memory", "memory 257\nfunc execute -> i32\ni32.const 0\nend", "too_large", -1},
	{"data segments", repeat(129, "data 0 \"\"\n") + body("i32.const 0"), "too_large", -1},
	{"data bytes", "data passive \"" + repeat(200_000, "x") + "\"\ndata passive \"" + repeat(100_000, "x") + "\"\n" + body("i32.const 0"), "too_large", -1},
	{"code", "custom x \"" + repeat(512<<10, "x") + "\"\n" + body("i32.const 0"), "too_large", -1},
}

func TestRefusals(t *testing.T) {
	e := newEngine(t, vm.Compiler, gasHost, contract)
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			code := asm.Assemble(c.text)
			r := e.Check(code)
			if c.code == "" {
				if !r.Accepted() {
					t.Fatalf("refused: %v", r.Reasons)
				}
				return
			}
			if r.Accepted() {
				t.Fatal("accepted")
			}
			got := r.Reasons[0]
			if got.Code != c.code || c.function >= 0 && got.Function < 0 || got.Message == "" {
				t.Errorf("got %v, want %s", got, c.code)
			}
			_, err := e.Compile(code)
			var invalid *vm.InvalidError
			if !errors.As(err, &invalid) || *invalid.Reasons[0] != *got {
				t.Errorf("Compile: %v", err)
			}
		})
	}
}

// An author sees everything that is wrong at once, each with its location.
func TestAllReasonsAtOnce(t *testing.T) {
	e := newEngine(t, vm.Compiler, gasHost, contract)
	r := e.Check(asm.Assemble(`
		memory 1
		export memory
		import host gas -> i64
		func execute -> i32
		  i64.const 0
		end
		local func fine
		end
		local func floats
		  raw a0
		end
		func query -> i32
		  br 5
		end`))
	var got []string
	for _, reason := range r.Reasons {
		got = append(got, fmt.Sprintf("%s %d", reason.Code, reason.Function))
	}
	if want := "type_mismatch 1, float_op 3, index_range 4"; strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if r := e.Check(asm.Assemble(body("i32.const 0") + repeat(100, "\nlocal func f\nraw a0\nend"))); len(r.Reasons) != 32 {
		t.Errorf("%d reasons, want no more than 32", len(r.Reasons))
	}
}

// What a memory may become decides what its loads and stores cost.
func TestMemoryThatMayBecomeLargeIsReported(t *testing.T) {
	e := newEngine(t, vm.Compiler, vm.Host{}, bare)
	for declared, want := range map[string]struct {
		most int
		far  bool
	}{
		"1": {64, false}, "1 64": {64, false}, "64": {64, false},
		"1 65": {65, true}, "65": {256, true}, "1 65536": {256, true},
	} {
		r := e.Check(asm.Assemble("memory " + declared))
		if !r.Accepted() || r.Size.MostPages != want.most || r.FarMemory != want.far {
			t.Errorf("memory %s: %+v, want %+v", declared, r, want)
		}
	}
}

func TestReport(t *testing.T) {
	e := newEngine(t, vm.Compiler, gasHost, contract)
	code := asm.Assemble(`
		import host mix i32 i64 -> i32
		memory 2 9
		export memory
		table 3
		global mut i32 1
		data 5 "four"
		func execute -> i32
		  block
		    i32.const 1; br_if 0
		  end
		  i32.const 0
		end`)
	r := e.Check(code)
	want := vm.Size{Bytes: len(code), Functions: 1, Globals: 1, Table: 3, DataSegments: 1, DataBytes: 4, Pages: 2, MostPages: 9, Work: 3, MostWork: 128<<10 + 8*108}
	if !r.Accepted() || r.Size != want || r.DeployGas == 0 {
		t.Errorf("%+v", r)
	}
	if len(r.Imports) != 1 || r.Imports[0].Name != "mix" || len(r.Imports[0].Params) != 2 ||
		len(r.Exports) != 1 || r.Exports[0].Name != "execute" || r.Exports[0].Results[0] != vm.I32 {
		t.Errorf("%+v %+v", r.Imports, r.Exports)
	}
}

// Counts that promise more than there is must not take memory before they are found out.
func TestBombs(t *testing.T) {
	e := newEngine(t, vm.Compiler, gasHost, contract)
	huge := "\xff\xff\xff\xff\x0f"
	sections := map[string]string{
		"types": "\x01\x05" + huge, "parameters": "\x01\x07\x01\x60" + huge, "imports": "\x02\x05" + huge,
		"import name": "\x02\x06\x01" + huge, "functions": "\x03\x05" + huge, "tables": "\x04\x05" + huge,
		"table size": "\x04\x08\x01\x70\x00" + huge, "memories": "\x05\x05" + huge,
		"memory size": "\x05\x07\x01\x00" + huge, "globals": "\x06\x05" + huge, "exports": "\x07\x05" + huge,
		"elements": "\x09\x05" + huge, "element functions": "\x09\x0a\x01\x00\x41\x00\x0b" + huge,
		"data count": "\x0c\x05" + huge, "bodies": "\x0a\x05" + huge, "body size": "\x0a\x06\x01" + huge,
		"locals":      "\x0a\x09\x01\x07\x01" + huge + "\x7f",
		"many locals": "\x0a\x08\x01\x06\x01\xff\xff\x03\x7f\x0b",
		"data":        "\x0b\x05" + huge, "data bytes": "\x0b\x0a\x01\x00\x41\x00\x0b" + huge,
		"section size": "\x01" + huge, "custom name": "\x00\x05" + huge, "unknown": "\x0e\x00", "tag": "\x0d\x00",
		"start": "\x08\x01\x00", "twice": "\x01\x01\x00\x01\x01\x00", "order": "\x03\x01\x00\x01\x01\x00",
		"long number": "\x01\x06\x80\x80\x80\x80\x80\x00", "large number": "\x01\x05\xff\xff\xff\xff\x1f",
		"no body": "\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00",
	}
	for name, bytes := range sections {
		code := []byte("\x00asm\x01\x00\x00\x00" + bytes)
		if e.Check(code).Accepted() {
			t.Errorf("%s: accepted", name)
		}
		if got := allocated(func() { e.Check(code) }); got > 64<<10 {
			t.Errorf("%s: %d bytes allocated for %d bytes of code", name, got, len(code))
		}
	}
}

// allocated counts the bytes that f takes from the heap.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// FuzzCheck demands that no bytes are a fault of the node: Check and Compile agree, and what
// passes them runs.
func FuzzCheck(f *testing.F) {
	for _, c := range refusals {
		if len(c.text) < 2000 {
			f.Add(asm.Assemble(c.text))
		}
	}
	e := newEngine(f, vm.Interpreter, gasHost, bare)
	f.Fuzz(func(t *testing.T, code []byte) {
		r := e.Check(code)
		m, err := e.Compile(code)
		var invalid *vm.InvalidError
		switch {
		case err == nil:
			if !r.Accepted() {
				t.Fatalf("compiled although refused: %v", r.Reasons)
			}
			if m.Has("execute") {
				m.CallArgs("execute", nil, 100_000, nil)
			}
		case !errors.As(err, &invalid):
			t.Fatalf("node fault: %v", err)
		case r.Accepted() && invalid.Reasons[0].Code != "initialize_failed":
			t.Fatalf("accepted, but %v", err)
		}
	})
}
