package meter

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// function rewrites one body at a time; its buffers are reused.
type function struct {
	m       *wasm.Module
	stopped uint32 // the global that tells why a guest was stopped

	flow

	w          wasm.Writer
	params     uint32
	locals     uint32           // of the original, parameters included
	gas, depth uint32           // the locals that hold them
	temps      []wasm.ValueType // locals of the rewriter's own
	result     byte             // block type of the body
	blocks     []block
	open       uint32 // blocks open in the output
	dead       bool   // what follows is never reached and is dropped
	skip       int    // blocks opened in dropped code
}

// block is an open block of the original.
type block struct {
	op      wasm.Op
	at      uint32 // how many blocks were open in the output with the one that is its label
	wrapped bool   // the body of a loop is inside of its test
	joins   bool   // the end is reached from elsewhere than straight from above
	twice   bool   // a loop in the else branch of its fast double
	after   int64  // what both charge behind them
	skipped bool   // an if that only traps: the basic block around it goes on
}

func newFunction(m *wasm.Module, stopped uint32) *function {
	return &function{m: m, stopped: stopped, flow: flow{prices: pricesOf(m), round: newRound()}}
}

func (f *function) rewrite(i int, info check.Func) (wasm.Code, error) {
	code := f.m.Code[i]
	t := f.m.Types[f.m.Funcs[i]]
	var err *wasm.Error
	if f.instrs, err = wasm.DecodeBody(f.instrs[:0], code.Body, code.Offset); err != nil {
		return code, err
	}
	f.begin(t, code)
	f.analyse()
	f.chargeBlocks(int64(len(code.Locals)) * GasPerLocal)
	f.prologue(t, code, info)
	for k := range f.instrs {
		f.emit(k)
	}
	if invariant.Enabled() {
		invariant.Assert(f.open == 0 && f.skip == 0 && len(f.blocks) == 0, "meter",
			"function %d ends with %d blocks open, %d of the original", i, f.open, len(f.blocks))
	}
	return wasm.Code{Locals: append(slices.Clip(code.Locals), f.temps...), Body: f.w.B}, nil
}

func (f *function) begin(t wasm.FuncType, code wasm.Code) {
	f.w.B = make([]byte, 0, 2*len(code.Body)) // most bodies grow by less
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

// prologue charges the first basic block and, where a test is needed, wraps the body in it.
func (f *function) prologue(t wasm.FuncType, code wasm.Code, info check.Func) {
	late := f.due[0]
	switch {
	case f.calls || f.total > longLeaf:
		late = f.spend(0)
		f.get(f.depth)
		f.sub(frame(t, code, info))
		f.tee(f.depth)
		f.w.Byte(byte(wasm.OpI64Or))
		f.openIfNotNegative(f.result)
	case f.returns:
		f.w.Byte(byte(wasm.OpBlock), f.result)
		f.open++
	}
	f.charge(late)
	f.blocks = append(f.blocks, block{at: f.open, wrapped: f.calls || f.total > longLeaf})
}

// frame gives the slots that one activation takes of the stack budget.
func frame(t wasm.FuncType, code wasm.Code, info check.Func) int64 {
	locals := len(t.Params) + len(code.Locals)
	return int64(frameBase + locals + info.Height + (len(code.Body)+info.Merges(locals))/frameDensity)
}
