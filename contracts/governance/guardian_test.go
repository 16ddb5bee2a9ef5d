package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// guarded is a world whose guardian is grace, until epoch 100.
func guarded(t *testing.T) *world {
	w := newWorld(t)
	w.Must(func() { setMandate(&governance.Guardian{Account: who("grace"), Until: 100}) })
	return w
}

func (w *world) guard(a governance.GuardArgs) uint32 {
	return w.As(who("grace")).Run(func() { Guard(a) })
}

// The guardian cancels one proposal in its mandate; its proposer loses nothing.
func TestTheGuardianCancelsOnce(t *testing.T) {
	w := guarded(t)
	one, two := w.propose(weightsAction), w.propose(weightsAction)
	w.As(who("mallory")).Expect(governance.ErrNotGuardian, func() { Guard(governance.GuardArgs{Proposal: one}) })
	want(t, "cancels", w.guard(governance.GuardArgs{Proposal: one}), 0)
	p := GetProposal(governance.ProposalArgs{Proposal: one})
	want(t, "state", p.State, "cancelled")
	want(t, "reason", p.Reason, governance.ReasonGuardian)
	want(t, "deposit", w.Balance(who("dave")), sdk.U64(1001))
	want(t, "once", w.guard(governance.GuardArgs{Proposal: two}), governance.ErrNotGuardian)
	want(t, "used", GetGuardian().Used, true)
}

// What the guardian can never touch, at any moment of a proposal.
func TestWhatIsBeyondTheGuardian(t *testing.T) {
	w := guarded(t)
	rules := w.propose(set(governance.Name, "deposit", "5"))
	mandate := w.propose(governance.Action{Kind: "guardian"})
	agreed, over := w.propose(weightsAction), w.propose(textAction)
	w.vote(agreed, "alice", "yes")
	w.vote(agreed, "carol", "yes")
	want(t, "70% of all stake agree", w.guard(governance.GuardArgs{Proposal: agreed}), governance.ErrGuarded)
	want(t, "rules", w.guard(governance.GuardArgs{Proposal: rules}), governance.ErrGuarded)
	want(t, "the guardian itself", w.guard(governance.GuardArgs{Proposal: mandate}), governance.ErrGuarded)
	for name, a := range map[string]governance.GuardArgs{
		"the track of rules": {Pause: "rules", Epochs: 1}, "nothing": {}, "four epochs": {Pause: "weights", Epochs: 4},
		"no epoch": {Pause: "weights"}, "what is not there": {Pause: "vault", Epochs: 1},
		"two things": {Proposal: over, Pause: "weights", Epochs: 1},
	} {
		code := w.guard(a)
		if code != governance.ErrGuarded {
			t.Errorf("%s: %d", name, code)
		}
	}
	for range 4 {
		w.next()
	}
	want(t, "what is over", w.guard(governance.GuardArgs{Proposal: over}), governance.ErrGuarded)
	w.Ctx.Epoch = 100
	want(t, "the mandate is over", w.guard(governance.GuardArgs{Pause: "weights", Epochs: 1}), governance.ErrNotGuardian)
	want(t, "and nobody is the guardian", GetGuardian().Guardian, nil)
}

// A pause has proposals wait, at most three epochs; what passed is carried out then.
func TestAPauseHasProposalsWait(t *testing.T) {
	for name, pause := range map[string]string{"the track": "parameters", "the contract": "rewards"} {
		w := guarded(t)
		id := w.pass(set("rewards", "dispute", "3")) // takes effect in 14
		p := loadProposal(id)
		p.Yes = sdk.U64(600) // less than two thirds
		w.Must(func() { p.save(id) })
		want(t, name, w.guard(governance.GuardArgs{Pause: pause, Epochs: 3}), 0)
		w.next()
		want(t, "waits", w.state(id), "timelock")
		want(t, "until", GetProposal(governance.ProposalArgs{Proposal: id}).ExecuteAt, 17)
		w.next()
		w.next()
		want(t, "still", len(w.other), 0)
		w.next()
		want(t, "is carried out", w.state(id), "executed")
	}
	w := guarded(t)
	id := w.pass(set("rewards", "dispute", "3")) // with 80% of all stake
	want(t, "pause", w.guard(governance.GuardArgs{Pause: "rewards", Epochs: 3}), 0)
	w.next()
	want(t, "two thirds do not wait", w.state(id), "executed")
}

// Votes by the strictest rules give a mandate, which is new then, and end it.
func TestVotesGiveTheMandate(t *testing.T) {
	w := newWorld(t)
	grace := &governance.Guardian{Account: who("grace"), Until: 50}
	mandate := governance.Action{Kind: "guardian", Guardian: grace}
	want(t, "track", w.check(mandate).Track.Name, "rules")
	for name, g := range map[string]*governance.Guardian{
		"nobody": {Until: 50}, "it is over": {Account: who("grace"), Until: 10}, "too long": {Account: who("grace"), Until: 1011},
	} {
		want(t, name, w.try(1001, governance.Action{Kind: "guardian", Guardian: g}), governance.ErrMandate)
	}
	want(t, "there is none to remove", w.try(1001, governance.Action{Kind: "guardian"}), governed.ErrUnchanged)
	w.pass(mandate)
	w.next()
	w.next()
	want(t, "until", GetGuardian().Guardian.Until, 50)
	w.Ctx.Epoch = 20
	want(t, "pauses", w.guard(governance.GuardArgs{Pause: "rewards", Epochs: 1}), 0)
	w.pass(governance.Action{Kind: "guardian"})
	w.next()
	w.next()
	want(t, "nobody", GetGuardian().Guardian, nil)
}
