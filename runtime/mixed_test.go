package runtime_test

import (
	"crypto/sha256"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	vmwasm "github.com/peerz-ai/peerz-chain/vm/wasm"
)

// pureOf adds a pure call of the probe's code.
func (p *program) pureOf(code []byte, inner *program) *program {
	hash := sha256.Sum256(code)
	h, e, in := p.at(hash[:]), p.at([]byte("weights")), p.at(inner.bytes())
	return p.host("call_pure", h, e, uint64(len("weights")), in, uint64(len(inner.bytes())), 0)
}

// nest wraps a program in calls of contracts from to 1, of which those with a number of at least
// queries are queries. The first word of each output is passed on: it comes out as the word
// that results shows last.
func nest(inner *program, from, queries int) *program {
	at := uint64(0) // of the word in the callee's output
	for i := from; i > 0; i-- {
		flags := uint64(0)
		if i >= queries {
			flags = abi.CallQuery
		}
		inner = new(program).callOf(builtin(i), inner, abi.U64(0), 0, flags)
		inner.host("result_read", spareAt, at, 8).show(spareAt, 8)
		at = 16 // behind the results of call and result_read
	}
	return inner
}

// Calls, queries and pure calls count towards one depth, in whatever order they nest.
func TestEveryKindOfCallCountsTowardsTheDepth(t *testing.T) {
	c := start(t, probes(t, "0", "1", "2", "3", "4", "5", "6", "7"))
	inner := new(program).host("input_size")
	for queries := 1; queries <= abi.MaxDepth; queries++ {
		for _, x := range []struct {
			contracts int // below the first one
			want      int64
		}{{abi.MaxDepth - 2, 8}, {abi.MaxDepth - 1, int64(abi.ErrDepthExceeded)}} {
			p := nest(new(program).pureOf(probe(t), inner), x.contracts, queries)
			if got := results(t, c, builtin(0), p); got[2] != x.want {
				t.Errorf("queries from %d on, %d contracts, one pure call: %d, want %d", queries, x.contracts+1, got, x.want)
			}
		}
	}
}

// Nested calls share 1024 pages of memory, by what each may grow to: four of the largest contracts, whatever the
// number of calls that the depth allows.
func TestNestedCallsShareTheirMemory(t *testing.T) {
	g := probes(t, "0", "1", "2", "3", "4")
	m, reason := vmwasm.Decode(probe(t))
	if reason != nil {
		t.Fatal(reason)
	}
	m.Memory.HasMax, m.Memory.Max = true, vmwasm.MaxPages
	code := m.Encode()
	g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code})
	for i := range g.Contracts {
		g.Contracts[i].CodeHash = sha256.Sum256(code)
	}
	c := start(t, g)
	inner := new(program).host("input_size")
	for contracts, full := range map[int]bool{3: false, 4: true} {
		got := results(t, c, builtin(0), nest(inner, contracts, 1)) // the innermost one's answer, or why it failed
		if (got[2] == int64(abi.CodeStackOverflow)) != full {
			t.Errorf("%d nested calls answer %d", contracts+1, got)
		}
	}
}

// Below a query nothing can be changed, however many calls are between.
func TestAQueryWithinACallStaysAQuery(t *testing.T) {
	c := start(t, probes(t, "0", "1", "2", "3"))
	for name, inner := range map[string]*program{
		"write": new(program).set('k', 7),
		"call":  new(program).callOf(builtin(3), new(program).set('k', 7), abi.U64(0), 0, 0),
	} {
		if got := results(t, c, builtin(0), nest(inner, 2, 1)); got[2] != int64(abi.ErrReadOnly) {
			t.Errorf("%s below a query answers %d", name, got[2])
		}
	}
	if stored(t, c, builtin(2), 'k') != 0 || stored(t, c, builtin(3), 'k') != 0 {
		t.Error("a query has written")
	}
}

// A contract that waits for a callee cannot be entered again, whatever lies between and however
// it is asked; a pure call of its code is no entry.
func TestNoReentrancyByAnyRoad(t *testing.T) {
	c := start(t, probes(t, "0", "1", "2", "3"))
	for queries := 1; queries <= 4; queries++ {
		for target := range 3 {
			back := new(program).callOf(builtin(target), new(program), abi.U64(0), 0, abi.CallQuery)
			if got := results(t, c, builtin(0), nest(back, 3, queries)); got[2] != int64(abi.ErrInvalidArgument) {
				t.Errorf("queries from %d on: entering %d again answers %d", queries, target, got[2])
			}
		}
	}
}

// A callee that burns all it gets leaves each of its callers enough to go on, at every depth and
// by every road, and nobody pays more than the limit.
func TestABurningCalleeLeavesTheCallersTheirShare(t *testing.T) {
	c := start(t, probes(t, "0", "1", "2", "3", "4", "5", "6", "7"))
	for _, queries := range []int{1, 4, 8} {
		for name, burn := range map[string]*program{"loop": new(program).op(opLoop), "trap": new(program).op(opTrap)} {
			p := nest(new(program).callOf(builtin(7), burn, abi.U64(0), 0, abi.CallQuery), 6, queries)
			r := do(t, c, builtin(0), p)
			if r.Code != abi.CodeOK || r.GasUsed > r.GasWanted {
				t.Fatalf("%s, queries from %d on: %s, %d of %d gas, %s", name, queries, r.Code, r.GasUsed, r.GasWanted, r.Log)
			}
			if got := words(r.Data); got[2] != int64(abi.ErrCallFailed) || r.GasUsed < r.GasWanted/2 {
				t.Errorf("%s, queries from %d on: answers %d for %d of %d gas", name, queries, got[2], r.GasUsed, r.GasWanted)
			}
		}
	}
}
