package vm

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Report is what Check found.
type Report struct {
	Reasons   []*Reason // empty if the module is accepted; at most 32
	Imports   []Func    // functions the module imports
	Exports   []Func    // functions the module exports
	Size      Size      // how large it is
	Uses      []Use     // what it takes of the limits; the first alone if it cannot be decoded
	DeployGas Gas       // price of checking, compiling and initialising it
	FarMemory bool      // its loads and stores cost memory_far instead of memory
}

// Accepted reports whether there is no reason to refuse the module.
func (r Report) Accepted() bool { return len(r.Reasons) == 0 }

// Func describes an imported or exported function.
type Func struct {
	Module  string // import module; "" for an export
	Name    string
	Params  []ValueType
	Results []ValueType
}

// Size is how large a module is, in numbers.
type Size struct {
	Bytes, Functions, Globals, Table, DataSegments, DataBytes, Pages int
	MostPages                                                        int // where its memory stops to grow
	Work                                                             int // to compile, see the price deploy_work
	MostWork                                                         int // limit of Work, by Bytes
}

// Check says everything that is wrong with a module, without compiling it. It never fails and
// is a pure function of the code, the host's functions and the rules. What it cannot see is
// whether `_initialize` succeeds; Compile runs it.
func (e *Engine) Check(code []byte) Report {
	p, errs := e.prepare(code)
	r := Report{Reasons: errs, Size: Size{Bytes: len(code), MostWork: check.MostWork(len(code))}}
	if p == nil {
		r.Uses = []Use{codeBytes(r.Size)}
		return r
	}
	p.describe(&r)
	r.Uses = p.uses(r.Size)
	if len(errs) == 0 {
		r.DeployGas = p.deployGas(&r)
	}
	return r
}

// checked is a decoded module with what the checker learnt about it.
type checked struct {
	code  []byte
	m     *wasm.Module
	funcs []check.Func // nil if the module is refused before its bodies are looked at
}

// prepare does the first two steps: decode and validate. It gives nil if decoding failed.
func (e *Engine) prepare(code []byte) (*checked, []*Reason) {
	m, err := wasm.Decode(code)
	if err != nil {
		return nil, []*Reason{err}
	}
	funcs, errs := check.Module(m, check.Host{Import: e.offered, Entries: e.rules.Entries, Bare: e.rules.Bare})
	return &checked{code, m, funcs}, errs
}

func (p *checked) describe(r *Report) {
	m := p.m
	for i, im := range m.Imports {
		t, _ := m.FuncType(uint32(i))
		r.Imports = append(r.Imports, Func{im.Module, im.Name, t.Params, t.Results})
	}
	for _, x := range m.Exports {
		if t, ok := m.FuncType(x.Index); ok && x.Kind == wasm.KindFunc {
			r.Exports = append(r.Exports, Func{"", x.Name, t.Params, t.Results})
		}
	}
	r.Size.Functions, r.Size.Globals, r.Size.DataSegments = len(m.Funcs), len(m.Globals), len(m.Data)
	for _, d := range m.Data {
		r.Size.DataBytes += len(d.Bytes)
	}
	if m.Table != nil {
		r.Size.Table = int(m.Table.Min)
	}
	if m.Memory != nil {
		r.Size.Pages, r.Size.MostPages = int(m.Memory.Min), int(meter.MaxPages(m.Memory))
		r.FarMemory = meter.Far(m.Memory)
	}
	for i, f := range p.funcs {
		r.Size.Work += f.Work(p.locals(i))
	}
}

// locals counts the parameters and locals of the ith defined function.
func (p *checked) locals(i int) int {
	return len(p.m.Types[p.m.Funcs[i]].Params) + len(p.m.Code[i].Locals)
}

func (p *checked) deployGas(r *Report) Gas {
	gas := Gas(meter.GasPerDeploy) + Gas(len(p.code))*meter.GasPerCodeByte + Gas(r.Size.Work)*meter.GasPerWork
	if slices.ContainsFunc(p.m.Exports, func(x wasm.Export) bool { return x.Name == check.Initialize }) {
		gas += meter.GasToInitialize
	}
	return gas
}
