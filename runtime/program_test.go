package runtime_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Places in the memory of testdata/probe.c, and its further operations.
const (
	dataAt  = 0x20000
	spareAt = 0x2f000 // free space for results
	nowhere = 0xffff_fff0

	opShow    = 200
	opTrap    = 201
	opLoop    = 202
	opReturn  = 203
	opRecurse = 204
)

// program is what the probe contract is told to do.
type program struct{ data, ops []byte }

// at places bytes in the probe's memory and returns where.
func (p *program) at(b []byte) uint64 {
	a := dataAt + uint64(len(p.data))
	p.data = append(p.data, b...)
	return a
}

// host adds a call of a host function.
func (p *program) host(name string, args ...uint64) *program {
	for i, f := range abi.Functions() {
		if f.Name == name {
			if len(args) != len(f.Params) {
				panic(name + ": wrong number of arguments")
			}
			return p.op(byte(i), args...)
		}
	}
	panic("no host function " + name)
}

func (p *program) op(code byte, args ...uint64) *program {
	p.ops = append(p.ops, code)
	for _, a := range args {
		p.ops = binary.LittleEndian.AppendUint64(p.ops, a)
	}
	return p
}

func (p *program) show(at, n uint64) *program { return p.op(opShow, at, n) }

func (p *program) bytes() []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(p.data)))
	return append(append(b, p.data...), p.ops...)
}

// store returns a program that stores another under a key.
func store(key string, other *program) *program {
	var p program
	k, v := p.at([]byte(key)), p.at(other.bytes())
	return p.host("state_set", k, uint64(len(key)), v, uint64(len(other.bytes())))
}

// words splits output into the results of operations.
func words(out []byte) (list []int64) {
	for ; len(out) >= 8; out = out[8:] {
		list = append(list, int64(binary.LittleEndian.Uint64(out)))
	}
	return list
}

func probe(t testing.TB) []byte { return wasm(t, "testdata/probe.wasm") }

// variant is the same code under another hash: a custom section makes the difference.
func variant(code []byte, name string) []byte {
	section := append([]byte{byte(len(name))}, name...)
	return append(append(append([]byte{}, code...), 0, byte(len(section))), section...)
}

// probes is a genesis of probe contracts with all capabilities each, named one, two, ...
func probes(t testing.TB, names ...string) *runtime.Genesis {
	g := richGenesis()
	g.Mint = mintLimits()
	code := probe(t)
	g.Codes = []runtime.GenesisCode{{Wasm: code}}
	for _, n := range names {
		g.Contracts = append(g.Contracts, runtime.GenesisContract{Name: n, CodeHash: sha256.Sum256(code),
			Capabilities: abi.Capabilities(), Funds: tokens(1000)})
	}
	return g
}

// mintLimits allow a fifth of the cap in 90 days, and genesis 4/45 of it.
func mintLimits() *runtime.GenesisMint {
	perDay, _, _ := tokens(1_000_000_000).MulDiv(abi.U64(1), abi.U64(450))
	return &runtime.GenesisMint{PerDay: perDay, Reserved: tokens(911_111_112)}
}

// builtin is the address of the i-th contract of genesis.
func builtin(i int) abi.Address { return abi.ContractAddress(abi.Address{}, uint64(i)) }

// earn gives a contract an income, so that it may pay something out.
func earn(t testing.TB, c *sandbox.Chain, contract abi.Address) {
	t.Helper()
	results(t, c, contract, new(program).host("collect_fees", spareAt))
}

// do sends a program to a contract and returns the receipt.
func do(t testing.TB, c *sandbox.Chain, to abi.Address, p *program) runtime.Receipt {
	t.Helper()
	return send(t, c, "alice", tx.Call{Contract: to, Input: p.bytes()})
}

// results sends a program that must succeed and returns the result of each operation.
func results(t testing.TB, c *sandbox.Chain, to abi.Address, p *program) []int64 {
	t.Helper()
	r := do(t, c, to, p)
	if r.Code != abi.CodeOK {
		t.Fatalf("program failed: %s %x %s", r.Code, r.Data, r.Log)
	}
	return words(r.Data)
}

func expect(t testing.TB, got []int64, want ...int64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("results %d, want %d", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("result %d is %d, want %d, in %d", i, got[i], want[i], got)
		}
	}
}

// call is the message that sends a program.
func call(to abi.Address, p *program) tx.Call { return tx.Call{Contract: to, Input: p.bytes()} }
