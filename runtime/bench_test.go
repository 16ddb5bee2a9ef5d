package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/vm"
)

// benchmark measures Apply on blocks of 100 transactions with one message.
func benchmark(b *testing.B, c *sandbox.Chain, msg tx.Msg) {
	b.ReportAllocs()
	var gas uint64
	for n := 0; n < b.N; {
		b.StopTimer()
		raw := make([][]byte, 0, 10)
		for len(raw) < cap(raw) {
			r, err := c.Tx("alice", msg)
			must(b, err)
			raw = append(raw, r)
		}
		b.StartTimer()
		out, err := c.Block(c.Time(), raw...)
		must(b, err)
		for _, r := range out.Receipts {
			if r.Code != abi.CodeOK {
				b.Fatalf("%+v", r)
			}
			gas += r.GasUsed
		}
		n += len(raw)
	}
	b.ReportMetric(float64(gas)/float64(b.N), "gas/op")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(gas), "ns/gas")
}

func BenchmarkTransfer(b *testing.B) {
	benchmark(b, start(b, richGenesis()), tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)})
}

func BenchmarkCounterAdd(b *testing.B) {
	c := start(b, richGenesis())
	counter := deploy(b, c, wasm(b, "../examples/counter/counter.wasm"))
	add := abi.AppendUint(abi.AppendText(abi.AppendMap(abi.AppendText(abi.AppendArray(nil, 2), "add"), 1), "by"), 7)
	benchmark(b, c, tx.Call{Contract: counter, Input: add})
}

// The price of host functions against each other: 100 of one kind in one call.
func BenchmarkHost(b *testing.B) {
	for _, name := range []string{"state_get", "state_set", "state_scan", "call", "balance", "sha256", "ed25519_verify", "mul_div", "event", "context"} {
		b.Run(name, func(b *testing.B) {
			c := start(b, probes(b, "one", "two"))
			var p program
			k, ev := p.at([]byte("key")), p.at([]byte{0xa1, 0x61, 'n', 5})
			a := p.at(abi.Amount{Hi: 5, Lo: 7}.AppendLE(nil))
			self := builtin(1)
			args := map[string][]uint64{"state_get": {k, 3, spareAt, 16}, "state_set": {k, 3, a, 16}, "state_scan": {k, 3, 0, 0, 0, 10},
				"call": {p.at(self[:]), k, 0, 0, 0, 0}, "balance": {p.at(self[:]), spareAt}, "sha256": {k, 64, spareAt}, "ed25519_verify": {k, k, k, 64},
				"mul_div": {a, a, a, spareAt, spareAt}, "event": {k, 3, ev, 4}, "context": {spareAt}}
			for range 100 {
				p.host(name, args[name]...)
			}
			benchmark(b, c, call(builtin(0), &p))
		})
	}
}

// BenchmarkCodesInTurn is a block of calls of 200 codes, one after the other: what a unit of gas
// buys of somebody who has every call bring another code into memory.
func BenchmarkCodesInTurn(b *testing.B) {
	c, list := crowd(b, 200, sandbox.Options{Code: vm.Disk{Dir: b.TempDir(), Key: [32]byte{1}}})
	next, gas, calls := 0, uint64(0), int64(0)
	for range b.N {
		b.StopTimer()
		var raw [][]byte
		for range 10 {
			var p program
			for range 8 {
				p.callOf(list[next%len(list)], new(program), abi.Amount{}, 0, 0)
				next++
			}
			r, err := c.Tx("alice", call(builtin(0), &p))
			must(b, err)
			raw = append(raw, r)
		}
		b.StartTimer()
		out, err := c.Block(c.Time(), raw...)
		must(b, err)
		for _, r := range out.Receipts {
			gas += r.GasUsed
			calls += int64(len(words(r.Data)))
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(gas), "ns/gas")
	b.ReportMetric(float64(gas)/float64(b.N), "gas/block")
	b.ReportMetric(float64(calls)/float64(b.N), "calls/block")
}
