package runtime_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// crowd is a chain with the probe contract "one" and n contracts of bob's, each with a code of
// its own from genesis. All of them have been called in the order of the list, so that the last
// ones are warm.
func crowd(t testing.TB, n int, o sandbox.Options) (c *sandbox.Chain, list []abi.Address) {
	t.Helper()
	g := probes(t, "one")
	for i := range n {
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: variant(probe(t), fmt.Sprint(i))})
	}
	c, err := sandbox.New(g, o)
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	var raw [][]byte
	for i := range n {
		r, err := c.Tx("bob", tx.Instantiate{CodeHash: codeOf(t, i), Label: fmt.Sprintf("number-%d", i)})
		must(t, err)
		raw = append(raw, r)
		list = append(list, abi.ContractAddress(sandbox.Key("bob").Address(), uint64(i)))
		if len(raw) == 10 || i == n-1 {
			for _, r := range block(t, c, c.Time(), raw...).Receipts {
				if r.Code != abi.CodeOK {
					t.Fatalf("%+v", r)
				}
			}
			raw = nil
		}
	}
	return c, list
}

// codeOf is the code of the ith contract of a crowd.
func codeOf(t testing.TB, i int) abi.Hash { return sha256.Sum256(variant(probe(t), fmt.Sprint(i))) }

// loadGas is what it costs to bring the code of the ith contract of a crowd into memory.
func loadGas(t testing.TB, i int) uint64 {
	return runtime.Prices().Load.For(uint64(len(variant(probe(t), fmt.Sprint(i)))))
}

func warmCodes(t testing.TB, c *sandbox.Chain) (list []abi.Hash) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) (err error) { list, err = r.WarmCodes(); return err }))
	return list
}

// mostWarm is how many codes are warm at most.
const mostWarm = 96

// The 96 codes that were brought in last are warm, in that order. Calls of them write nothing.
func TestTheCodesCalledLastAreWarm(t *testing.T) {
	c, list := crowd(t, 110, sandbox.Options{})
	warm := warmCodes(t, c)
	if len(warm) != mostWarm || warm[0] != codeOf(t, 14) || warm[mostWarm-1] != codeOf(t, 109) {
		t.Fatalf("%d codes are warm", len(warm))
	}
	if r := do(t, c, list[20], new(program)); r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	if !slices.Equal(warm, warmCodes(t, c)) {
		t.Error("a call of warm code has changed the list")
	}
	if r := do(t, c, list[3], new(program)); r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	if now := warmCodes(t, c); !slices.Equal(now, append(warm[1:], codeOf(t, 3))) {
		t.Error("cold code has not taken the place of the oldest")
	}
}

// Of large codes fewer are warm: 8 MiB together. Even the largest can be called cold by a
// transaction of the usual limit.
func TestWarmCodesAreBoundedInBytes(t *testing.T) {
	g := richGenesis()
	for i := range 20 {
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: padded(probe(t), 512<<10, byte(i))})
	}
	c := start(t, g)
	for _, code := range g.Codes {
		if r := send(t, c, "alice", tx.Instantiate{CodeHash: sha256.Sum256(code.Wasm), Label: fmt.Sprintf("large-%d", c.Header().Height)}); r.Code != abi.CodeOK {
			t.Fatalf("%+v", r)
		}
	}
	if warm := warmCodes(t, c); len(warm) != 16 || warm[0] != sha256.Sum256(g.Codes[4].Wasm) {
		t.Errorf("%d codes are warm, want the last 16", len(warm))
	}
}

// padded is the same code under another hash, of n bytes, by a custom section without a name.
func padded(code []byte, n int, fill byte) []byte {
	rest := n - len(code) - 4 // id and a size of three bytes
	code = append(append([]byte{}, code...), 0, byte(rest)|0x80, byte(rest>>7)|0x80, byte(rest>>14))
	return append(append(code, 0), bytes.Repeat([]byte{fill}, rest-1)...)
}

