package main

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"

	"github.com/peerz-ai/peerz-chain/bench/cpu"
	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/vm"
)

// bed is one worker. It opens both engines itself: package engine brings peers that need C.
type bed struct {
	sample.Set
	sandbox *vm.Engine
	stock   wazero.Runtime
	rounds  int
}

// measure times every kernel with its machine code at one address, in both engines.
func measure(rounds, shift int) (sample.Set, error) {
	sandbox, err := vm.NewEngine(vm.Host{Module: "env"}, vm.Rules{Bare: true}, vm.Config{})
	if err != nil {
		return nil, err
	}
	defer sandbox.Close()
	stock := wazero.NewRuntimeWithConfig(context.Background(), wazero.NewRuntimeConfigCompiler())
	defer stock.Close(context.Background())
	b := &bed{sample.Set{}, sandbox, stock, rounds}
	for _, k := range chosen() {
		code, err := kernels.Shift(kernels.Code(k.Name), shift)
		if err == nil {
			err = b.kernel(k, code)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.Name, err)
		}
	}
	return b.Set, nil
}

// kernel lets the engines take turns and count the best time of each.
func (b *bed) kernel(k kernels.Kernel, code []byte) error {
	m, err := b.sandbox.Compile(code)
	if err != nil {
		return err
	}
	plain, err := b.stock.InstantiateWithConfig(context.Background(), code, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return err
	}
	defer plain.Close(context.Background())
	entry := plain.ExportedFunction("run")
	for range b.rounds {
		var r vm.Result
		b.Time(k.Name+"/ours", cpu.Thread(func() { r = m.CallArgs("run", []uint64{uint64(k.N)}, vm.MaxGas, nil) }), 1)
		if r.Kind != vm.OK {
			return fmt.Errorf("%v: %w", r.Kind, r.Err)
		}
		b.Set[k.Name+"/gas"] = float64(r.GasUsed - m.StartGas())
		stack := []uint64{uint64(k.N)}
		b.Time(k.Name+"/stock", cpu.Thread(func() { err = entry.CallWithStack(context.Background(), stack) }), 1)
		if err != nil {
			return err
		}
		if stack[0] != r.Value {
			return fmt.Errorf("%#x metered, %#x without", r.Value, stack[0])
		}
	}
	return nil
}
