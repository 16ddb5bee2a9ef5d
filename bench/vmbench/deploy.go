//go:build cgo

package main

import (
	"fmt"
	"os"

	"github.com/peerz-ai/peerz-chain/bench/bomb"
	"github.com/peerz-ai/peerz-chain/bench/cpu"
	"github.com/peerz-ai/peerz-chain/bench/engine"
	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/vm"
)

// contractCalls measures an allocation in real contracts, in a clean instance: what their
// memory (17 pages) and data cost. wasmvm cannot be asked for just that.
func (b *bed) contractCalls() error {
	contracts, err := kernels.Rust()
	if err != nil {
		return err
	}
	for _, c := range contracts {
		var sides []side
		for _, name := range []string{engine.Peerz, engine.WazeroFresh, engine.WasmtimeFresh} {
			p, err := b.engines[name].Compile(c.Code)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", name, c.Name, err)
			}
			defer p.Close()
			sides = append(sides, side{"allocate/" + c.Name + "/" + name, 50, "allocate", 100, p})
		}
		if err := b.compare(sides); err != nil {
			return err
		}
	}
	return nil
}

// deploys measures from bytes to a program ready to run, each time in a new engine so that no
// cache helps. Process time counts compiler threads and the collector.
func (b *bed) deploys() error {
	contracts, err := kernels.Rust()
	if err != nil {
		return err
	}
	for _, c := range contracts {
		for range max(2, b.rounds/4) {
			for _, name := range []string{engine.Peerz, engine.Wazero, engine.Wasmtime, engine.Wasmvm} {
				if err := b.deploy(name, "deploy/"+c.Name, c.Code); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// loads measures the same for code that an earlier engine has left on the disk.
func (b *bed) loads() error {
	contracts, err := kernels.Rust()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench-saved-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, c := range contracts {
		for round := range 1 + max(2, b.rounds) {
			e, err := engine.OpenSaved(dir)
			if err != nil {
				return err
			}
			figure := "deploy/" + c.Name + "/" + engine.PeerzSaved
			if round == 0 {
				figure = "first/" + figure // nothing is saved yet
			}
			if err := b.compile(e, figure, c.Code, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// worstDeploys measures the same for modules that are made to be slow.
func (b *bed) worstDeploys() error {
	judge, err := vm.NewEngine(vm.Host{Module: "env"}, vm.Rules{Bare: true}, vm.Config{})
	if err != nil {
		return err
	}
	defer judge.Close()
	all := bomb.All(bomb.Work(judge))
	for _, bomb := range all[:min(b.bombs, len(all))] {
		for range max(2, b.rounds/4) {
			for _, name := range []string{engine.Peerz, engine.Wazero} {
				if err := b.deploy(name, "bomb/"+bomb.Name, bomb.Code); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *bed) deploy(name, figure string, code []byte) error {
	e, err := engine.Open(name)
	if err != nil {
		return err
	}
	return b.compile(e, figure+"/"+name, code, func(p engine.Program) {
		b.Set[figure+"/bytes"] = float64(len(code))
		if s, ok := p.(engine.Sized); ok {
			_, rewritten := s.Size()
			b.Set[figure+"/rewritten"] = float64(rewritten)
		}
	})
}

// compile times one compilation, shows the program to see, and closes the engine.
func (b *bed) compile(e engine.Engine, figure string, code []byte, see func(engine.Program)) error {
	defer e.Close()
	var p engine.Program
	var err error
	d := cpu.Process(func() { p, err = e.Compile(code) })
	if err != nil {
		return fmt.Errorf("%s: %w", figure, err)
	}
	b.Time(figure, d, 1)
	if see != nil {
		see(p)
	}
	return p.Close()
}
