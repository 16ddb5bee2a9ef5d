package vm

import (
	"fmt"
	"sync"

	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Module is compiled code, ready to be called. It is safe for concurrent use.
type Module struct {
	engine    *Engine
	hash      [32]byte
	entries   map[string]entry
	globals   []int // indices of the mutable globals
	hasMemory bool
	mostPages uint32            // of its memory
	names     map[uint32]string // of functions, for an observer; nil if nobody watches
	code      int               // bytes
	rewritten int               // bytes
	machine   machine
	image     image

	mu      sync.Mutex
	idle    []*instance
	retired bool // the engine has forgotten the module: no instance waits any more
}

// entry is the type of a callable export.
type entry struct{ params, results []ValueType }

// Hash returns the SHA-256 of the original code.
func (m *Module) Hash() [32]byte { return m.hash }

// Has reports whether the module has this entry point.
func (m *Module) Has(entry string) bool {
	_, ok := m.entries[entry]
	return ok && entry != check.Initialize
}

// Size returns the bytes of the original code and of what the rewriter made of it.
func (m *Module) Size() (code, rewritten int) { return m.code, m.rewritten }

// MostPages is how many pages of 64 KiB an instance's memory can have.
func (m *Module) MostPages() uint32 { return m.mostPages }

// StartGas is what every call costs before its first instruction: it pays for a clean instance,
// by the pages of memory that it begins with.
func (m *Module) StartGas() Gas {
	return meter.GasPerCall + meter.GasPerCallPage*Gas(m.image.size/wasm.PageSize)
}

// Call runs an entry point of type () -> i32 on a clean instance. env is what Caller.Env
// returns to host functions. Calling an entry point that Has denies is the caller's mistake and
// gives NodeFault.
func (m *Module) Call(entry string, gas Gas, env any) Result {
	return m.CallArgs(entry, nil, gas, env)
}

// CallArgs runs any callable export with integer arguments; it is for Rules.Bare. The upper half
// of a 32-bit argument is ignored.
func (m *Module) CallArgs(entry string, args []uint64, gas Gas, env any) Result {
	t, ok := m.entries[entry]
	if !ok || entry == check.Initialize || len(args) != len(t.params) {
		return Result{Kind: NodeFault, Err: fmt.Errorf("vm: no entry %q with %d arguments", entry, len(args))}
	}
	in, err := m.take()
	if err != nil {
		return Result{Kind: NodeFault, Err: err}
	}
	if m.engine.cfg.Observer != nil {
		m.engine.cfg.Observer.Begin(m, entry, gas)
	}
	r := in.run(entry, args, gas, m.StartGas(), env)
	if m.engine.cfg.Observer != nil {
		m.engine.cfg.Observer.End(r)
	}
	m.give(in, r.Kind == OK)
	return r
}

// initialize makes the first instance, runs `_initialize` on it, and remembers what it leaves
// as the image that every call starts from.
func (m *Module) initialize() error {
	in, err := m.instantiate()
	if err != nil {
		return err
	}
	if _, ok := m.entries[check.Initialize]; ok {
		in.context.caller.closed = errInitializing
		r := in.run(check.Initialize, nil, meter.GasToInitialize, 0, nil)
		in.context.caller.closed = nil
		if r.Kind == NodeFault {
			in.close()
			return r.Err
		}
		if r.Kind != OK {
			in.close()
			return initFailed("ended with " + r.Kind.String())
		}
		m.image.initialized = true
	}
	m.image.capture(in)
	if n := m.image.held(); n > wasm.MaxImage { // more than data segments can be: it was _initialize
		in.close()
		return initFailed(fmt.Sprintf("leaves %d bytes in memory, above %d", n, wasm.MaxImage))
	}
	m.image.share()
	m.give(in, true)
	return nil
}

func initFailed(how string) error {
	return &InvalidError{[]*Reason{{Code: wasm.InitFailed, Function: -1, Message: check.Initialize + " " + how}}}
}
