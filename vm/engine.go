package vm

import "errors"

// EngineKind chooses who executes the rewritten module. Both give the same results and gas.
type EngineKind int

const (
	// Compiler makes machine code (amd64, arm64). It is the default.
	Compiler EngineKind = iota
	// Interpreter is some fifty times slower and serves as a second opinion.
	Interpreter
)

// Config tunes a node's engine. The zero value works; nothing in it can change a result.
type Config struct {
	Engine        EngineKind
	CacheDir      string // where machine code is kept between starts; "" keeps it in memory only
	CacheModules  int    // compiled modules held in memory; 0 means 128
	IdleInstances int    // clean instances kept per module; 0 means 4
}

// Rules says what a module must look like beyond the VM's own limits.
type Rules struct {
	Entries []string // exported entry points, each () -> i32; at least one must be present
	Bare    bool     // kernels and tools: any export with integer parameters may be called
}

// Engine checks, compiles and holds modules for one set of host functions and rules.
// It is safe for concurrent use.
type Engine struct{}

// NewEngine builds an engine. It fails if the host functions are malformed or the engine
// kind is not available on this machine.
func NewEngine(host Host, rules Rules, cfg Config) (*Engine, error) { return nil, errSkeleton }

// Close frees all compiled code. Calls in flight must have ended.
func (e *Engine) Close() error { return errSkeleton }

// Compile checks, rewrites and compiles a module, and runs its `_initialize`. A refused module
// gives an *InvalidError; any other error is a fault of this node. It is idempotent.
func (e *Engine) Compile(code []byte) (*Module, error) { return nil, errSkeleton }

// Check says everything that is wrong with a module, without compiling it.
func (e *Engine) Check(code []byte) Report { return Report{} }

// Report is what Check found.
type Report struct {
	Reasons   []Reason // empty if the module is accepted
	Imports   []Func   // functions the module imports
	Exports   []Func   // functions the module exports
	Size      Size     // what it uses of each limit
	DeployGas Gas      // price of checking and compiling it
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

// Size is what a module uses of the limits, each next to its Limits field of the same name.
type Size struct {
	Bytes, Functions, Globals, Table, DataSegments, DataBytes, Pages, CompileWork int
}

var errSkeleton = errors.New("vm: not there yet")