// What a transaction pays for cold code, against the same transaction when all is warm. The codes
// of contracts 0 and 1 are cold before each case, and those that it called warm after it.
func TestColdCodeIsPaidForOnce(t *testing.T) {
	nothing := new(program)
	for _, x := range []struct {
		name  string
		run   func(list []abi.Address) (to abi.Address, p *program)
		loads int // of codes 0 and 1
		code  abi.Code
	}{
		{"a call", func(l []abi.Address) (abi.Address, *program) { return l[0], nothing }, 1, abi.CodeOK},
		{"a contract's call", func(l []abi.Address) (abi.Address, *program) {
			return builtin(0), new(program).callOf(l[0], nothing, abi.Amount{}, 0, 0)
		}, 1, abi.CodeOK},
		{"two calls", func(l []abi.Address) (abi.Address, *program) {
			return builtin(0), new(program).callOf(l[0], nothing, abi.Amount{}, 0, 0).callOf(l[0], nothing, abi.Amount{}, 0, 0)
		}, 1, abi.CodeOK},
		{"calls of two", func(l []abi.Address) (abi.Address, *program) {
			return l[1], new(program).callOf(l[0], nothing, abi.Amount{}, 0, 0)
		}, 2, abi.CodeOK},
		{"a query by a contract", func(l []abi.Address) (abi.Address, *program) {
			return builtin(0), new(program).callOf(l[0], nothing, abi.Amount{}, 0, abi.CallQuery)
		}, 1, abi.CodeOK},
		{"a pure call", func(l []abi.Address) (abi.Address, *program) {
			hash := codeOf(t, 0)
			p := new(program)
			at, entry, input := p.at(hash[:]), p.at([]byte("weights")), p.at(nothing.bytes())
			return builtin(0), p.host("call_pure", at, entry, 7, input, uint64(len(nothing.bytes())), 0)
		}, 1, abi.CodeOK},
		{"funds that are not there", func(l []abi.Address) (abi.Address, *program) {
			return builtin(0), new(program).callOf(l[0], nothing, tokens(1<<40), 0, 0)
		}, 1, abi.CodeOK},
		{"a call after one that failed", func(l []abi.Address) (abi.Address, *program) {
			return builtin(0), new(program).callOf(l[0], new(program).host("abort", 7, 0, 0), abi.Amount{}, 0, 0).callOf(l[0], nothing, abi.Amount{}, 0, 0)
		}, 1, abi.CodeOK},
		{"a call below one that failed", func(l []abi.Address) (abi.Address, *program) {
			inner := new(program).callOf(l[0], nothing, abi.Amount{}, 0, 0).host("abort", 7, 0, 0)
			return builtin(0), new(program).callOf(l[1], inner, abi.Amount{}, 0, 0).callOf(l[0], nothing, abi.Amount{}, 0, 0)
		}, 2, abi.CodeOK},
		{"a transaction that fails", func(l []abi.Address) (abi.Address, *program) {
			return l[0], new(program).host("abort", 7, 0, 0)
		}, 1, abi.CodeAborted},
		{"a contract that has a name", func(l []abi.Address) (abi.Address, *program) { return builtin(0), nothing }, 0, abi.CodeOK},
	} {
		t.Run(x.name, func(t *testing.T) {
			c, list := crowd(t, mostWarm+2, sandbox.Options{})
			to, p := x.run(list)
			paysForLoads(t, c, to, p, x.loads, x.code)
		})
	}
}

// paysForLoads calls a contract twice: cold, which pays for the loads of the first codes, and warm.
// A simulation says the same beforehand.
func paysForLoads(t *testing.T, c *sandbox.Chain, to abi.Address, p *program, loads int, code abi.Code) {
	t.Helper()
	v := c.View()
	raw, err := c.Tx("alice", call(to, p))
	must(t, err)
	said, err := c.Machine().Simulate(v, c.Header(), runtime.Decode(raw), 100_000_000)
	must(t, err)
	v.Close()
	cold, warm := block(t, c, c.Time(), raw).Receipts[0], do(t, c, to, p)
	want := uint64(0)
	for i := range loads {
		want += loadGas(t, i)
		if !slices.Contains(warmCodes(t, c), codeOf(t, i)) {
			t.Errorf("code %d is not warm", i)
		}
	}
	if cold.Code != code || warm.Code != code || cold.GasUsed != warm.GasUsed+want {
		t.Errorf("%s with %d gas, then %s with %d; want %d gas of loads", cold.Code, cold.GasUsed, warm.Code, warm.GasUsed, want)
	}
	if said.GasUsed != cold.GasUsed || said.Code != cold.Code {
		t.Errorf("simulated %s, %d gas; executed %s, %d gas", said.Code, said.GasUsed, cold.Code, cold.GasUsed)
	}
}

