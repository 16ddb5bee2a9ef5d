package meter

import (
	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/internal/wasm"
)

// function rewrites one body at a time; its buffers are reused.
type function struct {
	m    *wasm.Module
	mark uint32

	instrs   []wasm.Instr
	opener   []int  // of an else or end: the instruction that opened its block, -1 the function
	targeted []bool // of a block or loop: some branch goes to its label
	calls    bool   // there is a call
	returns  bool   // some branch goes to the function's own label
	total    int64  // gas of all instructions together

	w          wasm.Writer
	params     uint32
	locals     uint32 // of the original, parameters included
	gas, depth uint32 // the locals that hold them
	temps      []temp
	result     byte // block type of the body
	blocks     []block
	open       uint32 // blocks open in the output
	dead       bool   // what follows is never reached and is dropped
	skip       int    // blocks opened in dropped code
}

// temp is a local of the rewriter's own.
type temp struct {
	t     wasm.ValueType
	index uint32
}

// block is an open block of the original.
type block struct {
	op      wasm.Op
	empty   bool   // its label brings no value
	at      uint32 // how many blocks were open in the output with the one that is its label
	wrapped bool   // the body of a loop is inside of its test
	joins   bool   // the end is reached from elsewhere than straight from above
}

func (f *function) rewrite(i int, info check.Func) ([]byte, error) {
	code := f.m.Code[i]
	t := f.m.Types[f.m.Funcs[i]]
	var err *wasm.Error
	if f.instrs, err = wasm.DecodeBody(f.instrs[:0], code.Body, code.Offset); err != nil {
		return nil, err
	}
	f.begin(t, code)
	f.analyse()
	f.prologue(t, code, info)
	for k := range f.instrs {
		f.emit(k)
	}
	return f.assemble(code), nil
}

func (f *function) begin(t wasm.FuncType, code wasm.Code) {
	f.w.B = f.w.B[:0]
	f.params = uint32(len(t.Params))
	f.locals = f.params + uint32(len(code.Locals))
	f.gas, f.depth = f.params, f.params+1
	f.temps, f.blocks = f.temps[:0], f.blocks[:0]
	f.open, f.skip, f.dead = 0, 0, false
	f.result = wasm.BlockEmpty
	if len(t.Results) == 1 {
		f.result = t.Results[0]
	}
}

// analyse finds the ends of blocks and the labels that branches go to.
func (f *function) analyse() {
	n := len(f.instrs)
	f.opener = append(f.opener[:0], make([]int, n)...)
	f.targeted = append(f.targeted[:0], make([]bool, n)...)
	f.calls, f.returns, f.total = false, false, 0
	open := []int{-1}
	target := func(label uint64) {
		if to := open[len(open)-1-int(label)]; to < 0 {
			f.returns = true
		} else {
			f.targeted[to] = true
		}
	}
	for k := range f.instrs {
		in := &f.instrs[k]
		f.total += cost(in.Op)
		switch in.Op {
		case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
			open = append(open, k)
		case wasm.OpElse:
			f.opener[k] = open[len(open)-1]
		case wasm.OpEnd:
			f.opener[k] = open[len(open)-1]
			open = open[:len(open)-1]
		case wasm.OpBr, wasm.OpBrIf:
			target(in.Arg)
		case wasm.OpBrTable:
			for _, l := range in.Labels {
				target(uint64(l))
			}
		case wasm.OpCall, wasm.OpCallIndirect:
			f.calls = true
		}
	}
}

// run adds up the straight run of instructions that begins at k: up to and with the next branch
// or call, or up to the next place where paths meet. A run that ends in a trap is free, because
// a trap takes all gas anyway and compilers put one behind every check.
func (f *function) run(k int) (gas int64) {
	for ; k < len(f.instrs); k++ {
		op := f.instrs[k].Op
		switch op {
		case wasm.OpLoop:
			if f.targeted[k] {
				return gas
			}
		case wasm.OpElse:
			return gas
		case wasm.OpEnd:
			if o := f.opener[k]; o < 0 || f.instrs[o].Op == wasm.OpIf ||
				f.instrs[o].Op == wasm.OpBlock && f.targeted[o] {
				return gas
			}
		case wasm.OpUnreachable:
			return 0
		case wasm.OpIf, wasm.OpBr, wasm.OpBrIf, wasm.OpBrTable, wasm.OpReturn,
			wasm.OpCall, wasm.OpCallIndirect:
			return gas + cost(op)
		}
		gas += cost(op)
	}
	return gas
}

// prologue charges the first run and, where a test is needed, wraps the body in it.
func (f *function) prologue(t wasm.FuncType, code wasm.Code, info check.Func) {
	first := int64(len(code.Locals))*GasPerLocal + f.run(0)
	switch {
	case f.calls || f.total > longLeaf:
		f.spend(first)
		f.get(f.depth)
		f.sub(frame(t, code, info))
		f.tee(f.depth)
		f.w.Byte(byte(wasm.OpI64Or))
		f.openIfNotNegative(f.result)
	case f.returns:
		f.charge(first)
		f.w.Byte(byte(wasm.OpBlock), f.result)
		f.open++
	default:
		f.charge(first)
	}
	f.blocks = append(f.blocks, block{empty: f.result == wasm.BlockEmpty, at: f.open, wrapped: f.calls || f.total > longLeaf})
}

// frame gives the slots that one activation takes of the stack budget.
func frame(t wasm.FuncType, code wasm.Code, info check.Func) int64 {
	locals := len(t.Params) + len(code.Locals)
	return int64(frameBase + locals + info.Height + (len(code.Body)+info.Merges(locals))/frameDensity)
}

// assemble puts the declarations of locals before the body.
func (f *function) assemble(code wasm.Code) []byte {
	var groups wasm.Writer
	n := uint32(0)
	all := append([]wasm.ValueType{}, code.Locals...)
	for _, t := range f.temps {
		all = append(all, t.t)
	}
	for i := 0; i < len(all); n++ {
		j := i
		for j < len(all) && all[j] == all[i] {
			j++
		}
		groups.U32(uint32(j - i))
		groups.Byte(all[i])
		i = j
	}
	var w wasm.Writer
	w.U32(n)
	w.Byte(groups.B...)
	w.Byte(f.w.B...)
	return w.B
}
