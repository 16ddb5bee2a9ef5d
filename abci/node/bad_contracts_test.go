package node

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm/wasm/sabotage"
)

// On four validators rewards, roles and governance get, by one vote, code that turns bad together when it has been proven: payment burns
// all gas, answers are 64 KiB, no vote is counted. Blocks and epochs go on, all four agree, payment goes back by itself, and signals of the
// stake bring back the two that lie, whose votes count again then.
func TestFourValidatorsWithThreeBadContracts(t *testing.T) {
	if testing.Short() {
		t.Skip("four nodes for a minute")
	}
	homes := newNetwork(t, 4)
	nodes := make([]*Node, 4)
	for i, h := range homes {
		nodes[i], _ = start(t, h)
	}
	for _, n := range nodes {
		ready(t, n)
	}
	v := &voters{t: t, n: nodes[0], nonces: map[byte]uint64{}}
	good := map[string]world.Named{}
	for _, name := range []string{"rewards", "roles", "governance"} {
		good[name] = v.contract(name)
	}
	rewards, roles, votes := sabotage.Of(t, builtin("rewards")), sabotage.Of(t, builtin("roles")), sabotage.Of(t, builtin("governance"))
	rewards.First("end_block", sleeping(rewards, sabotage.While(sabotage.I32(1), nil)))
	roles.First("query", sleeping(roles, sabotage.Do(roles.Drop("output_write", sabotage.I32(0), sabotage.I32(64<<10)), sabotage.Return(0))))
	votes.First("end_epoch", sleeping(votes, sabotage.Return(0)))
	v.enacts(1, v.uploads("rewards", rewards.Code(), nil), v.uploads("roles", roles.Code(), nil), v.uploads("governance", votes.Code(), nil))
	is := func(name string) bool { return v.contract(name).CodeHash == good[name].CodeHash }
	waitFor(t, "they are live", func() bool { return !is("rewards") && !is("roles") && !is("governance") })
	waitFor(t, "they are proven", func() bool { return !v.contract("rewards").OnProbation() })
	v.wakes()
	waitFor(t, "payment goes back", func() bool { return is("rewards") })
	if now := v.contract("rewards"); now.FailedReason != uint32(abi.CodeOutOfGas) || is("roles") || is("governance") {
		t.Errorf("after payment went back: %+v", now)
	}
	for _, name := range []string{"roles", "governance"} {
		for _, who := range []byte{1, 2, 3} {
			v.sends(who, tx.Rescue{Contract: good[name].Address, Code: good[name].CodeHash})
		}
	}
	waitFor(t, "they are rescued", func() bool { return is("roles") && is("governance") })
	v.enacts(2, governance.Action{Kind: "text"})
	waitFor(t, "votes count", func() bool { return v.state(2).State == "executed" })
	height := nodes[0].state().Head().Height
	reach(t, nodes, height)
	for h := height - min(height, 900) + 1; h <= height; h++ {
		for i, n := range nodes[1:] {
			if root(t, n, h) != root(t, nodes[0], h) {
				t.Fatalf("height %d: validator %d has another app hash", h, i+1)
			}
		}
	}
	v.reads(world.Reader.CheckBooks)
}
