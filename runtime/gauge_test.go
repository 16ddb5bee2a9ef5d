package runtime_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// As many vote on the gauge as all stake allows, each by a proxy that votes too, with the least gas that a vote can give the
// hooks of a block: some are counted in each, and no hook fails.
func TestAFullGaugeIsCounted(t *testing.T) {
	long(t)
	const voters = 300
	g := society(t)
	g.Params.EpochSeconds, g.Params.BlockHookGas = 10_000, 100_000_000
	name := func(i int) string { return fmt.Sprint("voter", i%voters) }
	for i := range voters {
		who := sandbox.Key(name(i)).Address()
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: who, Balance: tokens(5000)})
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: who, Amount: tokens(1000)})
	}
	c, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	p := &play{t: t, c: c}
	for i := range voters {
		p.say(name(i), "governance", "delegate", fmt.Sprintf(`{"proxy":%q}`, sandbox.Key(name(i+1)).Address()), abi.Amount{})
		p.say(name(i), "rewards", "vote_gauge", `{"weights":[{"role":"social","weight":1}]}`, abi.Amount{})
	}
	for range 2 { // the first of them counts; what it came to is in the terms of what is sealed after it
		p.closes()
		for range 10 {
			if slices.Contains(kinds(block(t, c, c.Time()).End.Events), "hook_failed") {
				t.Fatal("a hook failed")
			}
		}
	}
	var r struct {
		Roles []struct{ Priority struct{ Value string } }
	}
	p.ask("rewards", "terms", `{"epoch":1}`, &r)
	if got := r.Roles[5].Priority.Value; got != "1000000" {
		t.Errorf("votes for the role that all want: %s of a million", got)
	}
}
