package runtime_test

import (
	"crypto/sha256"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func (p *program) dryRun(to abi.Address, hash, back abi.Hash, input []byte) *program {
	p.host("dry_run", p.at(to[:]), p.at(hash[:]), p.at(input), uint64(len(input)), p.at(back[:]), spareAt)
	return p.show(spareAt, abi.DryRunSize)
}

// A dry run says what of an upgrade fails first, and leaves nothing behind.
func TestADryRunSaysWhatFailsFirst(t *testing.T) {
	g := probes(t, "one", "two")
	g.Unbounded = true
	var codes []abi.Hash
	for _, code := range [][]byte{variant(probe(t), "v2"), wasm(t, "testdata/bad.wasm"), wasm(t, "testdata/back.wasm"),
		wasm(t, "../examples/counter/counter.wasm")} {
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: code})
		codes = append(codes, sha256.Sum256(code))
	}
	good, bad, back, other := codes[0], codes[1], codes[2], codes[3]
	c := start(t, g)
	old := contract(t, c, 1)
	const stageSize = 1 << 32
	writes := new(program).set('m', 9).bytes()
	var stuck program // what the module back runs traps
	trap := new(program).op(opTrap).bytes()
	stuck.host("state_set", stuck.at([]byte("back")), 4, stuck.at(trap), uint64(len(trap)))
	for _, test := range []struct {
		name         string
		code, back   abi.Hash
		migrate      []byte
		stage, fault int64
	}{
		{"works", good, abi.Hash{}, writes, 0, 0},
		{"works, and back by a module", good, back, writes, 0, 0},
		{"entries are missing", other, abi.Hash{}, nil, abi.StageEntries, int64(abi.CodeEntryMissing)},
		{"migrate traps", good, abi.Hash{}, new(program).op(opTrap).bytes(), abi.StageMigrate, int64(abi.CodeTrap)},
		{"a hook traps", bad, abi.Hash{}, nil, abi.StageHooks, int64(abi.CodeTrap)},
		{"the way back fails", good, back, stuck.bytes(), abi.StageBack, int64(abi.CodeTrap)},
	} {
		got := results(t, c, builtin(0), new(program).dryRun(builtin(1), test.code, test.back, test.migrate))
		want := []int64{min(test.stage, 1), test.fault*stageSize + test.stage}
		if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
	if now := contract(t, c, 1); now.CodeHash != old.CodeHash || now.Revision != old.Revision || stored(t, c, builtin(1), 'm') != 0 {
		t.Errorf("a dry run has left something: %+v", now)
	}
	expect(t, results(t, c, builtin(0), new(program).dryRun(builtin(9), good, abi.Hash{}, nil))[:1], int64(abi.ErrNoSuchContract))
	expect(t, results(t, c, builtin(0), new(program).dryRun(builtin(1), abi.Hash{9}, abi.Hash{}, nil))[:1], int64(abi.ErrNotCallable))
}

// A dry run is a call like others: code that is tried, and asks for a dry run itself, comes to an end.
func TestDryRunsNestAsDeepAsCalls(t *testing.T) {
	g := probes(t, "0", "1", "2", "3", "4", "5", "6", "7", "8")
	g.Unbounded = true
	g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: variant(probe(t), "v2")})
	c := start(t, g)
	for depth, want := range map[int]int64{abi.MaxDepth - 1: 0, abi.MaxDepth: int64(abi.ErrDepthExceeded)} {
		p := new(program).dryRun(builtin(8), sha256.Sum256(g.Codes[len(g.Codes)-1].Wasm), abi.Hash{}, nil)
		at := uint64(0) // where in an answer the dry run's is
		for i := depth - 1; i > 0; i-- {
			p = new(program).callOf(builtin(i), p, abi.U64(0), 0, 0).host("result_read", spareAt, at, 8).show(spareAt, 8)
			at = 16
		}
		if got := results(t, c, builtin(0), p); len(got) != 3 || got[2] != want {
			t.Errorf("at depth %d: %v, want %d at last", depth, got, want)
		}
	}
}

// What a dry run does is paid by who asks for it.
func TestADryRunIsPaid(t *testing.T) {
	c, good, _ := guarded(t)
	few, many := new(program), new(program)
	for range 200 {
		many.set('m', 9)
	}
	cost := func(migrate *program) uint64 {
		return do(t, c, builtin(0), new(program).dryRun(builtin(1), good, abi.Hash{}, migrate.bytes())).GasUsed
	}
	if a, b := cost(few), cost(many); b < a+200*20_000 {
		t.Errorf("a migration of 200 writes costs %d, none %d", b, a)
	}
}
