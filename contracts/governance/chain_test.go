package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

var chainAction = governance.Action{Kind: "params", Contract: governance.Chain, Input: []byte{0xa0}}

// Parameters of the chain take the track of upgrades, and the chain has the last word twice.
func TestAVoteChangesTheChainsParameters(t *testing.T) {
	w := newWorld(t)
	want(t, "nothing changes", w.try(1001, chainAction), governance.ErrUnchanged)
	w.ParamsAnswer = sdk.InvalidArgument
	want(t, "out of range", w.try(1001, chainAction), governance.ErrParams)
	w.ParamsAnswer = 1
	want(t, "two calls", w.try(1001, chainAction, chainAction), governance.ErrTwoCalls)

	id := w.pass(chainAction)
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "track", p.Track, "upgrades")
	want(t, "timelock of upgrades", p.ExecuteAt, 15)
	w.next()
	want(t, "before its time", len(w.ParamChanges), 0)
	w.next()
	want(t, "state", w.state(id), "executed")
	want(t, "changes", len(w.ParamChanges), 1)
	want(t, "changed to", string(w.ParamChanges[0]), string(chainAction.Input))

	id = w.pass(chainAction)
	w.ParamsAnswer = sdk.InvalidArgument // what else passed does not fit
	w.next()
	w.next()
	p = GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "failed")
	want(t, "reason", p.Reason, "chain: a parameter is out of its range, or does not fit another")
}

// A deposit that nobody has could never be changed again.
func TestTheLargestDeposit(t *testing.T) {
	p := devnet()
	p.Deposit, _, _ = sdk.MulDiv(sdk.U64(1e18), sdk.U64(1e6), sdk.U64(1))
	want(t, "a million tokens", sound(&p), true)
	p.Deposit = p.Deposit.Add(sdk.U64(1))
	want(t, "a unit more", sound(&p), false)
}
