package runtime_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// As many strangers as a track has places propose in one epoch, each once in every track that takes the least: all get their
// places, with the least gas that a vote can give a hook. If the hook failed, nothing in those tracks would ever be voted on, and after
// three epochs the chain would take the contract's code back.
func TestACrowdOfProposersStopsNothing(t *testing.T) {
	long(t)
	const crowd = 64
	g := society(t)
	g.Params.EpochSeconds, g.Params.HookGas, g.Params.MaxBlockGas = 10_000, 250_000_000, 2_000_000_000
	rules := governanceInit()["params"].(map[string]any)
	rules["max_active"] = crowd
	change(t, g, "governance", map[string]any{"params": rules})
	for i := range crowd {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: sandbox.Key(fmt.Sprint("proposer", i)).Address(), Balance: tokens(1000)})
	}
	c, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	p := &play{t: t, c: c}
	k, err := c.At("governance")
	must(t, err)
	actions := []governance.Action{{Kind: "text"}}
	for _, param := range [][3]string{{"rewards", "dispute", "3"}, {"chain", "emission", "0"}, {"chain", "probation", "9"}, {"governance", "grace", "9"}} {
		actions = append(actions, governance.Action{Kind: "params", Contract: param[0], Changes: []governed.ParamChange{{Name: param[1], New: param[2]}}})
	}
	var raw [][]byte
	for i := range crowd * len(actions) {
		input := sdk.Method("propose", &governance.ProposeArgs{Title: "a title", Actions: actions[i/crowd : i/crowd+1]})
		one, err := c.Tx(fmt.Sprint("proposer", i%crowd), tx.Call{Contract: k.Address, Input: input, Funds: tokens(10)})
		must(t, err)
		if raw = append(raw, one); len(raw) == 16 {
			block(t, c, c.Time()+1, raw...)
			raw = nil
		}
	}
	if slices.Contains(p.closes(), "hook_failed") {
		t.Error("a hook failed")
	}
	for id := range uint64(crowd * len(actions)) {
		if s := p.proposal(id + 1); s != "voting" {
			t.Fatalf("proposal %d is %s", id+1, s)
		}
	}
}
