package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

var chainAction = set(governance.Chain, "probation", "5")

// Parameters of the chain have a track of their own, and the chain has the last word twice.
func TestAVoteChangesTheChainsParameters(t *testing.T) {
	w := newWorld(t)
	want(t, "nothing changes", w.try(1001, set(governance.Chain, "probation", "3")), governed.ErrUnchanged)
	want(t, "no parameter", w.try(1001, set(governance.Chain, "epoch_seconds", "3")), governed.ErrParamName)
	w.ParamsAnswer = sdk.InvalidArgument
	want(t, "out of range", w.try(1001, chainAction), governance.ErrParams)
	w.ParamsAnswer = sdk.ReadOnly
	want(t, "a query cannot ask the chain", w.check(chainAction).Track.Name, "chain")
	w.ParamsAnswer = 1
	want(t, "twice", w.try(1001, chainAction, chainAction), governance.ErrTwice)

	id := w.pass(chainAction)
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "track", p.Track, "chain")
	want(t, "in force", p.Actions[0].Changes[0].Old, "3")
	want(t, "timelock", p.ExecuteAt, 15)
	w.next()
	want(t, "before its time", len(w.ParamChanges), 0)
	w.next()
	want(t, "state", w.state(id), "executed")
	want(t, "changes", len(w.ParamChanges), 1)
	want(t, "changed to", string(w.ParamChanges[0]), "\xa1\x69probation\x05")

	id = w.pass(chainAction)
	w.ParamsAnswer = sdk.InvalidArgument // what else passed does not fit
	w.next()
	w.next()
	p = GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "failed")
	want(t, "reason", p.Reason, "chain: aborted with params")
}

// A plan whose block has come before the vote took effect says so.
func TestAPlanForABlockThatHasPassed(t *testing.T) {
	w := newWorld(t)
	w.Ctx.Height = 1000
	for plan, reason := range map[string]string{
		"0.2.0@1000": "chain: aborted with passed",
		"0.2.0@1001": "chain: aborted with params",
		"0.2.0@x":    "chain: aborted with params",
		"":           "chain: aborted with params",
	} {
		changes := []governed.ParamChange{{Name: governance.Program, New: plan}}
		want(t, plan, "chain: "+explain(refusal(chainRefusal(changes))), reason)
	}
	want(t, "another parameter", chainRefusal([]governed.ParamChange{{Name: "probation", New: "0.2.0@1"}}), governance.ErrParams)
}

// A deposit that nobody has could never be changed again.
func TestTheLargestDeposit(t *testing.T) {
	p := devnet()
	p.Deposit, _, _ = sdk.MulDiv(sdk.U64(1e18), sdk.U64(1e5), sdk.U64(1))
	want(t, "a hundred thousand tokens", sound(&p), true)
	p.Deposit = p.Deposit.Add(sdk.U64(1))
	want(t, "a unit more", sound(&p), false)
}

// The chain takes a map with its names in canonical order, whatever order they are proposed in.
func TestChangesOfTheChainAreSorted(t *testing.T) {
	input, ok := chainChanges([]governed.ParamChange{{Name: "probation", New: "5"}, {Name: "hook_gas", New: "300"}, {Name: "growth_gas", New: "0"}})
	want(t, "encodes", ok, true)
	want(t, "map", string(input), "\xa3\x68hook_gas\x19\x01\x2c\x69probation\x05\x6agrowth_gas\x00")
	input, ok = chainChanges([]governed.ParamChange{{Name: governance.Program, New: "0.2.0@7"}})
	want(t, "a version is a text", ok, true)
	want(t, "its map", string(input), "\xa1\x67program\x670.2.0@7")
	want(t, "its track", governance.Tracks()[chainTrack([]governed.ParamChange{{Name: "probation"}, {Name: governance.Program}})], governance.TrackProgram)
	_, ok = chainChanges([]governed.ParamChange{{Name: "probation", New: "five"}})
	want(t, "a text that is no number", ok, false)
}