// The price comes out of the gas of the call. Where that does not suffice nothing is brought in,
// and a unit of gas more is enough.
func TestTooLittleGasBringsNothingIn(t *testing.T) {
	c, list := crowd(t, mostWarm+1, sandbox.Options{})
	before, warm := c.Engine().Loads(), warmCodes(t, c)
	r := results(t, c, builtin(0), new(program).callOf(list[0], new(program), abi.Amount{}, loadGas(t, 0)-1, 0))
	expect(t, r, int64(abi.ErrCallFailed))
	if c.Engine().Loads() != before || !slices.Equal(warmCodes(t, c), warm) {
		t.Error("the code was brought in")
	}
	r = results(t, c, builtin(0), new(program).callOf(list[0], new(program), abi.Amount{}, loadGas(t, 0), 0))
	expect(t, r, int64(abi.ErrCallFailed)) // nothing is left for the call itself
	if !slices.Contains(warmCodes(t, c), codeOf(t, 0)) {
		t.Error("the code was paid for, but is not warm")
	}
}

// The transactions of a block each pay for the code that they all call, so that their order does
// not matter to anybody.
func TestTheOrderOfTransactionsChangesNoPrice(t *testing.T) {
	long(t)
	people := []string{"alice", "bob", "carol"}
	var want map[string]uint64
	for _, order := range [][]int{{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		c, list := crowd(t, mostWarm+2, sandbox.Options{})
		programs := []*program{
			new(program).callOf(list[0], new(program), abi.Amount{}, 0, 0),
			new(program).callOf(list[0], new(program).op(opTrap), abi.Amount{}, 20_000_000, 0),
			new(program).callOf(list[0], new(program), abi.Amount{}, 0, 0).callOf(list[1], new(program), abi.Amount{}, 0, 0),
		}
		var raw [][]byte
		for _, i := range order {
			r, err := c.Tx(people[i], call(builtin(0), programs[i]))
			must(t, err)
			raw = append(raw, r)
		}
		used := map[string]uint64{}
		for i, r := range block(t, c, c.Time(), raw...).Receipts {
			used[people[order[i]]] = r.GasUsed
			if r.Code != abi.CodeOK || r.GasUsed < loadGas(t, 0) {
				t.Errorf("%s pays %d gas, %s", people[order[i]], r.GasUsed, r.Code)
			}
		}
		if want == nil {
			want = used
		}
		if !maps.Equal(used, want) {
			t.Errorf("in the order %d the gas is %v, not %v", order, used, want)
		}
	}
}

// Whoever uploads a code has paid for its compilation: the first call of it pays for the call.
func TestUploadedCodeIsWarm(t *testing.T) {
	c := start(t, probes(t, "one"))
	code := variant(probe(t), "new")
	at := deploy(t, c, code)
	if warm := warmCodes(t, c); len(warm) != 1 || warm[0] != sha256.Sum256(code) {
		t.Fatalf("%d codes are warm", len(warm))
	}
	if own, other := do(t, c, builtin(0), new(program)), do(t, c, at, new(program)); own.GasUsed != other.GasUsed {
		t.Errorf("a call of what was uploaded uses %d gas, of a built-in contract %d", other.GasUsed, own.GasUsed)
	}
}

// An instantiation pays for cold code also when the code has no instantiate entry.
func TestInstantiatingColdCode(t *testing.T) {
	g, code := richGenesis(), wasm(t, "../contracts/formula/formula.wasm")
	g.Codes = []runtime.GenesisCode{{Wasm: code}}
	c := start(t, g)
	cold := send(t, c, "alice", tx.Instantiate{CodeHash: sha256.Sum256(code), Label: "a"})
	warm := send(t, c, "alice", tx.Instantiate{CodeHash: sha256.Sum256(code), Label: "b"})
	if want := warm.GasUsed + runtime.Prices().Load.For(uint64(len(code))); cold.Code != abi.CodeOK || cold.GasUsed != want {
		t.Errorf("%s with %d gas, want %d", cold.Code, cold.GasUsed, want)
	}
}

// Nobody pays for what the chain itself calls, whatever that calls in turn.
func TestTheChainsOwnCallsPayNothing(t *testing.T) {
	c, list := crowd(t, mostWarm+1, sandbox.Options{})
	warm := warmCodes(t, c)
	hook := new(program).callOf(list[0], new(program).set('k', 7), abi.Amount{}, loadGas(t, 0)-1, 0)
	if r := do(t, c, builtin(0), store("end_epoch", hook)); r.Code != abi.CodeOK {
		t.Fatalf("%+v", r)
	}
	block(t, c, c.Time()+10)
	must(t, c.Read(func(r world.Reader) error {
		v, _, err := r.Value(list[0], []byte{'k'})
		if len(v) != 1 || v[0] != 7 {
			t.Errorf("the hook's callee has stored %x", v)
		}
		return err
	}))
	if !slices.Equal(warmCodes(t, c), warm) {
		t.Error("a boundary has changed what is warm")
	}
}

// Queries and simulations pay as well, and leave nothing warm. However many codes they bring in,
// the engine keeps those that are.
func TestQueriesDoNotPushWarmCodeOut(t *testing.T) {
	c, list := crowd(t, mostWarm+50, sandbox.Options{})
	warm := warmCodes(t, c)
	for i, at := range list[:50] {
		v := c.View()
		input := new(program).bytes()
		_, cold, fault, err := c.Machine().Query(v, c.Header(), at, input, 100_000_000)
		must(t, err)
		_, free, _, err := c.Machine().Query(v, c.Header(), list[60], input, 100_000_000)
		must(t, err)
		v.Close()
		if fault != nil || cold != free+loadGas(t, i) {
			t.Fatalf("a query of cold code uses %d gas, of warm code %d, %v", cold, free, fault)
		}
	}
	if !slices.Equal(warmCodes(t, c), warm) {
		t.Error("queries have changed what is warm")
	}
	before := c.Engine().Loads()
	for _, hash := range warm {
		if _, ok := c.Engine().Get(hash); !ok {
			t.Errorf("the engine has forgotten %s", hash)
		}
	}
	for _, at := range list[50:] {
		_, fault, err := c.Query(at, new(program).bytes(), 100_000_000)
		must(t, err)
		if fault != nil {
			t.Error(fault)
		}
	}
	if now := c.Engine().Loads(); now != before {
		t.Errorf("calls of warm code have loaded %d modules", now-before)
	}
}

// A node that starts, as after an upgrade of the program, has nothing in memory. Warm brings in what
// blocks call without paying for a load, so that no block waits for it.
func TestWarmLoadsBeforeTheFirstBlockWhatBlocksDoNotPayFor(t *testing.T) {
	c, list := crowd(t, 6, sandbox.Options{})
	eng, err := runtime.NewEngine(runtime.Config{})
	must(t, err)
	defer func() { must(t, eng.Close()) }()
	m := runtime.New(eng)
	defer m.Close()
	v := c.View()
	defer v.Close()
	var seen []int
	total := 0
	must(t, m.Warm(v, func(done, of int) bool {
		seen, total = append(seen, done), of
		return true
	}))
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7}; total != 7 || !slices.Equal(seen, want) { // "one" is built in
		t.Errorf("progress %v of %d", seen, total)
	}
	before := eng.Loads()
	for _, at := range list {
		_, _, fault, err := m.Query(v, c.Header(), at, new(program).bytes(), 100_000_000)
		must(t, err)
		if fault != nil {
			t.Error(fault)
		}
	}
	if now := eng.Loads(); before != 7 || now != before {
		t.Errorf("%d codes are loaded by Warm, %d by calls", before, now-before)
	}
}

