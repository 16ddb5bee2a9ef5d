package runtime_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// leastHookGas is the least that votes can leave a hook of a boundary.
const leastHookGas = 250_000_000

// As many validators as there may be, all of whom sign, and as many attestors: a boundary takes a part of what its hooks have at
// least, and all of them are measured within a few blocks.
func TestAFullSetOfValidatorsIsMeasured(t *testing.T) {
	long(t)
	g := society(t)
	var attestors []abi.Address
	for i := range 256 {
		key := sandbox.Key(fmt.Sprint("validator", i))
		public := abi.Hash(key.Public())
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: key.Address(), Amount: tokens(1_000), Validator: &public})
		if i < 64 {
			attestors = append(attestors, key.Address())
		}
	}
	defined := rolesInit()["roles"].([]map[string]any)
	defined[1]["source"] = map[string]any{"kind": "validators"}
	change(t, g, "roles", map[string]any{"attestors": attestors, "roles": defined})
	hooks := &hookGas{gas: map[string]uint64{}}
	c, err := sandbox.New(g, sandbox.Options{Observer: hooks})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	var votes []runtime.Vote
	must(t, c.Read(func(r world.Reader) error {
		all, err := r.Validators()
		for _, v := range all {
			votes = append(votes, runtime.Vote{Validator: v.Address(), Signed: true})
		}
		return err
	}))
	c.Votes(votes)
	for range 3 {
		block(t, c, c.Time()+1)
	}
	clear(hooks.gas)
	b := block(t, c, clockEnd(t, c))
	if gas := hooks.gas[abi.EntryEndEpoch]; gas == 0 || 2*gas > leastHookGas || slices.Contains(kinds(b.End.Events), "hook_failed") {
		t.Errorf("the hooks of a boundary take %d gas of %d: %v", gas, leastHookGas, kinds(b.End.Events))
	}
	p := &play{t: t, c: c}
	blocks := 0
	for ; !p.sealed(0) && blocks < 20; blocks++ {
		block(t, c, c.Time()+1)
	}
	var epoch struct{ Verified uint64 }
	p.ask("rewards", "epoch", `{"epoch":0}`, &epoch)
	if epoch.Verified != 256 {
		t.Errorf("%d validators are measured after %d blocks", epoch.Verified, blocks)
	}
}
