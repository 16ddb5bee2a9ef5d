package asm

import (
	"strconv"
	"strings"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// declare handles what stands outside of functions.
func (a *assembler) declare(f []string, line string) {
	switch f[0] {
	case "import":
		a.imports.n++
		a.imports.w.Name(f[1])
		a.imports.w.Name(f[2])
		a.imports.w.Byte(wasm.KindFunc)
		a.imports.w.U32(a.sig(f[3:]))
	case "type":
		a.sig(f[1:])
	case "memory":
		a.memory.Byte(1)
		limits(&a.memory, f[1:])
	case "table":
		a.table.Byte(1, wasm.FuncRef)
		limits(&a.table, f[1:])
	case "export":
		if f[1] == "memory" {
			a.export("memory", wasm.KindMemory, 0)
		} else { // export other-name function
			a.export(f[1], wasm.KindFunc, a.names[f[2]])
		}
	case "global":
		a.global(f[1:])
	case "elem":
		a.elems.n++
		a.elems.w.Byte(0)
		constant(&a.elems.w, "i32", f[1])
		a.elems.w.U32(uint32(len(f) - 2))
		for _, name := range f[2:] {
			a.elems.w.U32(a.names[name])
		}
	case "data":
		a.data.n++
		if f[1] == "passive" {
			a.passive = true
			a.data.w.Byte(1)
		} else {
			a.data.w.Byte(0)
			constant(&a.data.w, "i32", f[1])
		}
		a.data.w.Name(string(quoted(line)))
	case "custom":
		var w wasm.Writer
		w.Name(f[1])
		w.Byte(quoted(line)...)
		a.customs.Section(wasm.SectionCustom, w.B)
	default:
		panic("asm: cannot read line " + line)
	}
}

func limits(w *wasm.Writer, f []string) {
	w.Byte(byte(len(f) - 1))
	for _, n := range f {
		w.U32(uint32(number(n)))
	}
}

func (a *assembler) global(f []string) {
	a.globals.n++
	mutable := byte(0)
	if f[0] == "mut" {
		mutable, f = 1, f[1:]
	}
	a.globals.w.Byte(valueType(f[0]), mutable)
	constant(&a.globals.w, f[0], f[1])
}

func constant(w *wasm.Writer, t, value string) {
	if t == "i32" {
		w.Byte(byte(wasm.OpI32Const))
		w.S64(int64(int32(number(value))))
	} else {
		w.Byte(byte(wasm.OpI64Const))
		w.S64(number(value))
	}
	w.Byte(byte(wasm.OpEnd))
}

// quoted reads the string at the end of a line, with Go's escapes.
func quoted(line string) []byte {
	s, err := strconv.Unquote(line[strings.IndexByte(line, '"'):])
	if err != nil {
		panic("asm: bad string in " + line)
	}
	return []byte(s)
}

// module puts the sections together, custom ones last.
func (a *assembler) module() []byte {
	var w wasm.Writer
	w.Byte(wasm.Magic[:]...)
	put := func(id byte, s section) {
		if s.n == 0 {
			return
		}
		var c wasm.Writer
		c.U32(uint32(s.n))
		c.Byte(s.w.B...)
		w.Section(id, c.B)
	}
	put(wasm.SectionType, a.types)
	put(wasm.SectionImport, a.imports)
	put(wasm.SectionFunction, a.funcs)
	w.Section(wasm.SectionTable, a.table.B)
	w.Section(wasm.SectionMemory, a.memory.B)
	put(wasm.SectionGlobal, a.globals)
	put(wasm.SectionExport, a.exports)
	put(wasm.SectionElement, a.elems)
	if a.passive {
		w.Section(wasm.SectionDataCount, []byte{byte(a.data.n)})
	}
	put(wasm.SectionCode, a.codes)
	put(wasm.SectionData, a.data)
	w.Byte(a.customs.B...)
	return w.B
}
