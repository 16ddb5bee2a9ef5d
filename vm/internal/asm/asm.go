// Package asm assembles small WebAssembly modules from text, for tests that read as what they
// test. The format is a line-based cousin of the official text format:
//
//	import host add i32 i32 -> i32
//	memory 1 2                      minimum and maximum pages
//	export memory                   under its own name
//	table 2
//	elem 0 add twice                table offset and functions
//	global mut i32 7
//	data 16 "text\00"               offset or the word passive
//	custom meta "text"
//	func twice i32 -> i32           "func" exports it, "local func" does not
//	  locals i64 i64
//	  local.get 0; local.get 0; i32.add
//	end
//
// Labels, locals and globals are numbers; functions have names. "raw 43 00" puts bytes, so that
// modules can be built that no assembler would. It checks nothing.
package asm

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Assemble translates the text. It panics on text that it does not understand: tests give it.
func Assemble(text string) []byte {
	a := &assembler{names: map[string]uint32{}}
	lines := strings.Split(text, "\n")
	a.collect(lines)
	for _, line := range lines {
		a.line(strings.TrimSpace(line))
	}
	return a.module()
}

type section struct {
	n int
	w wasm.Writer
}

type assembler struct {
	names map[string]uint32
	sigs  []string

	types, imports, funcs, exports, globals, elems, codes, data section
	table, memory, customs                                      wasm.Writer
	passive                                                     bool
	next                                                        uint32       // index of the next defined function
	body                                                        *wasm.Writer // of the open function
	locals                                                      wasm.Writer
	depth                                                       int
}

// collect numbers the functions, so that they can be named before they are defined.
func (a *assembler) collect(lines []string) {
	var defined []string
	for _, line := range lines {
		f := strings.Fields(line)
		switch {
		case len(f) > 2 && f[0] == "import":
			a.names[f[2]] = a.next
			a.next++
		case len(f) > 1 && f[0] == "func":
			defined = append(defined, f[1])
		case len(f) > 2 && f[0] == "local" && f[1] == "func":
			defined = append(defined, f[2])
		}
	}
	for i, name := range defined {
		a.names[name] = a.next + uint32(i)
	}
}

func (a *assembler) line(line string) {
	switch f := strings.Fields(line); {
	case line == "" || line[0] == '#':
	case a.body != nil && f[0] == "locals":
		a.locals.U32(uint32(len(f) - 1))
		for _, t := range f[1:] {
			a.locals.Byte(1, valueType(t))
		}
	case a.body != nil:
		for _, instr := range strings.Split(line, ";") {
			if f := strings.Fields(instr); len(f) > 0 {
				a.instr(f)
			}
		}
	case f[0] == "func":
		a.export(f[1], wasm.KindFunc, a.next)
		a.begin(f[2:])
	case f[0] == "local":
		a.begin(f[3:])
	default:
		a.declare(f, line)
	}
}

func (a *assembler) begin(sig []string) {
	a.funcs.n++
	a.funcs.w.U32(a.sig(sig))
	a.next++
	a.body, a.locals, a.depth = &wasm.Writer{}, wasm.Writer{}, 1
}

func (a *assembler) finish() {
	if len(a.locals.B) == 0 {
		a.locals.Byte(0)
	}
	a.codes.n++
	a.codes.w.Name(string(a.locals.B) + string(a.body.B))
	a.body = nil
}

// sig gives the index of a signature like [i32 i32 -> i64].
func (a *assembler) sig(f []string) uint32 {
	key := strings.Join(f, " ")
	for i, have := range a.sigs {
		if have == key {
			return uint32(i)
		}
	}
	a.sigs = append(a.sigs, key)
	params, results, _ := strings.Cut(key, "->")
	a.types.n++
	a.types.w.Byte(0x60)
	for _, list := range []string{params, results} {
		types := strings.Fields(list)
		a.types.w.U32(uint32(len(types)))
		for _, t := range types {
			a.types.w.Byte(valueType(t))
		}
	}
	return uint32(len(a.sigs) - 1)
}

func (a *assembler) export(name string, kind byte, index uint32) {
	a.exports.n++
	a.exports.w.Name(name)
	a.exports.w.Byte(kind)
	a.exports.w.U32(index)
}

func valueType(name string) byte {
	t, ok := map[string]byte{"i32": 0x7f, "i64": 0x7e, "f32": 0x7d, "f64": 0x7c, "v128": 0x7b, "funcref": 0x70}[name]
	if !ok {
		panic("asm: unknown type " + name)
	}
	return t
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 0, 64)
	if err != nil {
		u, err := strconv.ParseUint(s, 0, 64)
		if err != nil {
			panic(fmt.Sprintf("asm: not a number: %q", s))
		}
		n = int64(u)
	}
	return n
}
