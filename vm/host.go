package vm

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero/api"

	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// ValueType is the type of a parameter or a result, in its binary encoding.
type ValueType = wasm.ValueType

// The two value types of a contract. Floats are refused: their NaN bits differ between CPUs.
const (
	I32 ValueType = wasm.I32
	I64 ValueType = wasm.I64
)

// Host is everything that a guest may import: the functions of one import module.
type Host struct {
	Module string
	Funcs  []HostFunc
}

// HostFunc is one function that the guest may import.
//
// Fn finds the arguments in stack[0:] and writes its result, if it has one, to stack[0];
// a 32-bit value has its upper half zero, whatever Fn writes there. An error ends the guest's
// call: ErrOutOfGas as OutOfGas, any other as HostAbort. Fn must be deterministic, and may
// call Module.Call; it must not use c or stack after it has returned.
type HostFunc struct {
	Name    string      // within Host.Module
	Params  []ValueType // at most 8
	Results []ValueType // at most one
	Fn      func(c *Caller, stack []uint64) error
}

// maxHostParams leaves arguments in registers, where every engine and CPU is well tested.
const maxHostParams = 8

func (f HostFunc) valid() error {
	if f.Name == "" || f.Fn == nil {
		return errors.New("vm: host function without a name or a body")
	}
	if len(f.Params) > maxHostParams || len(f.Results) > 1 {
		return fmt.Errorf("vm: host function %q has too many parameters or results", f.Name)
	}
	for _, t := range append(append([]ValueType{}, f.Params...), f.Results...) {
		if t != I32 && t != I64 {
			return fmt.Errorf("vm: host function %q: type 0x%02x is not an integer", f.Name, t)
		}
	}
	return nil
}

func (f HostFunc) signature() wasm.FuncType {
	return wasm.FuncType{Params: f.Params, Results: f.Results}
}

// twin gives the function's type as rewritten modules import it.
func (f HostFunc) twin() (params, results []api.ValueType) {
	t := meter.Twin(f.signature())
	return t.Params, t.Results
}

// errStop unwinds the guest; why is in Caller.stop.
var errStop = errors.New("vm: host function ended the call")

// hostCall stands between the engine and a host function. It hands the gas over, which is
// exact here, and back.
type hostCall struct {
	fn     func(c *Caller, stack []uint64) error
	params int
	narrow []int // the 32-bit parameters
	result ValueType
	slots  int // what fn may see of the stack
}

func newHostCall(f HostFunc) *hostCall {
	h := &hostCall{fn: f.Fn, params: len(f.Params)}
	for i, t := range f.Params {
		if t == I32 {
			h.narrow = append(h.narrow, i)
		}
	}
	if len(f.Results) == 1 {
		h.result = f.Results[0]
	}
	h.slots = max(len(f.Params), len(f.Results))
	return h
}

// Call implements api.GoModuleFunction.
func (h *hostCall) Call(ctx context.Context, _ api.Module, stack []uint64) {
	c := &ctx.(*callContext).caller
	if c.gas = int64(stack[h.params]); c.gas < 0 {
		c.abort(ErrOutOfGas)
	}
	if c.closed != nil {
		c.abort(c.closed)
	}
	for _, i := range h.narrow {
		stack[i] = uint64(uint32(stack[i]))
	}
	c.inside = true
	err := h.fn(c, stack[:h.slots:h.slots])
	c.inside = false
	if err == nil && c.gas < 0 {
		err = ErrOutOfGas // fn has swallowed it
	}
	if err != nil {
		c.abort(err)
	}
	switch h.result {
	case 0:
		stack[0] = uint64(c.gas)
	case I32:
		stack[0], stack[1] = uint64(uint32(stack[0])), uint64(c.gas)
	default:
		stack[1] = uint64(c.gas)
	}
}
