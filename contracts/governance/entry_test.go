package main

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A proposal's life through the entries that the chain calls.
func TestEntriesSpeakCBOR(t *testing.T) {
	w := newWorld(t)
	w.Fund(who("dave"), sdk.U64(1001))
	var proposed governance.ProposeResult
	input := sdk.Method("propose", &governance.ProposeArgs{Title: "t", Actions: []governance.Action{weightsAction, upgradeAction}})
	code := w.As(who("dave")).Send(sdk.U64(1001), func() {
		if !sdk.Unmarshal(peerzExecute(input), &proposed) {
			t.Error("propose answers nonsense")
		}
	})
	want(t, "code", code, 0)
	want(t, "first id", proposed.Proposal, 1)
	w.next()
	w.As(who("alice")).Must(func() { peerzExecute(sdk.Method("vote", &governance.VoteArgs{Proposal: 1, Option: "yes"})) })
	w.Must(func() { peerzEndEpoch(sdk.Marshal(&sdk.EndEpochArgs{Epoch: 10})) })

	var info governance.ProposalInfo
	if !sdk.Unmarshal(peerzQuery(sdk.Method("proposal", &governance.ProposalArgs{Proposal: 1})), &info) {
		t.Fatal("proposal answers nonsense")
	}
	want(t, "yes", info.Tally.Yes.String(), "500")
	want(t, "second action", info.Actions[1].CodeHash, newCode)
	var page governance.ProposalsResult
	if !sdk.Unmarshal(peerzQuery(sdk.Method("proposals", &governance.ProposalsArgs{State: "voting"})), &page) {
		t.Fatal("proposals answers nonsense")
	}
	want(t, "found", len(page.Proposals), 1)
}

// Whatever anyone sends, the contract answers or aborts; it never traps, and deposits
// stay covered.
func FuzzEntries(f *testing.F) {
	f.Add(sdk.Method("propose", &governance.ProposeArgs{Title: "t", Actions: []governance.Action{weightsAction, upgradeAction}}))
	f.Add(sdk.Method("propose", &governance.ProposeArgs{Title: "t", Actions: []governance.Action{set("rewards", "dispute", "3")}}))
	f.Add(sdk.Method("vote", &governance.VoteArgs{Proposal: 1, Option: "veto"}))
	f.Add(sdk.Method("cancel", &governance.ProposalArgs{Proposal: 1}))
	f.Add(sdk.Method("proposals", &governance.ProposalsArgs{After: 1, State: "voting"}))
	f.Fuzz(func(t *testing.T, input []byte) {
		w := newWorld(t)
		w.propose(governance.Action{Kind: "text"})
		w.Fund(who("dave"), sdk.U64(1001))
		w.As(who("dave")).Send(sdk.U64(1001), func() { peerzExecute(input) })
		w.As(who("alice")).Run(func() { peerzExecute(input) })
		w.Query(func() { peerzQuery(input) })
		for range 8 {
			w.next()
		}
	})
}

func TestTitles(t *testing.T) {
	w := newWorld(t)
	for _, title := range []string{"", strings.Repeat("x", 201)} {
		w.Fund(who("dave"), sdk.U64(1001))
		code := w.As(who("dave")).Send(sdk.U64(1001), func() { Propose(governance.ProposeArgs{Title: title, Actions: []governance.Action{{Kind: "text"}}}) })
		want(t, "code", code, governance.ErrTitle)
	}
}

// If an escrow had less than its proposals say, the hook would go on, and everybody would see it.
func TestDepositsThatTheLedgerRefuses(t *testing.T) {
	w := newWorld(t)
	id := w.propose(governance.Action{Kind: "text"})
	w.vote(id, "alice", "yes")
	w.Must(func() { w.ReleaseEscrow(who("dave"), sdk.U64(1)) })
	for range 3 {
		w.Must(func() { EndEpoch(sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}) })
		w.Ctx.Epoch++
	}
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "executed all the same", p.State, "executed")
	want(t, "the debt stays visible", p.Deposit.String(), "1001")
}
