package runtime_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// The characters of an event's type, at both ends of their ranges, and its length.
func TestTheEndsOfAnEventType(t *testing.T) {
	c := start(t, probes(t, "one"))
	p := new(program)
	data := p.at([]byte{0xa0})
	var want []int64
	for kind, good := range map[string]bool{
		"a": true, "z": true, "0": true, "9": true, "_": true, ".": true, strings.Repeat("x", abi.MaxEventType): true,
		"`": false, "{": false, "/": false, ":": false, "A": false, "": false, strings.Repeat("x", abi.MaxEventType+1): false,
	} {
		p.host("event", p.at([]byte(kind)), uint64(len(kind)), data, 1)
		if good {
			want = append(want, 0)
		} else {
			want = append(want, int64(abi.ErrInvalidArgument))
		}
	}
	expect(t, results(t, c, builtin(0), p), want...)
}

// A genesis may use every bound to its end.
func TestTheEndsOfAGenesis(t *testing.T) {
	for name, x := range map[string]struct {
		set   func(g *runtime.Genesis)
		legal bool
	}{
		"the longest epoch":      {func(g *runtime.Genesis) { g.Params.EpochSeconds = 366 * 86_400 }, true},
		"a second more":          {func(g *runtime.Genesis) { g.Params.EpochSeconds = 366*86_400 + 1 }, false},
		"the longest probation":  {func(g *runtime.Genesis) { g.Params.Probation = 1000 }, true},
		"an epoch more":          {func(g *runtime.Genesis) { g.Params.Probation = 1001 }, false},
		"the longest code delay": {func(g *runtime.Genesis) { g.Params.CodeDelayBlocks = 100_000 }, true},
		"a block more":           {func(g *runtime.Genesis) { g.Params.CodeDelayBlocks = 100_001 }, false},
		"the longest name":       {func(g *runtime.Genesis) { g.Contracts[1].Name = strings.Repeat("n", abi.MaxName) }, true},
		"a byte more":            {func(g *runtime.Genesis) { g.Contracts[1].Name = strings.Repeat("n", abi.MaxName+1) }, false},
		"least power": {func(g *runtime.Genesis) {
			g.Bonds = []runtime.GenesisBond{{Account: abi.Address{2}, Amount: tokens(1), Validator: &abi.Hash{2}}}
			g.Validators = []runtime.ValidatorUpdate{{PubKey: [32]byte{2}, Power: 1}}
		}, true},
		"another power than the bond's": {func(g *runtime.Genesis) {
			g.Bonds = []runtime.GenesisBond{{Account: abi.Address{2}, Amount: tokens(1), Validator: &abi.Hash{2}}}
			g.Validators = []runtime.ValidatorUpdate{{PubKey: [32]byte{2}, Power: 2}}
		}, false},
		"the longest unbonding":               {func(g *runtime.Genesis) { g.Params.Unbonding = 400 }, true},
		"an epoch longer":                     {func(g *runtime.Genesis) { g.Params.Unbonding = 401 }, false},
		"half is slashed":                     {func(g *runtime.Genesis) { g.Params.Slash = 500_000 }, true},
		"more than half":                      {func(g *runtime.Genesis) { g.Params.Slash = 500_001 }, false},
		"evidence as long as unbonding takes": {func(g *runtime.Genesis) { g.Params.EvidenceSeconds = 210 }, true},
		"a second longer":                     {func(g *runtime.Genesis) { g.Params.EvidenceSeconds = 211 }, false},
		"a rate of the whole cap":             {func(g *runtime.Genesis) { g.Mint.PerDay = tokens(1_000_000_000) }, true},
	} {
		g := probes(t, "one", "two")
		x.set(g)
		c, err := sandbox.New(g, sandbox.Options{})
		if (err == nil) != x.legal {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			must(t, c.Close())
		}
	}
}

// A block is filled to its last unit of gas, and by what transactions ask for, not by what they use.
func TestABlockIsFilledToTheLastUnit(t *testing.T) {
	g := richGenesis()
	g.Unbounded, g.Params.MaxBlockGas = true, 200_000_000
	c := start(t, g)
	var raw [][]byte
	for i, gas := range []uint64{100_000_000, 100_000_000, 400_000} {
		b := pay()
		b.Nonce, b.GasLimit, b.Fee = uint64(i), gas, tokens(1)
		raw = append(raw, sandbox.Key("alice").Sign(b))
	}
	got := block(t, c, c.Time(), raw...).Receipts
	if got[0].Code != abi.CodeOK || got[1].Code != abi.CodeOK || got[2].Code != abi.CodeBlockFull {
		t.Errorf("codes %s %s %s", got[0].Code, got[1].Code, got[2].Code)
	}
}

// The largest input is taken, and the longest label.
func TestTheLargestMessages(t *testing.T) {
	c := start(t, probes(t, "one"))
	input := append(new(program).host("gas_left").bytes(), bytes.Repeat([]byte{255}, abi.MaxInput)...)[:abi.MaxInput]
	if r := send(t, c, "alice", tx.Call{Contract: builtin(0), Input: input}); r.Code == abi.CodeInvalidArgument {
		t.Errorf("the largest input: %s", r.Code)
	}
	hash := tx.Hash(probe(t))
	label := strings.Repeat("x", abi.MaxName)
	if r := send(t, c, "alice", tx.Instantiate{CodeHash: hash, Label: label}); r.Code != abi.CodeOK {
		t.Errorf("the longest label: %s %s", r.Code, r.Log)
	}
}

// What a message used is what it needs: with exactly that limit it does the same, and with one unit less
// it runs out of gas, pays for all of it and leaves nothing.
func TestI3ExactlyTheGasThatItUsesIsEnough(t *testing.T) {
	for name, msg := range map[string]tx.Msg{
		"transfer":    tx.Transfer{To: sandbox.Key("bob").Address(), Amount: abi.U64(1)},
		"upload":      tx.Upload{Code: variant(probe(t), "another")},
		"known code":  tx.Upload{Code: probe(t)},
		"instantiate": tx.Instantiate{CodeHash: tx.Hash(probe(t)), Label: "fresh"},
		"call":        call(builtin(0), new(program).set('k', 7).host("gas_left")),
	} {
		with := func(limit uint64) (r runtime.Receipt, codes int) {
			c := start(t, probes(t, "one"))
			b := tx.Body{ChainID: sandbox.ChainID, GasLimit: limit, Fee: tokens(1), Msg: msg}
			made := block(t, c, c.Time(), sandbox.Key("alice").Sign(b))
			return made.Receipts[0], len(made.End.Codes)
		}
		plenty, codes := with(90_000_000)
		exact, same := with(plenty.GasUsed)
		if plenty.Code != abi.CodeOK || exact.Code != abi.CodeOK || exact.GasUsed != plenty.GasUsed || codes != same {
			t.Errorf("%s: %s with %d, %s with %d", name, plenty.Code, plenty.GasUsed, exact.Code, exact.GasUsed)
		}
		want := abi.CodeOutOfGas
		if name == "transfer" {
			want = abi.CodeGasLimit // it costs what every transaction costs at least
		}
		if short, stored := with(plenty.GasUsed - 1); short.Code != want || stored != 0 {
			t.Errorf("%s: one unit less gives %s after %d of %d, %d codes", name, short.Code, short.GasUsed, plenty.GasUsed-1, stored)
		}
	}
}
