package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// shadows makes a rule of how long a formula is one.
func (w *world) shadows(epochs uint64) {
	w.t.Helper()
	rules := devnet()
	rules.Shadow = epochs
	w.Must(func() { saveParams(&rules) })
}

func (w *world) rows(id uint64) string {
	return fmt.Sprint(GetProposal(governance.ProposalArgs{Proposal: id}).Shadow)
}

// Behind the timelock a new formula scores what is recorded meanwhile, and says how much of each pool others would have
// got. Then it becomes live, when it was to be.
func TestG12AFormulaIsAShadowFirst(t *testing.T) {
	w := newWorld(t)
	w.shadows(2)
	id := w.pass(upgradeAction)
	w.past = &past{epochs: 3, pages: 1}
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "takes effect after the timelock of 2 and the shadow of 2", p.ExecuteAt, 17)
	w.next()
	want(t, "timelock", w.state(id), "timelock")
	w.next()
	want(t, "shadow", w.state(id), "shadow")
	w.blocks(2)
	want(t, "nothing is recorded since", w.rows(id), "[]")

	// Two participants: the old code gives them 3 to 1, the new one the same. Roles have 300 and 600 of 900 by the old
	// weights, 1 to 2, and the other way round by the new ones.
	w.past.epochs, w.past.scores = 4, []rewards.Rescored{{ID: "a", Old: sdk.U64(3), New: sdk.U64(1)}, {ID: "b", Old: sdk.U64(1), New: sdk.U64(1)}}
	w.blocks(2) // a had 450 of 600, and would have 150 of 300; b had 150, and keeps it
	want(t, "moved", w.rows(id), "[{3 2 333333 0}]")
	w.next()
	want(t, "still", w.state(id), "shadow")
	w.past.epochs, w.past.reason = 5, func(uint64, int) uint64 { return uint64(sdk.FaultTrap) }
	w.next()
	want(t, "a failure decides nothing", w.state(id), "probation")
	want(t, "both epochs", w.rows(id), "[{3 2 333333 0} {4 0 0 21}]")
	want(t, "live", len(w.Upgrades), 1)
	w.past.epochs = 6
	w.blocks(2)
	want(t, "no shadow any more", len(loadShadows().Waiting), 0)
	want(t, "and no more epochs", w.rows(id), "[{3 2 333333 0} {4 0 0 21}]")
}

// Only a formula is a shadow: what is expedited is for repairs, and other code cannot run beside the live one.
func TestWhatIsNoShadow(t *testing.T) {
	for name, test := range map[string]struct {
		action    governance.Action
		expedited bool
		epochs    uint64
	}{
		"formula":   {upgradeAction, false, 3},
		"expedited": {upgradeAction, true, 0},
		"system":    {governance.Action{Kind: "upgrade", Contract: "roles", CodeHash: newCode}, false, 0},
		"weights":   {weightsAction, false, 0},
	} {
		w := newWorld(t)
		w.shadows(3)
		w.Fund(who("dave"), sdk.U64(1001))
		want(t, name, w.As(who("dave")).Send(sdk.U64(1001), func() {
			Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{test.action}, Expedited: test.expedited})
		}), 0)
		want(t, name, GetProposal(governance.ProposalArgs{Proposal: lastID()}).Shadowing, test.epochs)
	}
}

// Rewards that is out of order, epochs that were closed as one, and a code that needs too much gas keep no formula from
// becoming live.
func TestAShadowStopsNothing(t *testing.T) {
	w := newWorld(t)
	w.shadows(1)
	id := w.pass(upgradeAction)
	w.past = &past{epochs: 3, pages: 1}
	w.past.fault = &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultOutOfGas}
	w.next()
	w.past.epochs = 4
	w.next()
	want(t, "shadow", w.state(id), "shadow")
	w.past.epochs = 5
	w.next()
	want(t, "out of gas", w.rows(id), "[{4 0 0 20}]")
	want(t, "live", w.state(id), "probation")
	w = newWorld(t)
	w.shadows(1)
	id = w.pass(upgradeAction)
	for range 3 {
		w.next()
	}
	want(t, "without rewards", w.state(id), "probation")
}

// The guardian can stop a formula while it is a shadow.
func TestTheGuardianStopsAShadow(t *testing.T) {
	w := newWorld(t)
	w.shadows(2)
	w.Must(func() {
		if err := setMandate(&governance.Guardian{Account: who("gina"), Until: 100}); err != nil {
			t.Error(err)
		}
	})
	id := w.propose(upgradeAction)
	w.past = &past{epochs: 3, pages: 1}
	w.vote(id, "bob", "yes") // with two thirds it would be out of reach
	w.vote(id, "carol", "yes")
	for range 5 {
		w.next()
	}
	want(t, "shadow", w.state(id), "shadow")
	w.As(who("gina")).Must(func() { Guard(governance.GuardArgs{Proposal: id}) })
	w.next()
	want(t, "stopped", w.state(id), "cancelled")
	want(t, "no shadow", len(loadShadows().Waiting), 0)
}
