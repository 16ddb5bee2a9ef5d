//go:build cgo

package engine

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/vm"
)

// sandbox is the chain's own VM. Every call gets a clean instance from its pool.
type sandbox struct{ engine *vm.Engine }

func openPeerz() (Engine, error) { return openSandbox(vm.Config{}) }

// OpenSaved starts Peerz with machine code saved in a folder, as a node has it.
func OpenSaved(dir string) (Engine, error) { return openSandbox(vm.Config{Disk: vm.Disk{Dir: dir}}) }

func openSandbox(cfg vm.Config) (Engine, error) {
	word := []vm.ValueType{vm.I32}
	words := []vm.ValueType{vm.I32, vm.I32}
	host := vm.Host{Module: hostModule, Funcs: []vm.HostFunc{
		{Name: "input", Params: words, Results: word, Fn: peerzInput},
		{Name: "output", Params: words, Results: word, Fn: peerzOutput},
		{Name: "tick", Params: word, Results: word, Fn: peerzTick},
	}}
	for _, s := range stubs {
		host.Funcs = append(host.Funcs, peerzStub(s))
	}
	e, err := vm.NewEngine(host, vm.Rules{Bare: true}, cfg)
	if err != nil {
		return nil, err
	}
	return &sandbox{e}, nil
}

func peerzInput(c *vm.Caller, stack []uint64) error {
	n := min(uint64(len(Input)), stack[1])
	if !c.Write(stack[0], Input[:n]) {
		return fmt.Errorf("input out of bounds")
	}
	stack[0] = n
	return c.Charge(n)
}

func peerzOutput(c *vm.Caller, stack []uint64) error {
	out, ok := c.Read(stack[0], stack[1])
	if !ok || len(out) > maxOutput {
		return fmt.Errorf("output out of bounds")
	}
	stack[0] = uint64(len(append([]byte(nil), out...)))
	return c.Charge(stack[0])
}

func peerzTick(c *vm.Caller, stack []uint64) error {
	stack[0] = uint64(uint32(stack[0]) + 1)
	return c.Charge(1)
}

func peerzStub(s stub) vm.HostFunc {
	f := vm.HostFunc{Name: s.name, Fn: func(_ *vm.Caller, stack []uint64) error {
		if s.results > 0 {
			stack[0] = 0
		}
		return nil
	}}
	for range s.params {
		f.Params = append(f.Params, vm.I32)
	}
	if s.results > 0 {
		f.Results = []vm.ValueType{vm.I32}
	}
	if s.wide {
		f.Results[0] = vm.I64
	}
	return f
}

func (e *sandbox) Close() error { return e.engine.Close() }

func (e *sandbox) Compile(code []byte) (Program, error) {
	m, err := e.engine.Compile(code)
	if err != nil {
		return nil, err
	}
	return &sandboxed{module: m}, nil
}

type sandboxed struct {
	module *vm.Module
	args   [1]uint64
	gas    uint64
}

// Call runs an entry on a clean pooled instance, with more gas than it can use.
func (p *sandboxed) Call(entry string, n uint32) (uint64, error) {
	p.args[0] = uint64(n)
	r := p.module.CallArgs(entry, p.args[:], vm.MaxGas, nil)
	if r.Kind != vm.OK {
		return 0, fmt.Errorf("%s: %v: %w", entry, r.Kind, r.Err)
	}
	p.gas = r.GasUsed
	return r.Value, nil
}

func (p *sandboxed) Gas() uint64 { return p.gas }

func (p *sandboxed) Size() (code, rewritten int) { return p.module.Size() }

func (p *sandboxed) Close() error { return nil } // the engine holds the code
