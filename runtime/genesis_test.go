package runtime_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func TestBadGenesisSaysSo(t *testing.T) {
	for name, spoil := range map[string]func(g *runtime.Genesis){
		"gives away too much":  func(g *runtime.Genesis) { g.Accounts[0].Balance = tokens(100_000_000) },
		"balances overflow":    func(g *runtime.Genesis) { g.Accounts[0].Balance = abi.Amount{Hi: ^uint64(0), Lo: ^uint64(0)} },
		"nobody may mint so":   func(g *runtime.Genesis) { g.Mint = nil },
		"mint, held by nobody": func(g *runtime.Genesis) { g.Contracts = nil },
		"a rate of nothing":    func(g *runtime.Genesis) { g.Mint.PerDay = abi.Amount{} },
		"a rate above the cap": func(g *runtime.Genesis) { g.Mint.PerDay = tokens(1_000_000_001) },
		"more than the cap":    func(g *runtime.Genesis) { g.Mint.Reserved = tokens(1_000_000_001) },
		"code is not wasm":     func(g *runtime.Genesis) { g.Codes[0].Wasm = []byte("junk") },
		"code is missing":      func(g *runtime.Genesis) { g.Codes = nil },
		"name twice":           func(g *runtime.Genesis) { g.Contracts[1].Name = g.Contracts[0].Name },
		"no name":              func(g *runtime.Genesis) { g.Contracts[0].Name = "" },
		"unknown capability":   func(g *runtime.Genesis) { g.Contracts[0].Capabilities = []abi.Capability{"print"} },
		"arguments, no schema": func(g *runtime.Genesis) { g.Contracts[0].Init = json.RawMessage(`{}`) },
		"validator, no bond":   func(g *runtime.Genesis) { g.Validators = []runtime.ValidatorUpdate{{PubKey: [32]byte{2}, Power: 1}} },
		"powerless validator":  func(g *runtime.Genesis) { g.Bonds = bonds(abi.U64(1), abi.Hash{2}) },
		"validator of zeros":   func(g *runtime.Genesis) { g.Bonds = bonds(tokens(1), abi.Hash{}) },
		"one key of two":       func(g *runtime.Genesis) { g.Bonds = bonds(tokens(1), abi.Hash{2}, abi.Hash{2}) },
		"two bonds of one": func(g *runtime.Genesis) {
			g.Bonds = bonds(tokens(1), abi.Hash{2}, abi.Hash{3})
			g.Bonds[1].Account = g.Bonds[0].Account
		},
		"a bond of nothing":  func(g *runtime.Genesis) { g.Bonds = []runtime.GenesisBond{{Account: abi.Address{1}}} },
		"bonds overflow":     func(g *runtime.Genesis) { g.Bonds = bonds(abi.Amount{Hi: ^uint64(0)}, abi.Hash{2}, abi.Hash{3}) },
		"an age as an epoch": func(g *runtime.Genesis) { g.Params.EpochSeconds = 1 << 60 },
		"gas the wrong way":  func(g *runtime.Genesis) { g.Params.MaxTxGas = 1 << 40 },
	} {
		g := probes(t, "one", "two")
		spoil(g)
		if c, err := sandbox.New(g, sandbox.Options{}); !errors.Is(err, runtime.ErrGenesis) && name != "arguments, no schema" {
			t.Errorf("%s: %v", name, err)
		} else if err == nil {
			t.Errorf("%s is accepted", name)
			must(t, c.Close())
		}
	}
}

// bonds are of one amount each, with these validators.
func bonds(amount abi.Amount, keys ...abi.Hash) (list []runtime.GenesisBond) {
	for i := range keys {
		list = append(list, runtime.GenesisBond{Account: abi.Address{byte(i + 1)}, Amount: amount, Validator: &keys[i]})
	}
	return list
}

func TestGenesisRoundTripsThroughJSON(t *testing.T) {
	long(t)
	g := society(t)
	b, err := json.Marshal(g)
	must(t, err)
	var back runtime.Genesis
	must(t, json.Unmarshal(b, &back))
	var roots [2][32]byte
	for i, g := range []*runtime.Genesis{g, &back} {
		c, err := sandbox.New(g, sandbox.Options{})
		must(t, err)
		roots[i] = block(t, c, c.Time()).Root
		must(t, c.Close())
	}
	if roots[0] != roots[1] {
		t.Error("another root after JSON")
	}
}

func TestGenesisContractsAreWhereTheyAreExpected(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	must(t, c.Read(func(r world.Reader) error {
		list, err := r.Contracts()
		if len(list) != 2 {
			t.Errorf("%d contracts", len(list))
		}
		a, ok, err2 := r.ByName("two")
		if !ok || a != builtin(1) {
			t.Errorf("two is at %s", a)
		}
		con, _, err3 := r.Contract(a)
		if con.Name != "two" || con.OnProbation() || !con.Previous.IsZero() || con.Revision != 1 || len(con.Capabilities) != len(abi.Capabilities()) {
			t.Errorf("%+v", con)
		}
		acc, err4 := r.Account(a)
		if acc.Balance != tokens(1000) {
			t.Errorf("funds %s", acc.Balance)
		}
		return errors.Join(err, err2, err3, err4)
	}))
}
