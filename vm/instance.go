package vm

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// instance is one instance of a module. It serves one call, and after it is put back to the
// module's image another one (I8).
type instance struct {
	module  *Module
	guest   api.Module
	context callContext
	region  *region             // where its memory is; nil if the engine has allocated it
	stopped api.Global          // see meter.ExportStop
	globals []api.MutableGlobal // in the order of Module.globals
	funcs   map[string]api.Function
	stack   [wasm.MaxParams + 2]uint64
}

var errInitializing = errors.New("vm: host functions cannot be used by _initialize")

// instantiate makes an instance as the engine does, before `_initialize`.
func (m *Module) instantiate() (*instance, error) {
	ctx, memory := m.engine.regions.withRegion(context.Background())
	guest, err := m.machine.runtime.InstantiateModule(ctx, m.machine.code,
		wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		return nil, fmt.Errorf("vm: instantiate: %w", err) // segments fit: it is not the module
	}
	in := &instance{module: m, guest: guest, funcs: map[string]api.Function{}}
	in.context.Context, in.region = context.Background(), *memory
	in.stopped = guest.ExportedGlobal(meter.ExportStop)
	if m.hasMemory {
		in.context.caller.memory = guest.Memory()
	}
	for _, i := range m.globals {
		g := guest.ExportedGlobal(meter.PrefixGlobal + strconv.Itoa(i))
		in.globals = append(in.globals, g.(api.MutableGlobal))
	}
	return in, nil
}

func (in *instance) close() { _ = in.guest.Close(in.context.Context) }

// size is the length of the memory in bytes.
func (in *instance) size() int {
	if in.context.caller.memory == nil {
		return 0
	}
	return int(in.context.caller.memory.Size())
}

// memory is a view of the whole memory.
func (in *instance) memory() []byte {
	if in.context.caller.memory == nil {
		return nil
	}
	b, _ := in.context.caller.memory.Read(0, in.context.caller.memory.Size())
	return b
}

// function looks an entry up once; the engine's own look-up is slow.
func (in *instance) function(name string) api.Function {
	f, ok := in.funcs[name]
	if !ok {
		f = in.guest.ExportedFunction(meter.PrefixFunc + name)
		in.funcs[name] = f
	}
	return f
}

// run calls an entry. start is charged first.
func (in *instance) run(name string, args []uint64, gas, start Gas, env any) Result {
	limit := min(gas, MaxGas)
	if limit < start {
		return Result{Kind: OutOfGas, GasUsed: gas}
	}
	t := in.module.entries[name]
	for i, arg := range args {
		in.stack[i] = narrow(t.params[i], arg)
	}
	in.stack[len(args)], in.stack[len(args)+1] = limit-start, meter.StackSlots
	c := &in.context.caller
	c.env, c.stop, c.inside = env, nil, false
	err := in.function(name).CallWithStack(&in.context, in.stack[:])
	c.env = nil
	if err != nil {
		return in.failure(err, gas, limit)
	}
	left := int64(in.stack[len(t.results)])
	if invariant.Enabled() {
		invariant.Assert(left <= int64(limit-start), "I3", "%s returned %d gas of %d", name, left, limit-start)
	}
	if left < 0 {
		return Result{Kind: OutOfGas, GasUsed: gas}
	}
	r := Result{GasUsed: limit - Gas(left)}
	if len(t.results) == 1 {
		r.Value = narrow(t.results[0], in.stack[0])
	}
	return r
}

func narrow(t ValueType, v uint64) uint64 {
	if t == I32 {
		return uint64(uint32(v))
	}
	return v
}

// failure tells why a call did not return, without trusting more of the engine's error than
// whether it is one of its traps.
func (in *instance) failure(err error, gas, limit Gas) Result {
	c := &in.context.caller
	stopped := int64(in.stopped.Get())
	switch {
	case c.stop != nil && errors.Is(c.stop, ErrOutOfGas):
		return Result{Kind: OutOfGas, GasUsed: gas}
	case c.stop != nil:
		return Result{Kind: HostAbort, GasUsed: limit - c.Gas(), Err: c.stop}
	case c.inside: // nothing that a guest can bring about (I7)
		return Result{Kind: NodeFault, Err: fmt.Errorf("vm: host function panicked: %w", err)}
	case stopped != meter.NotStopped && stopped < 0:
		return Result{Kind: OutOfGas, GasUsed: gas}
	case stopped != meter.NotStopped:
		return Result{Kind: StackOverflow, GasUsed: gas}
	case isTrap(err):
		return Result{Kind: Trap, GasUsed: gas}
	}
	return Result{Kind: NodeFault, Err: fmt.Errorf("vm: engine failed: %w", err)}
}

// isTrap recognises the guest's own faults. Everything else is the engine's: a full native
// stack, above all, which the metered stack is there to prevent.
func isTrap(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		switch err.Error() {
		case "unreachable", "integer divide by zero", "integer overflow",
			"out of bounds memory access", "invalid table access", "indirect call type mismatch":
			return true
		}
	}
	return false
}
