package vm_test

import (
	"math"
	"strings"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// reference executes the original module one instruction at a time and charges before each one.
// It takes its prices from vm.Schedule, as anybody can who wants to count gas, and shares
// nothing with the rewriter.
type reference struct {
	m      *wasm.Module
	funcs  []check.Func
	price  map[string]int64 // by line of the schedule
	costs  map[wasm.Op]int64
	bodies []refBody
	host   func(r *reference, name string, args []uint64) uint64

	gas     int64
	memory  []byte
	globals []uint64
	table   []int // function index, or -1
}

type refBody struct {
	instrs []wasm.Instr
	end    []int // of a block: where it ends
	other  []int // of an if: its else, or its end
	tested bool
	frame  int64
	total  int64 // gas of all instructions together
}

// refStop ends the reference's execution.
type refStop struct{ kind vm.Kind }

func newReference(code []byte, offered func(module, name string) (wasm.FuncType, bool)) *reference {
	m, err := wasm.Decode(code)
	if err != nil {
		panic(err)
	}
	funcs, errs := check.Module(m, check.Host{Import: offered, Bare: true})
	if len(errs) > 0 {
		panic(errs[0])
	}
	r := &reference{m: m, funcs: funcs, price: map[string]int64{}, costs: map[wasm.Op]int64{}}
	named := map[string]int64{}
	for _, p := range vm.Schedule() {
		r.price[p.Class] = int64(p.Gas)
		if p.Per == "instruction" {
			for _, name := range strings.Fields(p.Ops) {
				named[name] = int64(p.Gas)
			}
		}
	}
	for _, op := range wasm.Ops() {
		cost, ok := named[wasm.Lookup(op).Name]
		if !ok {
			cost = r.price["simple"]
		}
		r.costs[op] = cost
	}
	if m.Memory != nil && r.maxPages() > 64 {
		for op := wasm.OpI32Load; op <= wasm.OpI64Store32; op++ {
			r.costs[op] = r.price["memory_far"]
		}
	}
	for i := range m.Code {
		r.bodies = append(r.bodies, r.body(i))
	}
	return r
}

// ahead is the most gas that a look at the counter can demand before it is used.
func (r *reference) ahead() (most int64) {
	for _, b := range r.bodies {
		most = max(most, b.total)
	}
	return most
}

func (r *reference) body(i int) refBody {
	code := r.m.Code[i]
	instrs, err := wasm.DecodeBody(nil, code.Body, code.Offset)
	if err != nil {
		panic(err)
	}
	b := refBody{instrs: instrs, end: make([]int, len(instrs)), other: make([]int, len(instrs))}
	var open []int
	total := int64(0)
	for k, in := range instrs {
		total += r.costs[in.Op]
		switch in.Op {
		case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
			open = append(open, k)
		case wasm.OpElse:
			b.other[open[len(open)-1]] = k
		case wasm.OpEnd:
			if len(open) > 0 {
				o := open[len(open)-1]
				open = open[:len(open)-1]
				b.end[o] = k
				if b.other[o] == 0 {
					b.other[o] = k
				}
			}
		case wasm.OpCall, wasm.OpCallIndirect:
			b.tested = true
		}
	}
	b.tested, b.total = b.tested || total > 128, total
	locals := len(r.m.Types[r.m.Funcs[i]].Params) + len(code.Locals)
	b.frame = int64(64 + locals + r.funcs[i].Height + (len(code.Body)+r.funcs[i].Controls*(locals+1))/32)
	return b
}

// instantiate makes memory, globals and table as new.
func (r *reference) instantiate() {
	r.globals, r.table, r.memory = nil, nil, nil
	for _, g := range r.m.Globals {
		r.globals = append(r.globals, g.Init)
	}
	if r.m.Memory != nil {
		r.memory = make([]byte, r.m.Memory.Min*wasm.PageSize)
		for _, d := range r.m.Data {
			if !d.Passive {
				copy(r.memory[d.At:], d.Bytes)
			}
		}
	}
	if r.m.Table != nil {
		r.table = make([]int, r.m.Table.Min)
		for i := range r.table {
			r.table[i] = -1
		}
		for _, e := range r.m.Elements {
			for i, f := range e.Funcs {
				r.table[int(e.At)+i] = int(f)
			}
		}
	}
}

// run calls an export with a budget that includes the start of the call. It returns what was
// used, which means little unless the kind is OK.
func (r *reference) run(name string, args []uint64, budget int64) (kind vm.Kind, value uint64, used int64) {
	r.instantiate()
	r.gas = math.MaxInt64
	for _, x := range r.m.Exports {
		if x.Name == check.Initialize {
			r.call(x.Index, nil, 1<<16)
		}
	}
	r.gas = budget
	defer func() {
		used = budget - r.gas
		if stop := recover(); stop != nil {
			kind = stop.(refStop).kind
		}
	}()
	r.charge(r.price["call_start"] + r.price["call_page"]*int64(len(r.memory)/wasm.PageSize))
	for _, x := range r.m.Exports {
		if x.Name == name && x.Kind == wasm.KindFunc {
			value = r.call(x.Index, args, 1<<16)
		}
	}
	return vm.OK, value, used
}

func (r *reference) charge(gas int64) {
	if r.gas -= gas; r.gas < 0 {
		panic(refStop{vm.OutOfGas})
	}
}

// call runs function index f with slots left of the stack budget.
func (r *reference) call(f uint32, args []uint64, slots int64) uint64 {
	if int(f) < len(r.m.Imports) {
		return r.host(r, r.m.Imports[f].Name, args)
	}
	i := int(f) - len(r.m.Imports)
	b := &r.bodies[i]
	r.charge(r.price["local"] * int64(len(r.m.Code[i].Locals)))
	if b.tested {
		if slots -= b.frame; slots < 0 {
			panic(refStop{vm.StackOverflow})
		}
	}
	locals := append(append([]uint64{}, args...), make([]uint64, len(r.m.Code[i].Locals))...)
	fr := &refFrame{r: r, b: b, locals: locals, slots: slots, results: len(r.m.Types[r.m.Funcs[i]].Results)}
	return fr.run()
}
