package vm

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/tetratelabs/wazero"

	"github.com/peerz-ai/peerz-chain/vm/internal/check"
	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/internal/workaround"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// compile does the steps of the package but the last, as far as the disk has not done them.
func (e *Engine) compile(hash [32]byte, code []byte) (*Module, error) {
	m, rewritten, saved := e.load(hash, code)
	var err error
	if m == nil {
		if m, rewritten, err = e.draft(hash, code); err != nil {
			return nil, err
		}
	}
	m.code, m.rewritten = len(code), len(rewritten)
	if m.machine, err = e.translate(m, rewritten, saved); err != nil {
		return nil, e.compileFault(rewritten, err)
	}
	if err := m.initialize(); err != nil {
		m.machine.close()
		return nil, err
	}
	// The engine may forget a module that is still in use, so its machine code goes with the
	// last handle.
	runtime.AddCleanup(m, machine.close, m.machine)
	runtime.AddCleanup(m, (*file).close, m.image.file)
	return m, nil
}

// draft checks a module and rewrites it.
func (e *Engine) draft(hash [32]byte, code []byte) (m *Module, rewritten []byte, err error) {
	p, errs := e.prepare(code)
	if len(errs) > 0 {
		return nil, nil, &InvalidError{errs}
	}
	m = p.module(e, hash)
	metered, err := meter.Rewrite(p.m, p.funcs, m.callable(p.m))
	if err == nil {
		err = workaround.Apply(metered, runtime.GOARCH)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("vm: rewrite: %w", err)
	}
	return m, metered.Encode(), nil
}

// translate makes machine code, through the disk if there is one. saved is what the engine has
// left there in an earlier life; nil is nothing.
func (e *Engine) translate(m *Module, rewritten, saved []byte) (machine, error) {
	ctx := context.Background()
	if e.files != nil {
		if out, err := e.throughDisk(ctx, m.hash, rewritten, saved); err == nil {
			return out, nil
		} // a disk that does not work must not matter
	}
	code, err := compileModule(e.cfg.watched(ctx, false, m.names), e.runtime, rewritten)
	return machine{runtime: e.runtime, code: code}, err
}

// compileModule is the engine's, with its panics as errors: they are its bugs, and the code that
// finds one was written by a stranger.
func compileModule(ctx context.Context, rt wazero.Runtime, binary []byte) (c wazero.CompiledModule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("engine panicked: %v", r)
		}
	}()
	return rt.CompileModule(ctx, binary)
}

// compileFault decides whose fault it is that a checked module does not compile. If the other engine
// refuses it too, all nodes agree and it is the module's.
func (e *Engine) compileFault(binary []byte, cause error) error {
	rt, err := Config{Engine: Interpreter}.newRuntime(Host{}, nil)
	if err != nil {
		return fmt.Errorf("vm: compile: %w", cause)
	}
	ctx := context.Background()
	defer func() { _ = rt.Close(ctx) }()
	if _, err := compileModule(ctx, rt, binary); err != nil {
		return &InvalidError{[]*Reason{{Code: wasm.EngineRefused, Function: -1, Message: "the engine does not compile it"}}}
	}
	return fmt.Errorf("vm: compile: %w", cause)
}

// module collects what calls need to know of a checked module.
func (p *checked) module(e *Engine, hash [32]byte) *Module {
	m := &Module{engine: e, hash: hash, entries: map[string]entry{}}
	for _, x := range p.m.Exports {
		if x.Kind != wasm.KindFunc || int(x.Index) < len(p.m.Imports) {
			continue
		}
		if t, _ := p.m.FuncType(x.Index); e.rules.callable(x.Name) || x.Name == check.Initialize {
			m.entries[x.Name] = entry{params: t.Params, results: t.Results}
		}
	}
	for i, g := range p.m.Globals {
		if g.Mutable {
			m.globals = append(m.globals, i)
		}
	}
	if m.hasMemory = p.m.Memory != nil; m.hasMemory {
		m.mostPages = meter.MaxPages(p.m.Memory)
	}
	m.names = e.cfg.names(p.m)
	return m
}

// callable lists the exports that stay callable, in the module's order.
func (m *Module) callable(from *wasm.Module) []wasm.Export {
	var callable []wasm.Export
	for _, x := range from.Exports {
		if _, ok := m.entries[x.Name]; ok && x.Kind == wasm.KindFunc {
			callable = append(callable, x)
		}
	}
	return callable
}

func (r Rules) callable(name string) bool {
	return r.Bare || slices.Contains(r.Entries, name)
}
