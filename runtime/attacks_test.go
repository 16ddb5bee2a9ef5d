package runtime_test

import (
	"bytes"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/vm"
)

// What has broken hosts of contracts before, by advisory, and the test that it cannot break this
// one. What concerns the sandbox alone is in package vm.
func TestKnownAttacks(t *testing.T) {
	for _, attack := range []struct {
		name string
		test func(*testing.T)
	}{
		{"CWA-2021-003, CWA-2025-003 texts of errors reach consensus", attackTexts},
		{"CWA-2022-001, CWA-2022-003, CWA-2024-006 queries that differ by node", TestPureCallsSeeTheirInputAlone},
		{"CWA-2022-004, CWA-2024-005, CWA-2025-007 a recursion with a depth of its own", TestCallsNestEightDeep},
		{"CWA-2023-002 re-entrancy", TestNoReentrancy},
		{"CWA-2024-002 arithmetic that wraps", TestMathAndHashes},
		{"CWA-2024-003 lists without bounds in what is checked for free", TestRefusedTransactionsHaveNoEffect},
		{"CWA-2024-008, CWA-2025-004 gas of a callee that fails", TestI2AFailedCalleeLeavesNothing},
		{"CWA-2025-002 work of the host without a price", attackFreeWork},
		{"CWA-2025-005 an entry that pays nothing to be set up", attackSetUp},
		{"more codes in turn than a node keeps in memory", attackCodesInTurn},
		{"a simulation that costs something else", attackSimulation},
		{"an upgrade that is half done", TestI12AFailedMigrationChangesNothing},
	} {
		t.Run(attack.name, attack.test)
	}
}

// Two histories that differ in nothing but the words of failures, and the engine, have one root.
func attackTexts(t *testing.T) {
	var roots [][32]byte
	for i, text := range []string{"one reason", "more to it"} {
		c, err := sandbox.New(probes(t, "one"), sandbox.Options{Interpreter: i == 1})
		must(t, err)
		block(t, c, c.Time())
		var stop program
		stop.host("abort", 7, stop.at([]byte(text)), uint64(len(text)))
		for _, p := range []*program{&stop, new(program).op(opTrap), new(program).op(opRecurse)} {
			raw, err := c.Tx("alice", call(builtin(0), p))
			must(t, err)
			b, err := c.Block(c.Time()+1, raw)
			must(t, err)
			if r := b.Receipts[0]; r.Code == abi.CodeOK || bytes.Contains(r.Data, []byte(text)) {
				t.Errorf("%s, data %q", r.Code, r.Data)
			}
			roots = append(roots, b.Root)
		}
		must(t, c.Close())
	}
	if n := len(roots) / 2; [3][32]byte(roots[:n]) != [3][32]byte(roots[n:]) {
		t.Errorf("roots %x", roots)
	}
}

// Every host function costs something, and what takes bytes costs more for more of them.
func attackFreeWork(t *testing.T) {
	c := start(t, probes(t, "one"))
	gas := func(p *program) uint64 { return do(t, c, builtin(0), p).GasUsed }
	none := gas(new(program))
	for _, f := range abi.Functions() {
		if f.Name == "abort" {
			continue
		}
		one := new(program).host(f.Name, make([]uint64, len(f.Params))...)
		if used := gas(one); used < none+50 {
			t.Errorf("%s costs %d gas", f.Name, used-none)
		}
	}
	for _, name := range []string{"sha256", "output_write"} {
		few, many := new(program), new(program)
		args := []uint64{dataAt, 10, spareAt}[:map[string]int{"sha256": 3, "output_write": 2}[name]]
		few.host(name, args...)
		args[1] = 10_000
		many.host(name, args...)
		if a, b := gas(few), gas(many); b < a+1000 {
			t.Errorf("%s of 10 bytes: %d gas, of 10,000: %d", name, a-none, b-none)
		}
	}
}

// Whoever calls, and whichever entry, pays for the clean instance.
func attackSetUp(t *testing.T) {
	c := start(t, probes(t, "one"))
	least := uint64(0)
	for _, p := range vm.Schedule() {
		if p.Class == "call_start" || p.Class == "call_page" {
			least += p.Gas
		}
	}
	v := c.View()
	defer v.Close()
	input := new(program).bytes()
	_, query, fault, err := c.Machine().Query(v, c.Header(), builtin(0), input, 10_000_000)
	if err != nil || fault != nil || query < least {
		t.Errorf("a query uses %d gas, %v %v", query, fault, err)
	}
	_, short, fault, err := c.Machine().Query(v, c.Header(), builtin(0), input, least-1)
	if err != nil || fault == nil || fault.Code != abi.CodeOutOfGas || short != least-1 {
		t.Errorf("a query with %d gas uses %d, %v %v", least-1, short, fault, err)
	}
	nested := do(t, c, builtin(0), new(program)).GasUsed
	if nested < query {
		t.Errorf("a call uses %d gas, a query %d", nested, query)
	}
}

// Whoever has a block call code after code cannot have more of them brought into memory than the
// block's gas pays for, neither with few calls nor with as many as there is gas for.
func attackCodesInTurn(t *testing.T) {
	c, list := crowd(t, 240, sandbox.Options{})
	next := 0
	for _, calls := range []int{8, 100} {
		var raw [][]byte
		for range 10 {
			p := new(program)
			for range calls {
				p.callOf(list[next%len(list)], new(program), abi.Amount{}, 0, 0)
				next++
			}
			r, err := c.Tx("alice", call(builtin(0), p))
			must(t, err)
			raw = append(raw, r)
		}
		gas, before := uint64(0), c.Engine().Loads()
		for _, r := range block(t, c, c.Time(), raw...).Receipts {
			gas += r.GasUsed
		}
		loads := c.Engine().Loads() - before
		if loads == 0 || loads > gas/loadGas(t, 0) {
			t.Errorf("%d calls each: %d gas has brought in %d codes, want at most %d", calls, gas, loads, gas/loadGas(t, 0))
		}
	}
}

// On equal state the simulation of a transaction comes to what its execution comes to.
func attackSimulation(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	for name, p := range map[string]*program{
		"a write": new(program).set('k', 7), "another": new(program).set('k', 8), "nothing": new(program),
		"a call": new(program).callOf(builtin(1), new(program).set('j', 1), abi.U64(0), 0, 0),
		"a trap": new(program).op(opTrap), "a loop": new(program).op(opLoop), "too deep": new(program).op(opRecurse),
		"a callee's trap": new(program).callOf(builtin(1), new(program).op(opTrap), abi.U64(0), 1_000_000, 0),
		"an abort":        new(program).host("abort", 7, 0, 0),
	} {
		raw, err := c.Tx("alice", call(builtin(0), p))
		must(t, err)
		v := c.View()
		said, err := c.Machine().Simulate(v, c.Header(), runtime.Decode(raw), 100_000_000)
		must(t, err)
		v.Close()
		b, err := c.Block(c.Time(), raw)
		must(t, err)
		if is := b.Receipts[0]; is.GasUsed != said.GasUsed || is.Code != said.Code || !bytes.Equal(is.Data, said.Data) {
			t.Errorf("%s: simulated %s, %d gas; executed %s, %d gas", name, said.Code, said.GasUsed, is.Code, is.GasUsed)
		}
	}
}
