package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// past is what the stand-in for rewards has recorded: epochs whose scores are final, with pages of developers.
type past struct {
	epochs, pages int
	reason        func(epoch uint64, page int) uint64 // why a code fails there
	fault         *sdk.CallError                      // what a page answers
	asked         int
}

var reportRoles = []rewards.RoleWeight{{Role: "compute"}, {Role: "developers"}}

// answer is what rewards answers to the queries that a report makes.
func (h *past) answer(method string, d *sdk.Decoder) ([]byte, *sdk.CallError) {
	switch method {
	case "latest": // it is still verified
		return sdk.Marshal(&rewards.EpochResult{Epoch: uint64(h.epochs), State: "verifying"}), nil
	case "epoch":
		var a rewards.EpochArgs
		a.UnmarshalCBOR(d)
		return sdk.Marshal(&rewards.EpochResult{Epoch: a.Epoch, State: "sealed"}), nil
	case "weights":
		return sdk.Marshal(&rewards.WeightsResult{Base: reportRoles}), nil
	case "backtest_weights":
		var a rewards.BacktestWeightsArgs
		a.UnmarshalCBOR(d)
		return sdk.Marshal(&rewards.BacktestWeightsResult{Epoch: a.Epoch, Old: []uint64{1, 2}, New: []uint64{2, 1}}), nil
	}
	h.asked++
	if h.fault != nil {
		return nil, h.fault
	}
	var a rewards.BacktestArgs
	a.UnmarshalCBOR(d)
	var r rewards.BacktestResult
	if a.Role == "developers" {
		page := len(a.After)
		if h.reason != nil {
			r.Reason = h.reason(a.Epoch, page)
		}
		if r.Reason == 0 {
			r.Scores = []rewards.Rescored{{ID: fmt.Sprint(a.Epoch, page), Old: sdk.U64(1), New: sdk.U64(2)}}
		}
		if page+1 < h.pages {
			r.Next = a.After + "x"
		}
	}
	return sdk.Marshal(&r), nil
}

// asks proposes in the open epoch, and returns the id.
func (w *world) asks(actions ...governance.Action) uint64 {
	w.t.Helper()
	return w.asksWith(1001, actions...)
}

func (w *world) asksWith(deposit uint64, actions ...governance.Action) uint64 {
	w.t.Helper()
	if code := w.try(deposit, actions...); code != 0 {
		w.t.Fatalf("propose aborts with %d", code)
	}
	return lastID()
}

func (w *world) blocks(n int) {
	w.t.Helper()
	for range n {
		w.As(sdk.Address{}).Must(func() { EndBlock(sdk.EndBlockArgs{}) })
	}
}

func (w *world) report(id uint64) (r governance.Report) {
	w.t.Helper()
	if code := w.Query(func() { r = GetReport(governance.ProposalArgs{Proposal: id}) }); code != 0 {
		w.t.Fatalf("report aborts with %d", code)
	}
	return r
}

// The vote on a formula begins when the chain has gone through what it would have paid, and not before.
func TestG11AVoteBeginsWithAReport(t *testing.T) {
	w := newWorld(t)
	w.past = &past{epochs: 20, pages: 2}
	id := w.asks(upgradeAction)
	w.blocks(3)
	want(t, "after the dry run a block takes 24 steps", w.report(id).Epochs, 6) // an epoch takes four: weights, compute, two pages
	w.next()
	want(t, "not complete", w.state(id), "waiting")
	w.blocks(2)
	r := w.report(id)
	want(t, "done", r.Done, true)
	want(t, "epochs", r.Epochs, 20)
	want(t, "records", r.Records, 40)
	want(t, "from", r.Last, 19)
	w.next()
	want(t, "complete", w.state(id), "voting")
	asked := w.past.asked
	w.blocks(3)
	want(t, "nothing more is asked", w.past.asked, asked)
}

// Who asks for the same answers in the same order has the digest.
func TestG11TheDigestIsThatOfTheAnswers(t *testing.T) {
	w := newWorld(t)
	w.past = &past{epochs: 1, pages: 1}
	id := w.asks(upgradeAction)
	w.blocks(3)
	digest := sdk.Hash{}
	for _, answer := range []sdk.Marshaler{
		&rewards.BacktestWeightsResult{Old: []uint64{1, 2}, New: []uint64{2, 1}},
		&rewards.BacktestResult{Scores: []rewards.Rescored{{ID: "0 0", Old: sdk.U64(1), New: sdk.U64(2)}}},
	} {
		digest = sdk.SHA256(append(digest.Bytes(), sdk.Marshal(answer)...))
	}
	want(t, "digest", w.report(id).Digest, digest)
}

