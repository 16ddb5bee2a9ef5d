package runtime_test

import (
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// randomProgram calls random host functions with arguments that are sometimes sensible.
func randomProgram(r *rand.Rand, depth int) *program {
	p := new(program)
	noise := make([]byte, 200)
	r.Read(noise)
	p.at(noise)
	places := []uint64{0, 1, dataAt, dataAt + 20, spareAt, nowhere, 1 << 31, uint64(r.Uint32())}
	places = append(places, p.at(addrBytes(builtin(r.Intn(3)))), p.at(abi.U64(r.Uint64()>>r.Intn(64)).AppendLE(nil)),
		p.at([]byte{0xa1, 0x61, 'n', 5}), p.at([]byte("one")))
	for n := r.Intn(12); n > 0; n-- {
		if depth > 0 && r.Intn(4) == 0 {
			p.callOf(builtin(r.Intn(3)), randomProgram(r, depth-1), abi.U64(uint64(r.Intn(3))), uint64(r.Intn(3))*1_000_000, uint64(r.Intn(2)))
			continue
		}
		f := abi.Functions()[r.Intn(len(abi.Functions()))]
		if f.Name == "abort" && r.Intn(4) != 0 {
			continue
		}
		args := make([]uint64, len(f.Params))
		for i := range args {
			if args[i] = places[r.Intn(len(places))]; r.Intn(2) == 0 {
				args[i] = uint64(r.Intn(40))
			}
		}
		p.host(f.Name, args...)
	}
	if r.Intn(20) == 0 {
		p.op([]byte{opTrap, opLoop, opRecurse}[r.Intn(3)])
	}
	return p
}

// history plays random blocks and returns the root and gas of each. The books are checked
// after every block.
func history(t *testing.T, seed int64, blocks int, o sandbox.Options) (roots [][32]byte, gas []uint64) {
	t.Helper()
	g := probes(t, "one", "two", "three")
	g.Unbounded, g.Params.MaxTxGas, g.Params.HookGas, g.Params.BlockHookGas = true, 5_000_000, 5_000_000, 5_000_000
	c, err := sandbox.New(g, o)
	must(t, err)
	defer func() { must(t, c.Close()) }()
	block(t, c, c.Time())
	r := rand.New(rand.NewSource(seed))
	for range blocks {
		var raw [][]byte
		for n := r.Intn(4); n > 0; n-- {
			p := randomProgram(r, 2)
			if r.Intn(8) == 0 {
				p = store([]string{"end_epoch", "end_block"}[r.Intn(2)], p)
			}
			msg := tx.Call{Contract: builtin(r.Intn(3)), Input: p.bytes(), Funds: abi.U64(uint64(r.Intn(5)))}
			signed, err := c.Tx([]string{"alice", "bob", "carol"}[r.Intn(3)], msg)
			must(t, err)
			raw = append(raw, signed)
		}
		b := block(t, c, c.Time()+int64(r.Intn(6)), raw...)
		roots = append(roots, b.Root)
		for _, rec := range b.Receipts {
			gas = append(gas, rec.GasUsed, uint64(rec.Code), uint64(len(rec.Events)))
			if rec.GasUsed > rec.GasWanted {
				t.Fatalf("used %d of %d gas", rec.GasUsed, rec.GasWanted)
			}
		}
	}
	return roots, gas
}

// The same blocks give the same roots, gas and codes: run twice, and on both engines, whatever
// contracts do; and no program makes a node fault or unbalances the books.
func TestI6RandomHistoriesAreDeterministic(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	for seed := range int64(6) {
		roots, gas := history(t, seed, 25, sandbox.Options{})
		for _, o := range []sandbox.Options{{}, {Interpreter: true}} {
			again, gasAgain := history(t, seed, 25, o)
			for i := range roots {
				if roots[i] != again[i] {
					t.Fatalf("seed %d, block %d: another root with %+v", seed, i+1, o)
				}
			}
			for i := range gas {
				if gas[i] != gasAgain[i] {
					t.Fatalf("seed %d: receipt value %d is %d, then %d with %+v", seed, i, gas[i], gasAgain[i], o)
				}
			}
		}
	}
}

// FuzzApply: whatever the bytes, there is a receipt, and the books hold.
func FuzzApply(f *testing.F) {
	key := sandbox.Key("alice")
	f.Add(key.Sign(pay()))
	f.Add(key.Sign(tx.Body{ChainID: sandbox.ChainID, GasLimit: 5_000_000, Fee: abi.U64(5_000_000_000_000), Msg: tx.Upload{Code: []byte("\x00asm\x01\x00\x00\x00")}}))
	c := start(f, probes(f, "one"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		block(t, c, c.Time()+1, raw)
	})
}
