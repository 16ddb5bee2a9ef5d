//go:build cgo

package engine

import (
	"errors"

	"github.com/bytecodealliance/wasmtime-go/v39"
)

// fueled is wasmtime (Cranelift) metered by its fuel.
type fueled struct {
	engine *wasmtime.Engine
	fresh  bool // a new store and, from a pool, a new instance for each call
}

// fuel is more than any kernel burns.
const fuel = 1 << 60

func openWasmtime(fresh bool) (Engine, error) {
	config := wasmtime.NewConfig()
	config.SetConsumeFuel(true)
	config.SetParallelCompilation(false) // deploy costs are compared as processor time
	if fresh {
		pool(config)
	}
	return &fueled{wasmtime.NewEngineWithConfig(config), fresh}, nil
}

func (e *fueled) Close() error {
	e.engine.Close()
	return nil
}

func (e *fueled) Compile(code []byte) (Program, error) {
	module, err := wasmtime.NewModule(e.engine, code)
	if err != nil {
		return nil, err
	}
	linker := wasmtime.NewLinker(e.engine)
	err = errors.Join(
		linker.FuncWrap(hostModule, "input", wasmtimeInput),
		linker.FuncWrap(hostModule, "output", wasmtimeOutput),
		linker.FuncWrap(hostModule, "tick", func(x int32) int32 { return x + 1 }),
	)
	for _, s := range stubs {
		err = errors.Join(err, linker.FuncNew(hostModule, s.name, wasmtimeType(s), wasmtimeStub(s)))
	}
	return &fueledProgram{engine: e, module: module, linker: linker}, err
}

func wasmtimeType(s stub) *wasmtime.FuncType {
	var params, results []*wasmtime.ValType
	for range s.params {
		params = append(params, wasmtime.NewValType(wasmtime.KindI32))
	}
	switch {
	case s.wide:
		results = append(results, wasmtime.NewValType(wasmtime.KindI64))
	case s.results > 0:
		results = append(results, wasmtime.NewValType(wasmtime.KindI32))
	}
	return wasmtime.NewFuncType(params, results)
}

func wasmtimeStub(s stub) func(*wasmtime.Caller, []wasmtime.Val) ([]wasmtime.Val, *wasmtime.Trap) {
	var answer []wasmtime.Val
	switch {
	case s.wide:
		answer = append(answer, wasmtime.ValI64(0))
	case s.results > 0:
		answer = append(answer, wasmtime.ValI32(0))
	}
	return func(*wasmtime.Caller, []wasmtime.Val) ([]wasmtime.Val, *wasmtime.Trap) { return answer, nil }
}

func wasmtimeInput(c *wasmtime.Caller, dst, capacity int32) int32 {
	memory := c.GetExport("memory").Memory().UnsafeData(c)
	return int32(copy(memory[uint32(dst):][:uint32(capacity)], Input))
}

func wasmtimeOutput(c *wasmtime.Caller, src, length int32) int32 {
	memory := c.GetExport("memory").Memory().UnsafeData(c)
	return int32(len(append([]byte(nil), memory[uint32(src):][:uint32(length)]...)))
}

type fueledProgram struct {
	engine *fueled
	module *wasmtime.Module
	linker *wasmtime.Linker
	store  *wasmtime.Store
	cached *wasmtime.Instance
	used   uint64
}

func (p *fueledProgram) instantiate() (*wasmtime.Store, *wasmtime.Instance, error) {
	store := wasmtime.NewStore(p.engine.engine)
	if err := store.SetFuel(fuel); err != nil {
		return nil, nil, err
	}
	instance, err := p.linker.Instantiate(store, p.module)
	return store, instance, err
}

func (p *fueledProgram) Call(entry string, n uint32) (uint64, error) {
	if p.engine.fresh {
		store, instance, err := p.instantiate()
		if err != nil {
			return 0, err
		}
		defer store.Close()
		return call(store, instance, entry, n)
	}
	if p.cached == nil {
		var err error
		if p.store, p.cached, err = p.instantiate(); err != nil {
			return 0, err
		}
	}
	if err := p.store.SetFuel(fuel); err != nil {
		return 0, err
	}
	result, err := call(p.store, p.cached, entry, n)
	if err != nil {
		return 0, err
	}
	left, err := p.store.GetFuel()
	p.used = fuel - left
	return result, err
}

func (p *fueledProgram) Gas() uint64 { return p.used }

func call(store *wasmtime.Store, instance *wasmtime.Instance, entry string, n uint32) (uint64, error) {
	v, err := instance.GetFunc(store, entry).Call(store, int32(n))
	if err != nil {
		return 0, err
	}
	if narrow, ok := v.(int32); ok {
		return uint64(uint32(narrow)), nil
	}
	return uint64(v.(int64)), nil
}

func (p *fueledProgram) Close() error {
	if p.store != nil {
		p.store.Close()
	}
	p.linker.Close()
	p.module.Close()
	return nil
}