func TestWarmStopsWhenItIsTold(t *testing.T) {
	c, _ := crowd(t, 3, sandbox.Options{})
	eng, err := runtime.NewEngine(runtime.Config{})
	must(t, err)
	defer func() { must(t, eng.Close()) }()
	v := c.View()
	defer v.Close()
	must(t, runtime.New(eng).Warm(v, func(done, _ int) bool { return done < 2 }))
	if eng.Loads() != 2 {
		t.Errorf("%d codes are loaded", eng.Loads())
	}
}

// What a node has in memory changes nothing of a block: neither a gas nor the root.
func TestI5WhatIsInMemoryChangesNoResult(t *testing.T) {
	var want sandbox.Block
	for _, busy := range []bool{false, true} {
		c, list := crowd(t, mostWarm+4, sandbox.Options{})
		if busy {
			for _, at := range list {
				_, _, err := c.Query(at, new(program).bytes(), 100_000_000)
				must(t, err)
			}
		}
		var raw [][]byte
		for _, at := range []abi.Address{list[0], list[50], list[1], list[0]} {
			r, err := c.Tx("alice", call(at, new(program).set('k', 7)))
			must(t, err)
			raw = append(raw, r)
		}
		b := block(t, c, c.Time(), raw...)
		if !busy {
			want = b
			continue
		}
		if b.Root != want.Root {
			t.Errorf("root %x, want %x", b.Root, want.Root)
		}
		for i, r := range b.Receipts {
			if r.GasUsed != want.Receipts[i].GasUsed {
				t.Errorf("transaction %d: %d gas, want %d", i, r.GasUsed, want.Receipts[i].GasUsed)
			}
		}
	}
}
