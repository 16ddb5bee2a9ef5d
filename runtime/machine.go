package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

// Config tunes a node's machine. The zero value works; nothing in it can change a result (I5).
type Config struct {
	Interpreter bool        // run contracts on the slow second engine, as a check of the first
	Observer    vm.Observer // for tools: it watches every call, which must come one at a time; usually nil
	Code        vm.Disk     // where compiled code is kept; the zero value keeps none
}

// Header is what a block brings from consensus.
type Header struct {
	ChainID  string
	Height   uint64
	Time     int64 // unix seconds
	Proposer [20]byte
	Hash     [32]byte // of the block that is executed; zeros where none is

	Votes       []Vote        // on the block before, by all of its validators
	Misbehavior []Misbehavior // that consensus has proven
}

// Machine executes blocks, one at a time. Queries and checks beside a block are safe.
type Machine struct {
	eng       *vm.Engine
	seen      signatures
	preparing preparation

	// Migrations lead the records of a state from one format to the next, in this order, the first one from
	// world.FirstFormat. Those of the program unless a test sets others, before the first block.
	Migrations []Migration

	// Rehearsal is what new code goes through before a vote, in this order. It is consensus: all programs of a chain have
	// the same, from the first block on.
	Rehearsal []Act

	// Steps is told of each call that the chain itself makes, before it, and of each event of the host, after it: what changes in a
	// boundary, an activation, or a way back changes between two of them. For tests, which end the process there; else nil.
	Steps func(step string)
}

// spareModules is how many codes an engine remembers beside the warm ones: for queries, for
// simulations, and within a transaction that has paid for them.
const spareModules = 32

// NewEngine builds the sandbox with the host functions of the ABI.
func NewEngine(cfg Config) (*vm.Engine, error) {
	kind := vm.Compiler
	if cfg.Interpreter {
		kind = vm.Interpreter
	}
	return vm.NewEngine(vm.Host{Module: abi.Module, Funcs: hostFunctions}, vm.Rules{Entries: abi.Entries()},
		vm.Config{Engine: kind, CacheModules: spareModules, Observer: cfg.Observer, Disk: cfg.Code})
}

// New returns a machine over an engine of NewEngine, which it does not close.
func New(eng *vm.Engine) *Machine {
	return &Machine{eng: eng, seen: newSignatures(), Migrations: migrations}
}
