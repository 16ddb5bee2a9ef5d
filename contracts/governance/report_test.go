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
	scores        []rewards.Rescored                  // of every page; nil: one record
	paysOnly      uint64                              // the epoch in which the code pays somebody; 0: in all
	asked         int
	drawn         []uint64            // pages, in the order in which they were asked for
	change        rewards.Alternative // what was asked for last
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
		if a.Epoch >= uint64(h.epochs) {
			return sdk.Marshal(&rewards.EpochResult{Epoch: a.Epoch, State: "verifying"}), nil
		}
		e := rewards.EpochResult{Epoch: a.Epoch, State: "sealed", Table: newCode, Pool: sdk.U64(900)}
		for i := range reportRoles {
			e.Roles = append(e.Roles, rewards.RoleShare{Role: reportRoles[i].Role, ID: uint64(i)})
		}
		e.Roles[1].Participants, e.Roles[1].Pool = uint64(h.pages)*rewards.RecordsOfPage, sdk.U64(600)
		return sdk.Marshal(&e), nil
	case "weights":
		return sdk.Marshal(&rewards.WeightsResult{Base: reportRoles}), nil
	case "backtest_weights":
		var a rewards.BacktestWeightsArgs
		a.UnmarshalCBOR(d)
		h.change = a.Change
		return sdk.Marshal(&rewards.BacktestWeightsResult{Epoch: a.Epoch, Old: []uint64{1, 2}, New: []uint64{2, 1}}), nil
	}
	h.asked++
	if h.fault != nil {
		return nil, h.fault
	}
	var a rewards.BacktestArgs
	a.UnmarshalCBOR(d)
	h.drawn = append(h.drawn, a.Page)
	var r rewards.BacktestResult
	if h.reason != nil {
		r.Reason = h.reason(a.Epoch, int(a.Page))
	}
	if r.Reason == 0 {
		r.Scores = []rewards.Rescored{{ID: fmt.Sprint(a.Epoch, a.Page), Old: sdk.U64(1), New: sdk.U64(2)}}
		if h.scores != nil {
			r.Scores = h.scores
		}
		if h.paysOnly > 0 && a.Epoch != h.paysOnly {
			r.Scores[0].New = sdk.Amount{}
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
	w.past = &past{epochs: 30, pages: 2}
	id := w.asks(upgradeAction)
	w.blocks(3)
	want(t, "after the dry run a block takes 24 steps", w.report(id).Epochs, 8) // an epoch takes three: weights, two pages
	w.next()
	want(t, "not complete", w.state(id), "waiting")
	w.blocks(2)
	r := w.report(id)
	want(t, "done", r.Done, true)
	want(t, "epochs", r.Epochs, 30)
	want(t, "records", r.Records, 60)
	want(t, "from", r.Last, 29)
	want(t, "samples", len(r.Samples), 0)
	w.next()
	want(t, "complete", w.state(id), "voting")
	asked := w.past.asked
	w.blocks(3)
	want(t, "nothing more is asked", w.past.asked, asked)
}

// Of more than 10,000 records pages are drawn, by the hash of the block in which the report comes to them: who
// proposes cannot know which.
func TestG11OfManyRecordsPagesAreDrawn(t *testing.T) {
	drawn := map[string]bool{}
	for block := byte(1); block <= 3; block++ {
		w := newWorld(t)
		w.past = &past{epochs: 1, pages: 600}
		id := w.asks(upgradeAction)
		w.blocks(2) // the dry run
		w.Block = sdk.HashOf([]byte{block})
		w.blocks(1)
		w.Block = sdk.Hash{} // what comes later changes nothing
		w.blocks(9)
		r := w.report(id)
		want(t, "done", r.Done, true)
		want(t, "pages", len(w.past.drawn), governance.MaxOfEpoch/rewards.RecordsOfPage)
		for i, page := range w.past.drawn {
			if page < uint64(3*i) || page > uint64(3*i+2) {
				t.Fatalf("page %d is the draw %d", page, i)
			}
		}
		want(t, "drawn by", fmt.Sprint(r.Samples), fmt.Sprint([]governance.Sample{{Epoch: 0, Seed: sdk.HashOf([]byte{block})}}))
		drawn[fmt.Sprint(w.past.drawn)] = true
	}
	want(t, "different samples", len(drawn), 3)
}

// What else changes how a pool is divided is calculated again too: weights, without the records, and what a formula is
// asked with. What is expedited has no such report.
func TestG11WeightsAndParametersHaveAReport(t *testing.T) {
	for name, test := range map[string]struct {
		action    governance.Action
		expedited bool
		change    rewards.Alternative
		pages     int
		epochs    uint64
	}{
		"weights":                   {weightsAction, false, rewards.Alternative{Weights: weightsAction.Weights}, 0, 3},
		"bounds of weights":         {set("rewards", "max_weight", "5"), false, rewards.Alternative{Params: []governed.Param{{Name: "max_weight", Value: "5"}}}, 0, 3},
		"parameters of the formula": {set("rewards", "formula_params", "0x01"), false, rewards.Alternative{Params: []governed.Param{{Name: "formula_params", Value: "0x01"}}}, 6, 3},
		"another parameter":         {set("rewards", "dispute", "3"), false, rewards.Alternative{}, 0, 0},
		"expedited":                 {weightsAction, true, rewards.Alternative{}, 0, 0},
	} {
		w := newWorld(t)
		w.past = &past{epochs: 3, pages: 2}
		w.Fund(who("dave"), sdk.U64(1001))
		want(t, name, w.As(who("dave")).Send(sdk.U64(1001), func() {
			Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{test.action}, Expedited: test.expedited})
		}), 0)
		id := lastID()
		w.blocks(2)
		want(t, name+": asked", fmt.Sprint(w.past.change), fmt.Sprint(test.change))
		want(t, name+": pages", w.past.asked, test.pages)
		if test.epochs > 0 {
			want(t, name+": epochs", w.report(id).Epochs, test.epochs)
		} else {
			want(t, name+": no report", w.Query(func() { GetReport(governance.ProposalArgs{Proposal: id}) }), uint32(governance.ErrReportUnknown))
		}
		w.next()
		want(t, name, w.state(id), "voting")
	}
}

