package meter

import (
	"math"
	"slices"
	"strconv"

	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/internal/wasm"
)

// The exports of a rewritten module. The original's own exports are dropped, so none collides.
const (
	ExportMemory = "memory"
	ExportMark   = "mark"      // i64: Unmarked, or the gas when a test stopped the guest
	PrefixFunc   = "function " // and the original name
	PrefixGlobal = "global "   // and the index of a mutable global, in decimal
)

// Unmarked is the mark of an instance that no test has stopped.
const Unmarked = math.MinInt64

// Twin gives the type that a function has in the rewritten module: gas and stack slots behind
// the parameters, gas behind the result.
func Twin(t wasm.FuncType) wasm.FuncType {
	return wasm.FuncType{
		Params:  append(append([]wasm.ValueType{}, t.Params...), wasm.I64, wasm.I64),
		Results: append(append([]wasm.ValueType{}, t.Results...), wasm.I64),
	}
}

// Rewrite returns the metered binary of a checked module, for an engine that compiles for the
// processor arch (a GOARCH): what avoids an engine's fault on one need not slow down others. What
// the module does, and its gas, are the same on all. keep lists the functions to export.
func Rewrite(m *wasm.Module, funcs []check.Func, keep []wasm.Export, arch string) ([]byte, error) {
	e := &encoder{m: m, data: m.Data, arch: arch}
	codes, err := e.codes(funcs)
	if err != nil {
		return nil, err
	}
	var w wasm.Writer
	w.Byte(wasm.Magic[:]...)
	w.Section(wasm.SectionType, e.types())
	w.Section(wasm.SectionImport, e.imports())
	w.Section(wasm.SectionFunction, vector(m.Funcs, func(w *wasm.Writer, t uint32) { w.U32(t) }))
	w.Section(wasm.SectionTable, e.table())
	w.Section(wasm.SectionMemory, e.memory())
	w.Section(wasm.SectionGlobal, e.globals())
	w.Section(wasm.SectionExport, e.exports(keep))
	w.Section(wasm.SectionElement, e.elements())
	w.Section(wasm.SectionDataCount, e.dataCount())
	w.Section(wasm.SectionCode, codes)
	w.Section(wasm.SectionData, e.segments())
	return w.B, nil
}

type encoder struct {
	m    *wasm.Module
	data []wasm.Data // the module's own, and what bodies need besides
	arch string
}

// vector encodes a count and the items; an empty one gives nothing, which drops the section.
func vector[T any](items []T, put func(*wasm.Writer, T)) []byte {
	if len(items) == 0 {
		return nil
	}
	var w wasm.Writer
	w.U32(uint32(len(items)))
	for _, item := range items {
		put(&w, item)
	}
	return w.B
}

func (e *encoder) types() []byte {
	return vector(e.m.Types, func(w *wasm.Writer, t wasm.FuncType) {
		twin := Twin(t)
		w.Byte(0x60)
		w.Name(string(twin.Params))
		w.Name(string(twin.Results))
	})
}

func (e *encoder) imports() []byte {
	return vector(e.m.Imports, func(w *wasm.Writer, im wasm.Import) {
		w.Name(im.Module)
		w.Name(im.Name)
		w.Byte(wasm.KindFunc)
		w.U32(im.Type)
	})
}

func (e *encoder) table() []byte {
	if e.m.Table == nil {
		return nil
	}
	w := wasm.Writer{B: []byte{1, wasm.FuncRef, 1}}
	w.U32(e.m.Table.Min)
	w.U32(e.m.Table.Min) // no instruction can grow it
	return w.B
}

// memory always declares a maximum, so that growing fails at the same page on every node.
func (e *encoder) memory() []byte {
	if e.m.Memory == nil {
		return nil
	}
	w := wasm.Writer{B: []byte{1, 1}}
	w.U32(e.m.Memory.Min)
	w.U32(MaxPages(e.m.Memory))
	return w.B
}

// mark is the index of the global that tells why a guest was stopped. The checked code cannot
// name it: it is one beyond the module's own.
func (e *encoder) mark() uint32 { return uint32(len(e.m.Globals)) }

func (e *encoder) globals() []byte {
	unmarked := int64(Unmarked)
	all := append(append([]wasm.Global{}, e.m.Globals...),
		wasm.Global{Type: wasm.I64, Mutable: true, Init: uint64(unmarked)})
	return vector(all, func(w *wasm.Writer, g wasm.Global) {
		w.Byte(g.Type, bit(g.Mutable))
		if g.Type == wasm.I32 {
			constant(w, wasm.OpI32Const, int64(int32(g.Init)))
		} else {
			constant(w, wasm.OpI64Const, int64(g.Init))
		}
	})
}

func constant(w *wasm.Writer, op wasm.Op, v int64) {
	w.Byte(byte(op))
	w.S64(v)
	w.Byte(byte(wasm.OpEnd))
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func (e *encoder) exports(keep []wasm.Export) []byte {
	all := []wasm.Export{{Name: ExportMark, Kind: wasm.KindGlobal, Index: e.mark()}}
	if e.m.Memory != nil {
		all = append(all, wasm.Export{Name: ExportMemory, Kind: wasm.KindMemory})
	}
	for i, g := range e.m.Globals {
		if g.Mutable {
			name := PrefixGlobal + strconv.Itoa(i)
			all = append(all, wasm.Export{Name: name, Kind: wasm.KindGlobal, Index: uint32(i)})
		}
	}
	for _, x := range keep {
		all = append(all, wasm.Export{Name: PrefixFunc + x.Name, Kind: wasm.KindFunc, Index: x.Index})
	}
	return vector(all, func(w *wasm.Writer, x wasm.Export) {
		w.Name(x.Name)
		w.Byte(x.Kind)
		w.U32(x.Index)
	})
}

func (e *encoder) elements() []byte {
	return vector(e.m.Elements, func(w *wasm.Writer, s wasm.Element) {
		w.Byte(0)
		constant(w, wasm.OpI32Const, int64(int32(s.At)))
		w.U32(uint32(len(s.Funcs)))
		for _, f := range s.Funcs {
			w.U32(f)
		}
	})
}

func (e *encoder) dataCount() []byte {
	if !e.m.HasCount {
		return nil
	}
	var w wasm.Writer
	w.U32(uint32(len(e.data)))
	return w.B
}

func (e *encoder) segments() []byte {
	return vector(e.data, func(w *wasm.Writer, d wasm.Data) {
		w.Byte(bit(d.Passive))
		if !d.Passive {
			constant(w, wasm.OpI32Const, int64(int32(d.At)))
		}
		w.Name(string(d.Bytes))
	})
}

func (e *encoder) codes(funcs []check.Func) ([]byte, error) {
	if len(e.m.Code) == 0 {
		return nil, nil
	}
	var w wasm.Writer
	w.U32(uint32(len(e.m.Code)))
	f := &function{m: e.m, mark: e.mark(), arch: e.arch}
	for i := range e.m.Code {
		body, err := f.rewrite(i, funcs[i])
		if err != nil {
			return nil, err
		}
		w.U32(uint32(len(body)))
		w.Byte(body...)
	}
	if f.dropped {
		e.data = append(slices.Clip(e.data), wasm.Data{Passive: true})
	}
	return w.B, nil
}
