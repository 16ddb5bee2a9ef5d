package vm

import (
	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Use is how much of a limit a module takes. A limit per function counts for the function that
// takes the most of it.
type Use struct {
	Name string // of the limit, as in Limits
	Used int
	Max  int // for this module: some limits grow with its size
}

// uses measures a module that could be decoded. What its bodies hold is 0 if they were not looked
// at. What `_initialize` leaves in memory is known only once it runs, and not part of it.
func (p *checked) uses(s Size) []Use {
	m := p.m
	var locals, params, body, loops, controls, nesting, labels, names int
	merges := Use{"locals x controls per function", 0, wasm.MaxMerges}
	for i, c := range m.Code {
		locals, body = max(locals, len(c.Locals)), max(body, len(c.Body))
		if i >= len(p.funcs) {
			continue
		}
		f := p.funcs[i]
		loops, controls, nesting, labels = max(loops, f.Loops), max(controls, f.Controls), max(nesting, f.Nesting), max(labels, f.Labels)
		if n := f.Merges(p.locals(i)); n > merges.Used {
			merges.Used, merges.Max = n, check.MostMerges(len(c.Body))
		}
	}
	for _, t := range m.Types {
		params = max(params, len(t.Params))
	}
	for _, im := range m.Imports {
		names = max(names, len(im.Module), len(im.Name))
	}
	for _, x := range m.Exports {
		names = max(names, len(x.Name))
	}
	pages := Use{"memory pages", s.Pages, wasm.MaxPages}
	if m.Memory != nil {
		pages.Max = int(meter.MaxPages(m.Memory))
	}
	return []Use{
		codeBytes(s), {"types", len(m.Types), wasm.MaxTypes}, {"imports", len(m.Imports), wasm.MaxImports},
		{"functions", s.Functions, wasm.MaxFunctions}, {"body bytes", body, wasm.MaxBody},
		{"locals per function", locals, wasm.MaxLocals}, {"params per function", params, wasm.MaxParams},
		{"loops per function", loops, wasm.MaxLoops}, {"control operators per function", controls, wasm.MaxControls},
		{"nesting", nesting, wasm.MaxNesting}, {"br_table labels", labels, wasm.MaxBrTable},
		{"globals", s.Globals, wasm.MaxGlobals}, {"exports", len(m.Exports), wasm.MaxExports},
		{"table elements", s.Table, wasm.MaxTable}, {"element segments", len(m.Elements), wasm.MaxElements},
		{"data segments", s.DataSegments, wasm.MaxData}, {"data bytes", s.DataBytes, wasm.MaxDataBytes},
		pages, merges, {"work to compile", s.Work, s.MostWork}, {"name bytes", names, wasm.MaxName},
	}
}

func codeBytes(s Size) Use { return Use{"code bytes", s.Bytes, wasm.MaxCode} }
