//go:build cgo

package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/peerz-ai/peerz-chain/bench/cpu"
	"github.com/peerz-ai/peerz-chain/bench/engine"
	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/bench/sample"
)

// bed is one worker: the engines it compares and what it found.
type bed struct {
	effort
	sample.Set
	engines map[string]engine.Engine
	shift   int // of the kernels, see kernels.Shift
}

var names = []string{
	engine.Peerz, engine.Wazero, engine.WazeroFresh, engine.Wasmtime, engine.WasmtimeFresh, engine.Wasmvm,
}

func measure(e effort, kernelsOnly bool, shift int) (sample.Set, error) {
	b := &bed{e, sample.Set{}, map[string]engine.Engine{}, shift}
	for _, name := range names {
		opened, err := engine.Open(name)
		if err != nil {
			return nil, err
		}
		defer opened.Close()
		b.engines[name] = opened
	}
	steps := []func() error{b.kernels, b.emptyCalls, b.hostCalls, b.wholeCalls, b.argon2Calls, b.contractCalls, b.deploys, b.loads, b.worstDeploys}
	if kernelsOnly {
		steps = steps[:1]
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
		runtime.GC()
	}
	return b.Set, nil
}

// side is one of the things that take turns in a comparison.
type side struct {
	name  string // of the figure
	calls int    // per turn
	entry string
	n     uint32
	engine.Program
}

func (b *bed) side(engine string, code []byte, calls int, entry string, n uint32, figure string) (side, error) {
	p, err := b.engines[engine].Compile(code)
	if err != nil {
		return side{}, fmt.Errorf("%s%s: %w", figure, engine, err)
	}
	return side{figure + engine, calls, entry, n, p}, nil
}

// compare lets the sides take turns, A B A B, and count the best time of each per call.
func (b *bed) compare(sides []side) error {
	for range b.rounds {
		for _, s := range sides {
			var err error
			d := cpu.Thread(func() { err = s.turn() })
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			b.Time(s.name, d, s.calls)
		}
	}
	return nil
}

func (s side) turn() error {
	for range s.calls {
		if _, err := s.Call(s.entry, s.n); err != nil {
			return err
		}
	}
	return nil
}

// kernels measures every kernel in every engine that uses one instance again, and ours, which does
// not; beside a kernel's milliseconds a clean instance costs nothing.
func (b *bed) kernels() error {
	for _, k := range slices.Concat(kernels.Untuned(), kernels.Tuned()) {
		code, err := kernels.Shift(kernels.Code(k.Name), b.shift)
		if err != nil {
			return err
		}
		var sides []side
		for _, name := range []string{engine.Peerz, engine.Wazero, engine.Wasmtime, engine.Wasmvm} {
			s, err := b.side(name, code, 1, "run", k.N, k.Name+"/")
			if err != nil {
				return err
			}
			defer s.Close()
			sides = append(sides, s)
		}
		if err := b.compare(sides); err != nil {
			return err
		}
		for _, s := range sides {
			if m, ok := s.Program.(engine.Metered); ok {
				b.Set[s.name+"/gas"] = float64(m.Gas())
			}
		}
	}
	return nil
}

// emptyCalls measures a call that only takes its input and gives it back, each in a clean
// instance, by memory size. wasmvm gets a contract that answers at once instead.
func (b *bed) emptyCalls() error {
	for _, pages := range kernels.Pages {
		figure := fmt.Sprintf("empty%d/", pages)
		var sides []side
		for _, name := range []string{engine.Peerz, engine.WazeroFresh, engine.WasmtimeFresh, engine.Wasmvm} {
			code := fmt.Sprintf("hosted%d", pages)
			if name == engine.Wasmvm {
				code = fmt.Sprintf("empty%d", pages)
			}
			s, err := b.side(name, kernels.Code(code), 50, "run", 1, figure)
			if err != nil {
				return err
			}
			defer s.Close()
			sides = append(sides, s)
		}
		if err := b.compare(sides); err != nil {
			return err
		}
	}
	return nil
}

const ticks = 20_000

// hostCalls measures one call from the guest into Go and back.
func (b *bed) hostCalls() error {
	var sides []side
	for _, name := range []string{engine.Peerz, engine.Wazero, engine.Wasmtime} {
		s, err := b.side(name, kernels.Code("hosted3"), 1, "ticks", ticks, "host/")
		if err != nil {
			return err
		}
		defer s.Close()
		sides = append(sides, s)
	}
	if err := b.compare(sides); err != nil {
		return err
	}
	for _, s := range sides {
		b.Set[s.name] /= ticks
		b.Set[s.name+"/allocs"] = float64(allocations(s)) / ticks
	}
	return nil
}

func allocations(s side) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_ = s.turn()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

// wholeCalls measures a contract call with some 50 us of work in wasmtime: a clean instance on
// both sides.
func (b *bed) wholeCalls() error {
	const probe = 1000
	if err := b.single(engine.Wasmtime, "reward", probe, "probe/"); err != nil {
		return err
	}
	n := uint32(float64(probe) * float64(50*time.Microsecond) / b.Set["probe/"+engine.Wasmtime])
	return b.clean("reward", 20, n, "whole/")
}

// argon2Calls measures a contract call that hashes a password.
func (b *bed) argon2Calls() error {
	return b.clean(kernels.Argon2.Name, 1, kernels.Argon2.N, "argon2/")
}

// clean measures calls of a contract in those engines that give each a clean instance.
func (b *bed) clean(code string, calls int, n uint32, figure string) error {
	var sides []side
	for _, name := range []string{engine.Peerz, engine.WasmtimeFresh, engine.Wasmvm} {
		s, err := b.side(name, kernels.Code(code), calls, "run", n, figure)
		if err != nil {
			return err
		}
		defer s.Close()
		sides = append(sides, s)
	}
	return b.compare(sides)
}

func (b *bed) single(name, code string, n uint32, figure string) error {
	s, err := b.side(name, kernels.Code(code), 1, "run", n, figure)
	if err != nil {
		return err
	}
	defer s.Close()
	return b.compare([]side{s})
}
