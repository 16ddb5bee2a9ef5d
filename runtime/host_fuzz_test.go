package runtime_test

import (
	"encoding/binary"
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// bytesSource lets a fuzzer make the choices of a random program. An exhausted one gives zeros.
type bytesSource struct{ b []byte }

func (s *bytesSource) Int63() int64 {
	var word [8]byte
	s.b = s.b[copy(word[:4], s.b):]
	return int64(binary.LittleEndian.Uint32(word[:])) << 31 // what rand takes small numbers from
}

func (s *bytesSource) Seed(int64) {}

// FuzzHostFunctions lets contracts call host functions and each other with any arguments:
// whatever they do, both engines agree on receipts and state, no node faults, the books hold.
func FuzzHostFunctions(f *testing.F) {
	for seed := range int64(8) {
		b := make([]byte, 400)
		rand.New(rand.NewSource(seed)).Read(b)
		f.Add(b)
	}
	var chains []*sandbox.Chain
	for _, o := range []sandbox.Options{{}, {Interpreter: true}} {
		g := probes(f, "one", "two", "three")
		g.Unbounded, g.Params.MaxTxGas, g.Params.HookGas, g.Params.BlockHookGas = true, 5_000_000, 5_000_000, 5_000_000
		c, err := sandbox.New(g, o)
		must(f, err)
		f.Cleanup(func() { must(f, c.Close()) })
		block(f, c, c.Time())
		chains = append(chains, c)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		p := randomProgram(rand.New(&bytesSource{choices}), 3)
		var blocks []sandbox.Block
		for _, c := range chains {
			raw, err := c.Tx("alice", tx.Call{Contract: builtin(0), Input: p.bytes(), Funds: abi.U64(3)})
			must(t, err)
			blocks = append(blocks, block(t, c, c.Time()+1, raw))
		}
		a, b := blocks[0], blocks[1]
		x, y := a.Receipts[0], b.Receipts[0]
		if a.Root != b.Root || x.Code != y.Code || x.GasUsed != y.GasUsed || string(x.Data) != string(y.Data) {
			t.Fatalf("the engines differ: %+v and %+v", x, y)
		}
	})
}