// spends has the hook find less gas each time that it looks, as it does on the chain.
func (w *world) spends(gas uint64) { w.GasStep = gas }

// A report is paid for beside the deposit. What it takes goes where lost deposits go, the rest comes back with its end,
// also when that comes before the report's.
func TestReportsArePrepaid(t *testing.T) {
	w := newWorld(t)
	w.past = &past{epochs: 1, pages: 1}
	w.ChainParams["min_gas_price"] = "1"
	rules := devnet()
	rules.Deposit = sdk.U64(1_000_000_000_000)
	w.Must(func() { saveParams(&rules) })
	cost := Check(governance.CheckArgs{Actions: []governance.Action{upgradeAction}}).Report
	want(t, "asked for", cost, sdk.U64(dryGas+30*maxPages*50_000_000))
	want(t, "for weights", Check(governance.CheckArgs{Actions: []governance.Action{weightsAction}}).Report, sdk.U64(30*50_000_000))
	want(t, "for a text", Check(governance.CheckArgs{Actions: []governance.Action{textAction}}).Report, sdk.Amount{})
	want(t, "without it", w.try(1_000_000_000_000, upgradeAction), governance.ErrDeposit)

	all := rules.Deposit.Add(cost)
	propose := func() uint64 {
		w.Fund(who("erin"), all)
		want(t, "proposed", w.As(who("erin")).Send(all, func() {
			Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{upgradeAction}})
		}), 0)
		return lastID()
	}
	id := propose()
	want(t, "deposit", GetProposal(governance.ProposalArgs{Proposal: id}).Deposit, rules.Deposit)
	w.spends(1_000_000)
	w.blocks(4)
	w.spends(0)
	r := w.report(id)
	want(t, "done", r.Done, true)
	want(t, "some is spent", r.Spent.IsZero(), false)
	want(t, "the reserve has it", w.Reserve, r.Spent)
	want(t, "the rest is back", w.Balance(who("erin")), cost.Sub(r.Spent))
	want(t, "nothing is held", r.Prepaid, sdk.Amount{})

	second := propose() // it ends before its report begins
	before, half := w.Balance(who("erin")), sdk.U64(500_000_000_000)
	w.As(who("erin")).Must(func() { Cancel(governance.ProposalArgs{Proposal: second}) })
	want(t, "all of it is back", w.Balance(who("erin")), before.Add(cost).Add(half))
	if i := Invariants(); !i.Ok {
		t.Errorf("deposits %s, escrow %s", i.Deposits, i.Escrow)
	}

	w.ChainParams["min_gas_price"] = "1000000000000"
	want(t, "never more than the deposit", Check(governance.CheckArgs{Actions: []governance.Action{upgradeAction}}).Report, rules.Deposit)
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
		"nobody is paid": {past{epochs: 3, pages: 2, scores: []rewards.Rescored{{ID: "ada", Old: sdk.U64(1)}}},
			"rejected", "the chain's report: " + rewards.ReasonName(rewards.ReasonNobody)},
		"nobody was paid before": {past{epochs: 3, pages: 2, scores: []rewards.Rescored{{ID: "ada"}}}, "voting", ""},
		"somebody is paid":       {past{epochs: 3, pages: 2, scores: []rewards.Rescored{{ID: "ada", Old: sdk.U64(1)}, {ID: "ben", New: sdk.U64(1)}}}, "voting", ""},
		"a trap":                 {past{epochs: 3, pages: 2, reason: func(epoch uint64, page int) uint64 { return 21 * (epoch % 2) }}, "voting", ""},
		"no epochs":              {past{}, "voting", ""},
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

// A formula that would pay nobody in a role, though somebody was paid there, is voted on: the fallback pays that role. The report says in
// how many epochs, and which roles.
func TestG11AReportNamesTheRolesThatAreNotPaid(t *testing.T) {
	w := newWorld(t)
	w.past = &past{epochs: 3, pages: 2}
	w.past.paysOnly = 1 // of epoch 1 alone
	id := w.asks(upgradeAction)
	w.blocks(5)
	w.next()
	want(t, "state", w.state(id), "voting")
	r := w.report(id)
	want(t, "epochs", r.Nobody, 2)
	want(t, "roles", fmt.Sprint(r.Unpaid), "[developers]")
	want(t, "reason", r.Reason, 0)
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

// Whoever proposes much has everybody's first report before an own second one.
func TestNobodysSecondReportIsBeforeEverybodysFirst(t *testing.T) {
	w := newWorld(t)
	w.past = &past{epochs: 1, pages: 1}
	rich, second := w.asksWith(10_000, upgradeAction), w.asksWith(10_000, upgradeAction)
	w.Fund(who("erin"), sdk.U64(1001))
	want(t, "erin", w.As(who("erin")).Send(sdk.U64(1001), func() {
		Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{upgradeAction}})
	}), 0)
	erins := lastID()
	w.blocks(6) // three for each
	want(t, "the largest deposit", w.report(rich).Done, true)
	want(t, "who has had none", w.report(erins).Done, true)
	want(t, "the same account's second", w.report(second).Done, false)
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
