package runtime_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/state"
)

// begin runs InitChain over an empty store and returns the root.
func begin(t *testing.T, c *sandbox.Chain, g *runtime.Genesis) ([32]byte, error) {
	t.Helper()
	store, err := state.Open("app", state.Config{FS: vfs.NewMem()})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	ov := store.Overlay()
	if _, err := c.Machine().InitChain(ov, g, "next-1", 0); err != nil {
		return [32]byte{}, err
	}
	root, err := ov.Root()
	must(t, err)
	return root, nil
}

// exported is the state of a chain as a genesis, after a trip through JSON. The
// validators travel in another part of the file.
func exported(t *testing.T, v *state.View) *runtime.Genesis {
	t.Helper()
	g, err := runtime.ExportState(v, nil)
	must(t, err)
	b, err := json.Marshal(g)
	must(t, err)
	back := &runtime.Genesis{Validators: g.Validators}
	must(t, json.Unmarshal(b, back))
	return back
}

func TestExportedStateIsAGenesis(t *testing.T) {
	c := start(t, withValidators(society(t)))
	deploy(t, c, variant(probe(t), "warm"))
	v := c.View()
	defer v.Close()
	if len(warmCodes(t, c)) != 1 {
		t.Error("no code is warm")
	}
	root, err := begin(t, c, exported(t, v))
	must(t, err)
	if root != v.Root() {
		t.Error("it begins with another root")
	}
}

// withValidators adds two validators to a genesis.
func withValidators(g *runtime.Genesis) *runtime.Genesis {
	g.Bonds = append(g.Bonds, bonds(tokens(10), abi.Hash{2}, abi.Hash{3})...)
	return g
}

func TestExportedStateIsChecked(t *testing.T) {
	c := start(t, withValidators(society(t)))
	v := c.View()
	defer v.Close()
	for name, spoil := range map[string]func(g *runtime.Genesis){
		"an account beside the state": func(g *runtime.Genesis) { g.Accounts = []runtime.GenesisAccount{{Balance: abi.U64(1)}} },
		"a profile beside the state":  func(g *runtime.Genesis) { g.Profile = "test" },
		"a cap beside the state":      func(g *runtime.Genesis) { g.Cap = abi.U64(1) },
		"a mint beside the state":     func(g *runtime.Genesis) { g.Mint = mintLimits() },
		"params beside the state":     func(g *runtime.Genesis) { g.Params.Probation = 3 },
		"code beside the state":       func(g *runtime.Genesis) { g.Codes = make([]runtime.GenesisCode, 1) },
		"contracts beside the state":  func(g *runtime.Genesis) { g.Contracts = make([]runtime.GenesisContract, 1) },
		"a key twice":                 func(g *runtime.Genesis) { g.State[1].Key = g.State[0].Key },
		"a validator is missing":      func(g *runtime.Genesis) { g.Validators = g.Validators[1:] },
		"another power":               func(g *runtime.Genesis) { g.Validators[0].Power++ },
		"keys out of order":           func(g *runtime.Genesis) { g.State[0], g.State[1] = g.State[1], g.State[0] },
		"an account is missing":       func(g *runtime.Genesis) { i := first(g, 'a'); g.State = slices.Delete(g.State, i, i+1) },
		"an empty value":              func(g *runtime.Genesis) { g.State[0].Value = nil },
		"nonsense for an account":     func(g *runtime.Genesis) { g.State[first(g, 'a')].Value = []byte{0xff} },
		"a stake is missing":          func(g *runtime.Genesis) { i := first(g, 'S'); g.State = slices.Delete(g.State, i, i+1) },
		"another validator":           func(g *runtime.Genesis) { g.Validators = append(g.Validators, runtime.ValidatorUpdate{Power: 1}) },
	} {
		g := exported(t, v)
		spoil(g)
		if _, err := begin(t, c, g); !errors.Is(err, runtime.ErrGenesis) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// first is where the records of a kind begin.
func first(g *runtime.Genesis, prefix byte) int {
	return slices.IndexFunc(g.State, func(p runtime.GenesisPair) bool { return p.Key[0] == prefix })
}