// Scores that depend on what is scored together, or that no block can find out, are refused; a formula that would have
// failed an epoch is for the voters to judge.
func TestG11WhatAReportRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		past  past
		state string
		said  string
	}{
		"together": {past{epochs: 3, pages: 2, reason: func(epoch uint64, page int) uint64 { return rewards.ReasonTogether * uint64(page) }},
			"rejected", "the chain's report: scores depend on what is scored together"},
		"too much gas": {past{epochs: 3, pages: 2, fault: &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultAborted, Code: rewards.ErrGas}},
			"rejected", "the chain's report: out of gas"},
		"an epoch that is gone": {past{epochs: 3, pages: 2, fault: refusal(rewards.ErrEpochOpen)}, "voting", ""},
		"a trap":                {past{epochs: 3, pages: 2, reason: func(epoch uint64, page int) uint64 { return 21 * (epoch % 2) }}, "voting", ""},
		"no epochs":             {past{}, "voting", ""},
	} {
		w := newWorld(t)
		w.past = &test.past
		id := w.asks(upgradeAction)
		w.blocks(5)
		w.next()
		want(t, name, w.state(id), test.state)
		p := GetProposal(governance.ProposalArgs{Proposal: id})
		want(t, name, p.Reason, test.said)
		if test.state == "rejected" {
			want(t, name+": the deposit is back", w.Balance(who("dave")), sdk.U64(1001))
		}
	}
}

func TestReportsGoByDepositAndEndWithTheirProposal(t *testing.T) {
	w := newWorld(t)
	w.past = &past{epochs: 3, pages: 2}
	small, large := w.asks(upgradeAction), w.asksWith(2002, upgradeAction)
	w.blocks(3)
	want(t, "the larger deposit is first", w.report(large).Done, true)
	want(t, "the other has waited", w.report(small).Epochs, 0)
	w.As(who("dave")).Must(func() { Cancel(governance.ProposalArgs{Proposal: small}) })
	w.blocks(1)
	want(t, "nobody waits for it", len(loadReports().Waiting), 0)
}

// Code whose dry run fails is refused, and says where and of what; all upgrades of a proposal are tried together, with
// what it does beside them.
func TestG11AnUpgradeWhoseDryRunFailsIsRefused(t *testing.T) {
	other := governance.Action{Kind: "upgrade", Contract: "roles", CodeHash: newCode}
	for name, test := range map[string]struct {
		outcome sdk.UpgradeOutcome
		state   string
		said    string
	}{
		"works": {sdk.UpgradeOutcome{State: sdk.OutcomeWorks, Before: 5, After: 7}, "voting", ""},
		"hooks": {sdk.UpgradeOutcome{State: sdk.OutcomeFailed, Stage: sdk.StageHooks, Fault: sdk.FaultTrap, Contract: rolesAddress},
			"rejected", "the chain's report: roles: a dry run fails in hooks: trap"},
		"another contract": {sdk.UpgradeOutcome{State: sdk.OutcomeFailed, Stage: sdk.StagePayouts, Fault: sdk.FaultNotPaid, Contract: rewardsAddress},
			"rejected", "the chain's report: rewards: a dry run fails in payouts: nobody is paid"},
		"an action": {sdk.UpgradeOutcome{State: sdk.OutcomeFailed, Stage: sdk.StageCall, Fault: sdk.FaultAborted, Abort: governed.ErrUnchanged},
			"rejected", "the chain's report: governance: a dry run fails in its other actions: aborted with unchanged"},
	} {
		w := newWorld(t)
		w.Name("governance", sdk.Address{})
		id := w.asks(upgradeAction, other, weightsAction)
		w.Outcomes[id] = sdk.UpgradeOutcome{State: sdk.OutcomeTried}
		w.blocks(3)
		w.next()
		want(t, name+": is tried", w.state(id), "waiting")
		want(t, name+": once", len(w.Tried), 1)
		want(t, name+": nothing is scheduled", len(w.Upgrades), 0)
		want(t, name+": what else it does is tried, too", len(w.UpgradeCalls), 1)
		w.Outcomes[id] = test.outcome
		w.blocks(1)
		w.next()
		want(t, name, w.state(id), test.state)
		r, p := w.report(id), GetProposal(governance.ProposalArgs{Proposal: id})
		want(t, name, p.Reason, test.said)
		want(t, name+": fault", r.Fault, uint64(test.outcome.Fault))
		want(t, name+": gas", r.GasAfter, test.outcome.After)
	}
}
