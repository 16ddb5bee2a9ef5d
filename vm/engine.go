package vm

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// EngineKind chooses who executes the rewritten module. Both give the same results and gas.
type EngineKind int

const (
	// Compiler makes machine code (amd64, arm64). It is the default.
	Compiler EngineKind = iota
	// Interpreter is some fifty times slower and serves as a second opinion.
	Interpreter
)

// Config tunes a node's engine. The zero value works; nothing in it can change a result (I5).
type Config struct {
	Engine       EngineKind
	CacheModules int      // compiled modules that the engine remembers besides those of Hold; 0 means 128
	IdleBytes    int64    // memory of clean instances that wait for calls, those of what was called last; 0 means 64 MiB
	Observer     Observer // for tools: it is told about each function, which is slow; usually nil
	Disk         Disk     // machine code that outlives the engine; only for Compiler without Observer
}

// Rules says what a module must look like beyond the VM's own limits.
type Rules struct {
	Entries []string // exported entry points, each () -> i32; at least one must be present
	Bare    bool     // kernels and tools: any export with integer parameters may be called
}

// Engine checks, compiles and holds modules for one set of host functions and rules.
// It is safe for concurrent use.
type Engine struct {
	runtime wazero.Runtime
	cfg     Config
	rules   Rules
	host    Host
	imports map[string]wasm.FuncType // by name within the host module
	files   *codeFiles               // nil if nothing is saved on the disk
	idle    atomic.Int64             // bytes of idle instances
	regions regions                  // where guest memories live

	loads atomic.Uint64 // see Loads
	mu    sync.Mutex
	slots map[[32]byte]*slot
	held  map[[32]byte]bool // never forgotten, see Hold
	clock uint64            // counts uses, for eviction
}

// features are what rewritten modules use. Bulk memory and reference types come as a pair in
// this engine; the checker refuses what contracts may not use of them.
const features = api.CoreFeatureMutableGlobal | api.CoreFeatureSignExtensionOps |
	api.CoreFeatureMultiValue | api.CoreFeatureBulkMemoryOperations | api.CoreFeatureReferenceTypes

// NewEngine builds an engine. It fails if the host functions are malformed or the engine
// kind is not available on this machine.
func NewEngine(host Host, rules Rules, cfg Config) (*Engine, error) {
	if cfg.CacheModules == 0 {
		cfg.CacheModules = 128
	}
	if cfg.IdleBytes == 0 {
		cfg.IdleBytes = 64 << 20
	}
	e := &Engine{cfg: cfg, rules: rules, host: host,
		imports: map[string]wasm.FuncType{}, slots: map[[32]byte]*slot{}}
	for _, f := range host.Funcs {
		if err := f.valid(); err != nil {
			return nil, err
		}
		if _, twice := e.imports[f.Name]; twice {
			return nil, fmt.Errorf("vm: host function %q is given twice", f.Name)
		}
		e.imports[f.Name] = f.signature()
	}
	var err error
	if e.runtime, err = cfg.newRuntime(host, nil); err != nil {
		return nil, err
	}
	if cfg.Engine == Compiler && cfg.Observer == nil {
		e.files = cfg.Disk.open(host, rules)
	}
	return e, nil
}

// newRuntime starts wazero with the host functions, and with files for machine code
// unless that is nil.
func (c Config) newRuntime(host Host, files wazero.CompilationCache) (rt wazero.Runtime, err error) {
	defer func() {
		if r := recover(); r != nil { // how wazero reports a machine it cannot compile for
			err = fmt.Errorf("vm: engine is not available: %v", r)
		}
	}()
	config := wazero.NewRuntimeConfigCompiler()
	if c.Engine == Interpreter {
		config = wazero.NewRuntimeConfigInterpreter()
	}
	if files != nil {
		config = config.WithCompilationCache(files)
	}
	ctx := context.Background()
	rt = wazero.NewRuntimeWithConfig(ctx, config.WithCoreFeatures(features).
		WithMemoryLimitPages(wasm.MaxPages).WithDebugInfoEnabled(false).WithCustomSections(false))
	if len(host.Funcs) == 0 {
		return rt, nil
	}
	b := rt.NewHostModuleBuilder(host.Module)
	for _, f := range host.Funcs {
		params, results := f.twin()
		b.NewFunctionBuilder().WithGoModuleFunction(newHostCall(f), params, results).Export(f.Name)
	}
	if _, err := b.Instantiate(c.watched(ctx, true, nil)); err != nil {
		return nil, errors.Join(fmt.Errorf("vm: host functions: %w", err), rt.Close(ctx))
	}
	return rt, nil
}

// Close frees all compiled code. Compilations and calls must have ended; later calls fail.
func (e *Engine) Close() error {
	e.mu.Lock()
	for _, s := range e.slots { // order does not matter: all are closed
		if s.m != nil {
			s.m.drain(true)
			s.m.machine.close()
		}
	}
	clear(e.slots)
	e.mu.Unlock()
	err := e.runtime.Close(context.Background())
	e.regions.close()
	if err != nil {
		return fmt.Errorf("vm: close: %w", err)
	}
	return nil
}

// offered looks up what a guest may import.
func (e *Engine) offered(module, name string) (wasm.FuncType, bool) {
	if module != e.host.Module {
		return wasm.FuncType{}, false
	}
	t, ok := e.imports[name]
	return t, ok
}
