package meter

import (
	"math"
	"slices"
	"strconv"

	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// The exports of a rewritten module. The original's own exports are dropped, so none collides.
const (
	ExportMemory = "memory"
	ExportStop   = "stopped"   // i64: NotStopped, or the gas when a test stopped the guest
	PrefixFunc   = "function " // and the original name
	PrefixGlobal = "global "   // and the index of a mutable global, in decimal
)

// NotStopped is the value of ExportStop in an instance that no test has stopped.
const NotStopped = math.MinInt64

// Twin gives the type that a function has in the rewritten module: gas and stack slots behind
// the parameters, gas behind the result.
func Twin(t wasm.FuncType) wasm.FuncType {
	return wasm.FuncType{
		Params:  append(append([]wasm.ValueType{}, t.Params...), wasm.I64, wasm.I64),
		Results: append(append([]wasm.ValueType{}, t.Results...), wasm.I64),
	}
}

// Rewrite returns a checked module in its metered form, which has the given functions as exports.
// The two share what metering does not change.
func Rewrite(m *wasm.Module, funcs []check.Func, exported []wasm.Export) (*wasm.Module, error) {
	stopped := uint32(len(m.Globals)) // one beyond the module's own: the checked code cannot name it
	out := &wasm.Module{
		Imports: m.Imports, Funcs: m.Funcs, Table: fixed(m.Table), Memory: bounded(m.Memory),
		Exports: exports(m, stopped, exported), Elements: m.Elements, Data: m.Data, HasCount: m.HasCount,
	}
	for _, t := range m.Types {
		out.Types = append(out.Types, Twin(t))
	}
	notStopped := int64(NotStopped)
	out.Globals = append(slices.Clip(m.Globals), wasm.Global{Type: wasm.I64, Mutable: true, Init: uint64(notStopped)})
	f := newFunction(m, stopped)
	for i := range m.Code {
		code, err := f.rewrite(i, funcs[i])
		if err != nil {
			return nil, err
		}
		out.Code = append(out.Code, code)
	}
	return out, nil
}

// fixed declares that a table does not grow: no instruction can do it.
func fixed(table *wasm.Range) *wasm.Range {
	if table == nil {
		return nil
	}
	return &wasm.Range{Min: table.Min, Max: table.Min, HasMax: true}
}

// bounded always declares a maximum, so that growing fails at the same page on every node.
func bounded(memory *wasm.Range) *wasm.Range {
	if memory == nil {
		return nil
	}
	return &wasm.Range{Min: memory.Min, Max: MaxPages(memory), HasMax: true}
}

// exports lists the exports of the metered module.
func exports(m *wasm.Module, stopped uint32, funcs []wasm.Export) []wasm.Export {
	all := []wasm.Export{{Name: ExportStop, Kind: wasm.KindGlobal, Index: stopped}}
	if m.Memory != nil {
		all = append(all, wasm.Export{Name: ExportMemory, Kind: wasm.KindMemory})
	}
	for i, g := range m.Globals {
		if g.Mutable {
			name := PrefixGlobal + strconv.Itoa(i)
			all = append(all, wasm.Export{Name: name, Kind: wasm.KindGlobal, Index: uint32(i)})
		}
	}
	for _, x := range funcs {
		all = append(all, wasm.Export{Name: PrefixFunc + x.Name, Kind: wasm.KindFunc, Index: x.Index})
	}
	return all
}
