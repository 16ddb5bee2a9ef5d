//go:build cgo

package engine

import (
	"context"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// stock is wazero's compiler without any metering: the floor that ours stands on.
type stock struct {
	runtime wazero.Runtime
	fresh   bool // a new instance for each call
}

var background = context.Background()

func openWazero(fresh bool) (Engine, error) {
	e := &stock{wazero.NewRuntimeWithConfig(background, wazero.NewRuntimeConfigCompiler()), fresh}
	host := e.runtime.NewHostModuleBuilder(hostModule).
		NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(wazeroInput), i32(2), i32(1)).Export("input").
		NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(wazeroOutput), i32(2), i32(1)).Export("output").
		NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(wazeroTick), i32(1), i32(1)).Export("tick")
	for _, s := range stubs {
		results := i32(s.results)
		if s.wide {
			results[0] = api.ValueTypeI64
		}
		host.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(wazeroStub), i32(s.params), results).Export(s.name)
	}
	_, err := host.Instantiate(background)
	return e, err
}

func i32(n int) []api.ValueType {
	types := make([]api.ValueType, n)
	for i := range types {
		types[i] = api.ValueTypeI32
	}
	return types
}

func wazeroInput(_ context.Context, m api.Module, stack []uint64) {
	n := min(len(Input), int(uint32(stack[1])))
	if !m.Memory().Write(uint32(stack[0]), Input[:n]) {
		panic("input out of bounds")
	}
	stack[0] = uint64(n)
}

func wazeroOutput(_ context.Context, m api.Module, stack []uint64) {
	out, ok := m.Memory().Read(uint32(stack[0]), uint32(stack[1]))
	if !ok || len(out) > maxOutput {
		panic("output out of bounds")
	}
	stack[0] = uint64(len(append([]byte(nil), out...)))
}

func wazeroStub(_ context.Context, _ api.Module, stack []uint64) { stack[0] = 0 }

func wazeroTick(_ context.Context, _ api.Module, stack []uint64) {
	stack[0] = uint64(uint32(stack[0]) + 1)
}

func (e *stock) Close() error { return e.runtime.Close(background) }

func (e *stock) Compile(code []byte) (Program, error) {
	compiled, err := e.runtime.CompileModule(background, code)
	if err != nil {
		return nil, err
	}
	return &stockProgram{engine: e, compiled: compiled}, nil
}

type stockProgram struct {
	engine   *stock
	compiled wazero.CompiledModule
	cached   api.Module
	entries  map[string]api.Function
	stack    [1]uint64
}

func (p *stockProgram) instantiate() (api.Module, error) {
	return p.engine.runtime.InstantiateModule(background, p.compiled, wazero.NewModuleConfig().WithName(""))
}

func (p *stockProgram) Call(entry string, n uint32) (uint64, error) {
	if p.engine.fresh {
		m, err := p.instantiate()
		if err != nil {
			return 0, err
		}
		defer m.Close(background)
		return p.call(m.ExportedFunction(entry), n)
	}
	f, err := p.entry(entry)
	if err != nil {
		return 0, err
	}
	return p.call(f, n)
}

func (p *stockProgram) entry(name string) (api.Function, error) {
	if p.cached == nil {
		m, err := p.instantiate()
		if err != nil {
			return nil, err
		}
		p.cached, p.entries = m, map[string]api.Function{}
	}
	f := p.entries[name]
	if f == nil {
		f = p.cached.ExportedFunction(name)
		p.entries[name] = f
	}
	return f, nil
}

func (p *stockProgram) call(f api.Function, n uint32) (uint64, error) {
	p.stack[0] = uint64(n)
	err := f.CallWithStack(background, p.stack[:])
	return p.stack[0], err
}

func (p *stockProgram) Close() error {
	if p.cached != nil {
		p.cached.Close(background)
	}
	return p.compiled.Close(background)
}
