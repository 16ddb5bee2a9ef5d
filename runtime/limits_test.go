package runtime_test

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What a transaction may report is bounded in number and in bytes, whoever reports it, and what a failed
// callee has reported does not count.
func TestEventsHaveALimit(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	add := func(p *program, n, size int) *program {
		kind := p.at([]byte{'k'})
		data := p.at(textEvent(size))
		for range n {
			p.host("event", kind, 1, data, uint64(size))
		}
		return p
	}
	report := func(n, size int) *program { return add(new(program), n, size) }
	const size = 4_000
	most := abi.MaxEventBytes / (size + 1)
	for _, x := range []struct {
		name string
		p    *program
		want abi.Code
	}{
		{"as many as may be", report(abi.MaxEvents, 1), abi.CodeOK},
		{"one more", report(abi.MaxEvents+1, 1), abi.CodeEventLimit},
		{"as long as may be", report(most, size), abi.CodeOK},
		{"longer", report(most+1, size), abi.CodeEventLimit},
		{"a failed callee's are undone", report(most, size).callOf(builtin(1), report(1, size), abi.U64(0), 0, 0), abi.CodeOK},
		{"a callee's count", add(new(program).callOf(builtin(1), report(1, size), abi.U64(0), 0, 0), most, size), abi.CodeEventLimit},
	} {
		r := do(t, c, builtin(0), x.p)
		if r.Code != x.want {
			t.Errorf("%s: %s (%s), want %s", x.name, r.Code, r.Log, x.want)
		}
		if len(r.Events) > abi.MaxEvents || x.want != abi.CodeOK && len(r.Events) != 0 {
			t.Errorf("%s: %d events", x.name, len(r.Events))
		}
	}
}

// textEvent is an event of some size: 1, or more than 300 bytes.
func textEvent(size int) []byte {
	if size == 1 {
		return abi.AppendMap(nil, 0)
	}
	head := abi.AppendText(abi.AppendMap(nil, 1), "t")
	return abi.AppendText(head, strings.Repeat("<", size-len(head)-3))
}

// The price of events and of outputs bounds what a whole block can leave in receipts, in any order of
// its transactions.
func TestABlockLeavesFewMegabytesOfReceipts(t *testing.T) {
	gas := world.Params{}.WithDefaults().MaxBlockGas
	for _, f := range abi.Functions() {
		if f.Name == "event" {
			if most := gas / f.Price.For(abi.MaxEventData) * abi.MaxEventData; most > 6<<20 {
				t.Errorf("a block carries %d bytes of events", most)
			}
		}
	}
	if most := gas / runtime.Prices().Output.For(abi.MaxOutput) * abi.MaxOutput; most > 6<<20 {
		t.Errorf("a block carries %d bytes of outputs", most)
	}
}

// What a call returns to its transaction is paid for by the byte.
func TestAnOutputIsPaidFor(t *testing.T) {
	c := start(t, probes(t, "one"))
	used := func(n uint64) uint64 { return do(t, c, builtin(0), new(program).show(0, n)).GasUsed }
	if d := used(1008) - used(8); d < runtime.Prices().Output.For(1000) {
		t.Errorf("a thousand bytes of output cost %d", d)
	}
}

// What the state grows by is paid for by the byte: a new pair whole, a longer value by what it is longer,
// and nothing is given back.
func TestGrowthIsPaidForByTheByte(t *testing.T) {
	c := start(t, probes(t, "one"))
	growth := world.Params{}.WithDefaults().GrowthGas
	write := func(n uint64) uint64 {
		p := new(program)
		k := p.at([]byte("key"))
		return do(t, c, builtin(0), p.host("state_set", k, 3, 0, n)).GasUsed - n*20
	}
	fresh, same := write(100), write(100)
	longer, shorter, again := write(250), write(100), write(250)
	pair := uint64(len(world.StorageKey(builtin(0), []byte("key"))) + 100)
	for _, x := range []struct {
		name      string
		got, want uint64
	}{
		{"a new pair", fresh - (same - 100*50), pair * growth}, {"a longer value", longer - same, 150 * growth},
		{"a shorter value", shorter - same, 150 * 50}, {"longer again", again - same, 150 * growth},
	} {
		if x.got != x.want {
			t.Errorf("%s costs %d more, want %d", x.name, x.got, x.want)
		}
	}
}

// The value that a write or a removal replaces is paid for by the byte: every node retains it to look back.
func TestWhatIsReplacedIsPaidFor(t *testing.T) {
	c := start(t, probes(t, "one"))
	write := func(n uint64) {
		p := new(program)
		do(t, c, builtin(0), p.host("state_set", p.at([]byte("key")), 3, 0, n))
	}
	remove := func() uint64 {
		p := new(program)
		return do(t, c, builtin(0), p.host("state_delete", p.at([]byte("key")), 3)).GasUsed
	}
	absent := remove()
	write(1000)
	if d := remove() - absent; d != 1000*50 {
		t.Errorf("removing 1000 bytes costs %d more than none", d)
	}
}

// The prices bound what a whole block hands to the disk, old values included. Values that are longer than
// what was there pay for growth besides.
func TestABlockWritesFewMegabytes(t *testing.T) {
	gas := world.Params{}.WithDefaults().MaxBlockGas
	for _, f := range abi.Functions() {
		for name, value := range map[string]uint64{"state_delete": 0, "state_set": abi.MaxValue} {
			cost := f.Price.For(1+value) + f.Found.For(abi.MaxValue)
			if most := gas / cost * (value + abi.MaxValue); f.Name == name && most > 28<<20 {
				t.Errorf("%s: a block writes and replaces %d bytes", name, most)
			}
		}
	}
}
