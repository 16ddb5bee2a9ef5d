package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// oneOf is an action for each track.
func oneOf(track int) (a governance.Action, expedited bool) {
	switch track {
	case trackText:
		return textAction, false
	case trackPause:
		return set("chain", "emission", "0"), false
	case trackWeights:
		return weightsAction, false
	case trackParameters:
		return set("rewards", "dispute", "3"), false
	case trackFormula:
		return upgradeAction, false
	case trackRoles:
		return call("roles", "set_role", &governance.ProposalArgs{}), false
	case trackSystem:
		return governance.Action{Kind: "upgrade", Contract: "roles", CodeHash: newCode}, false
	case trackChain:
		return set("chain", "probation", "4"), false
	case trackConsensus:
		return set("chain", "max_block_bytes", "4194304"), false
	case trackProgram:
		return set("chain", "program", "2@99"), false
	case trackDispute:
		return slashOf("carol"), false
	case trackRules:
		return set("governance", "grace", "5"), false
	}
	return weightsAction, true
}

// fill has four accounts make as many proposals of each track as it has places.
func (w *world) fill() {
	w.t.Helper()
	for track, name := range governance.Tracks() {
		action, expedited := oneOf(track)
		for i := range maxMaxActive {
			account := who(fmt.Sprint("proposer", i%4))
			w.Fund(account, sdk.U64(1001))
			code := w.As(account).Send(sdk.U64(1001), func() {
				Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{action}, Expedited: expedited})
			})
			if code != 0 {
				w.t.Fatalf("track %s, proposal %d aborts with %d", name, i, code)
			}
		}
	}
	w.blocks(6 * maxMaxActive) // two for each dry run, one for other reports
	w.next()
}

// Every track is full, and as many wait for a place: each is voted on all the same, whatever the others do, and in the end
// nothing is left.
func TestEveryTrackIsFull(t *testing.T) {
	w := newWorld(t)
	w.ChainParams["max_block_bytes"], w.ChainParams["emission"], w.ParamsAnswer = "2097152", "1000000", 1
	w.fill()
	for track, name := range governance.Tracks() {
		if p := loadPlaces(uint64(track)); len(p.Open) != maxMaxActive || len(p.Waiting) > 0 {
			t.Fatalf("track %s: %d are voted on, %d wait", name, len(p.Open), len(p.Waiting))
		}
	}
	first := lastID()
	for id := uint64(1); id <= first; id++ {
		w.vote(id, "alice", "yes")
		w.vote(id, "bob", "yes")
	}
	w.fill()
	for _, contract := range []sdk.Address{formulaAddress, rolesAddress} { // the chain has carried the upgrades out
		w.Infos[contract] = sdk.ContractInfo{CodeHash: newCode, LastGood: newCode}
	}
	for range maxMaxActive + 20 { // one account an epoch loses stake
		w.next()
	}
	outcomes := map[string]int{}
	for id := uint64(1); id <= lastID(); id++ {
		p := loadProposal(id)
		if p.State <= probation {
			t.Fatalf("proposal %d of the track %s is left: %s", id, trackName(p.Track), stateNames[p.State])
		}
		if id <= first && p.ExecuteAt == 0 {
			t.Fatalf("proposal %d of the track %s was not accepted: %s", id, trackName(p.Track), p.Reason)
		}
		outcomes[stateNames[p.State]]++
	}
	want(t, "nobody voted on the second half", outcomes["rejected"], maxMaxActive*len(governance.Tracks()))
}
