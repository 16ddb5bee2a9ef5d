// Package check decides whether a decoded module is one that contracts may use: indices in
// range, segments within bounds, imports and exports as agreed, every body well typed and of a
// size that compiles in bounded time. It collects all reasons, one per function, because an
// author wants to see them together.
//
// The rewriter and the engine trust what passed here. The types are checked as the WebAssembly
// specification's appendix describes it: a stack of operand types and a stack of blocks.
package check

import "github.com/peerz-ai/peerz-chain/vm/wasm"

// MaxReasons bounds how many reasons are collected.
const MaxReasons = 32

// The exports with a meaning of their own.
const (
	Memory     = "memory"      // a contract's memory, for host functions
	Initialize = "_initialize" // () -> (), run once when the module is compiled
	start      = "_start"      // a command's entry, which some engines run unasked
)

// Host tells what may be imported and what must be exported.
type Host struct {
	Import  func(module, name string) (wasm.FuncType, bool)
	Entries []string // allowed entry points, each () -> i32; at least one is needed
	Bare    bool     // no entry point and no memory is needed; any function may be called
}

// Func is what the checker learnt about a defined function.
type Func struct {
	Size     int // bytes of the instructions
	Height   int // most operands at once
	Controls int // blocks, branches and their labels, and what the rewriter puts a branch at
	Loops    int
	Nesting  int // most blocks inside each other, the function's own included
	Labels   int // most labels of a br_table, the default not counted
	Rems     int // remainders, each of which becomes a dozen instructions for arm64
	Heavies  int // memory.grow, memory.copy and the like, call_indirect: each becomes dozens of instructions
}

// Merges estimates how many values the compiler must bring together where paths meet.
func (f Func) Merges(locals int) int { return f.Controls * (locals + 1) }

// MostMerges is the limit of Merges for a body of this size, in bytes.
func MostMerges(size int) int { return wasm.MaxMerges + wasm.MergesPerByte*size }

// Work estimates the compiler's effort: values times the points where they meet; the square of the
// number of blocks, for it walks from each one up the tree of those that lead to it; the square of
// the length, because values that live long have more others to share registers with; and what a
// byte of code can grow to.
func (f Func) Work(locals int) int {
	return f.Merges(locals) + f.Controls*f.Controls/16 + int(int64(f.Size)*int64(f.Size)/16384) +
		workPerRem*f.Rems + workPerHeavy*f.Heavies
}

// What single instructions take to compile: with it, they cost as much time for their price as
// other code.
const (
	workPerRem   = 16
	workPerHeavy = 64
)

// MostWork is the limit of the work of all functions of a module with so many bytes.
func MostWork(size int) int { return wasm.MaxWork + wasm.MaxWorkPerByte*size }

// Module checks everything and returns one Func per defined function, in order.
func Module(m *wasm.Module, host Host) ([]Func, []*wasm.Error) {
	c := &module{m: m, host: host}
	c.types()
	c.imports()
	c.exports()
	c.segments()
	if len(c.errs) > 0 {
		return nil, c.errs // bodies refer to what is broken
	}
	return c.bodies(), c.errs
}

type module struct {
	m    *wasm.Module
	host Host
	errs []*wasm.Error
}

func (c *module) fail(err *wasm.Error) {
	if len(c.errs) < MaxReasons {
		c.errs = append(c.errs, err)
	}
}

func (c *module) failf(code string, offset int, format string, args ...any) {
	c.fail(wasm.Errorf(code, offset, format, args...))
}
