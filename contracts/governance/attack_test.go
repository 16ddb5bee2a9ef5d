package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What was proposed as less emission is no raise when another vote has lowered it further meanwhile: that needs two thirds, and time.
func TestAttackALoweringThatHasBecomeARaise(t *testing.T) {
	w := newWorld(t)
	w.ParamsAnswer = 1
	w.ChainParams["emission"] = "1000000"
	id := w.propose(set(governance.Chain, "emission", "900000"))
	want(t, "track", GetProposal(governance.ProposalArgs{Proposal: id}).Track, governance.TrackPause)
	w.vote(id, "alice", "yes")
	w.vote(id, "carol", "no")
	w.ChainParams["emission"] = "0"
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "failed")
	want(t, "reason", p.Reason, "chain: aborted with stricter_track")
}

// Whoever displaces own proposals, one after another, leaves no reports behind that others wait for, and that in the end
// would fill the list.
func TestAttackProposalsThatDisplaceEachOther(t *testing.T) {
	w := newWorld(t)
	w.past = &past{epochs: 1, pages: 1}
	w.places(2)
	for i := range uint64(100) {
		w.asksWith(1001+i, weightsAction)
	}
	want(t, "waiting", len(loadPlaces(trackWeights).Waiting), 2)
	want(t, "reports", len(loadReports().Waiting), 2)
	if i := Invariants(); !i.Ok {
		t.Errorf("deposits %s, escrow %s", i.Deposits, i.Escrow)
	}
}

// There is one dry run at a time, however dear what comes later is, and it is paid for also when its proposal is given up meanwhile.
func TestAttackDryRunsForNothing(t *testing.T) {
	w := newWorld(t)
	w.ChainParams["min_gas_price"] = "1"
	rules := devnet()
	rules.MaxActive, rules.Deposit = 1, sdk.U64(1_000_000_000_000)
	w.Must(func() { saveParams(&rules) })
	cost := Check(governance.CheckArgs{Actions: []governance.Action{upgradeAction}}).Report
	propose := func(more uint64) uint64 {
		all := rules.Deposit.Add(cost).Add(sdk.U64(more))
		w.Fund(who("erin"), all)
		want(t, "proposed", w.As(who("erin")).Send(all, func() {
			Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{upgradeAction}})
		}), 0)
		return lastID()
	}
	first := propose(0)
	w.spends(1_000_000)
	w.blocks(1)
	second := propose(1)
	want(t, "displaced", w.state(first), "expired")
	want(t, "its dry run goes on", w.report(first).Done, false)
	w.blocks(1)
	want(t, "and ends", w.report(first).Done, true)
	want(t, "it is paid for", w.report(first).Spent.IsZero(), false)
	want(t, "the other has waited", w.report(second).Spent, sdk.Amount{})
	w.blocks(2)
	want(t, "then it is tried", w.report(second).Done, true)
	if i := Invariants(); !i.Ok || len(loadReports().Waiting) > 0 {
		t.Errorf("deposits %s, escrow %s, %d reports wait", i.Deposits, i.Escrow, len(loadReports().Waiting))
	}
}

// A hair's breadth of stake must not veto whatever is proposed, the way back from such a rule included.
func TestAttackAVetoOfAlmostNobody(t *testing.T) {
	w := newWorld(t)
	w.SetStake(who("mallory"), 0, sdk.U64(1)) // of 1001
	want(t, "such a rule", w.try(1001, set(governance.Name, "veto", "1")), governance.ErrParams)
	rules := devnet()
	rules.Veto = minVeto
	w.Must(func() { saveParams(&rules) })
	id := w.propose(set(governance.Name, "veto", "334000"))
	for account, option := range map[string]string{"alice": "yes", "bob": "yes", "mallory": "veto"} {
		w.vote(id, account, option)
	}
	for range 8 {
		w.next()
	}
	want(t, "state", w.state(id), "executed")
}
