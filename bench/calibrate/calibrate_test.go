package main

import (
	"math"
	"testing"

	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/vm"
)

// What is counted one instruction at a time, priced, must be what the sandbox charges: then the
// counts are right, and other prices can be judged without building another sandbox.
func TestCountsGiveTheGasThatTheSandboxCharges(t *testing.T) {
	sandbox, err := vm.NewEngine(vm.Host{Module: "env"}, vm.Rules{Bare: true}, vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer sandbox.Close()
	for _, k := range chosen() {
		m, err := sandbox.Compile(kernels.Code(k.Name))
		if err != nil {
			t.Fatal(err)
		}
		r := m.CallArgs("run", []uint64{uint64(k.Check)}, vm.MaxGas, nil)
		c, err := count(kernels.Code(k.Name), k.Check)
		if err != nil || r.Kind != vm.OK {
			t.Fatalf("%s: %v, %v", k.Name, err, r)
		}
		if got, want := scheduled().of(c), float64(r.GasUsed-m.StartGas()); got != want {
			t.Errorf("%s: %.0f gas by counting, %.0f charged", k.Name, got, want)
		}
	}
}

// Two kernels of one time per instruction, if only a call costs 7: then both lie together.
func TestThePriceThatFitsIsFound(t *testing.T) {
	points := []point{
		{name: "loop", ns: 1000, counts: counts{simple: 1000}},
		{name: "calls", ns: 800, counts: counts{simple: 100, call: 100}},
	}
	p := prices{simple: 1, call: 3}
	if got := p.spread(points); math.Abs(got-2) > 1e-9 {
		t.Errorf("spread %v, want 2: 1 and 800/400 ns per gas", got)
	}
	for _, of := range []func(prices, []point) float64{prices.spread, prices.deviation} {
		if from, to, least := p.fitting(call, points, of); from != 7 || to != 7 || math.Abs(least-1) > 1e-6 {
			t.Errorf("best from %d to %d with %v, want 7 with 1", from, to, least)
		}
	}
}

func TestPricesAreReplaced(t *testing.T) {
	p, err := scheduled().with("call=5,switch=0")
	want := scheduled()
	want[call], want[choose] = 5, 0
	if err != nil || p != want {
		t.Errorf("%v, %v; want %v", p, err, want)
	}
	for _, wrong := range []string{"call", "calls=5", "call=-1", "call=5,"} {
		if _, err := scheduled().with(wrong); err == nil {
			t.Errorf("%q is accepted", wrong)
		}
	}
}
