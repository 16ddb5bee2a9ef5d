package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// damages are what code that was live before may have done to a record.
var damages = map[string]func(w *world, key []byte){
	"deleted":   func(w *world, key []byte) { w.Must(func() { sdk.Delete(key) }) },
	"malformed": func(w *world, key []byte) { w.Must(func() { sdk.Set(key, []byte{0xff, 1}) }) },
}

// events counts those of a kind.
func (w *world) events(kind string) (n int) {
	for _, e := range w.Events() {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// A proposal whose record is lost keeps no other one from a place, from being counted or carried out; its proposer gets the deposit
// back, and no more than that.
func TestG13ALostProposalIsPassedOver(t *testing.T) {
	for name, damage := range damages {
		for _, when := range []string{"waiting", "voting", "timelock"} {
			t.Run(name+" "+when, func(t *testing.T) {
				w := newWorld(t)
				var lost uint64
				if when == "timelock" {
					lost = w.pass(weightsAction)
					w.balance(t, "dave", 1001)
				} else {
					w.Ctx.Epoch--
					w.try(1001, weightsAction)
					lost = lastID()
					if when == "voting" {
						w.next()
						w.Ctx.Epoch--
					}
					w.Ctx.Epoch++
				}
				damage(w, proposalKey(lost))
				good := w.pass(textAction)
				w.balance(t, "dave", 2002)
				want(t, "state", w.state(good), "executed")
				want(t, "events", w.events("governance.lost"), 1)
				for track := range governance.Tracks() {
					p := loadPlaces(uint64(track))
					want(t, "listed", len(p.Open)+len(p.Waiting), 0)
				}
				list := Proposals(governance.ProposalsArgs{})
				want(t, "shown", len(list.Proposals), 1)
				w.Expect(governance.ErrProposalUnknown, func() { GetProposal(governance.ProposalArgs{Proposal: lost}) })
			})
		}
	}
}

// balance compares what an account has.
func (w *world) balance(t *testing.T, account string, n uint64) {
	t.Helper()
	want(t, account+" has", w.Balance(who(account)), sdk.U64(n))
}

// What is not known of a lost proposal takes nothing from the others of its proposer.
func TestALostProposalTakesNothingOfOthers(t *testing.T) {
	w := newWorld(t)
	lost := w.pass(weightsAction) // its deposit is returned
	other := w.propose(textAction)
	damages["deleted"](w, proposalKey(lost))
	w.next() // which looks at the escrow
	w.balance(t, "dave", 1001)
	want(t, "the deposit of the other", GetProposal(governance.ProposalArgs{Proposal: other}).Deposit, sdk.U64(1001))
}

// A place is taken from a proposal that is lost as from any other.
func TestALostProposalIsDisplaced(t *testing.T) {
	w := newWorld(t)
	w.places(1)
	w.submit(who("erin"), 1001)
	w.next()
	lost, _ := w.submit(who("dave"), 1001)
	damages["deleted"](w, proposalKey(lost))
	if _, code := w.submit(who("fred"), 2000); code != 0 {
		t.Fatalf("fred is refused with %d", code)
	}
	w.balance(t, "dave", 1001)
}

// Lost actions end their proposal, and say so, when they are due; a report that is lost keeps its proposal from a vote.
func TestLostPartsEndTheirProposal(t *testing.T) {
	for name, damage := range damages {
		w := newWorld(t)
		id := w.pass(weightsAction)
		damage(w, actionsKey(id))
		w.next()
		w.next()
		p := GetProposal(governance.ProposalArgs{Proposal: id})
		want(t, name+": state", p.State, "failed")
		want(t, name+": reason", p.Reason, reasonLost)

		w = newWorld(t)
		w.Ctx.Epoch--
		w.try(1001, upgradeAction)
		damage(w, reportKey(lastID()))
		w.next()
		p = GetProposal(governance.ProposalArgs{Proposal: lastID()})
		want(t, name+": state", p.State, "rejected")
		want(t, name+": reason", p.Reason, governance.ReasonReport+"lost")
		w.next()

		w = newWorld(t)
		id = w.pass(upgradeAction)
		w.next()
		w.next()
		want(t, name+": state", w.state(id), "probation")
		damage(w, actionsKey(id))
		w.As(w.Ctx.Self).Expect(sdk.ErrState, func() { CarryOut(governance.ProposalArgs{Proposal: id}) })
		w.next()
		p = GetProposal(governance.ProposalArgs{Proposal: id})
		want(t, name+": state", p.State, "executed")
		want(t, name+": reason", p.Reason, reasonLost)
	}
}

// A report whose proposal is lost is over, and what a dry run finds brings no proposal back.
func TestTheReportOfALostProposalIsOver(t *testing.T) {
	for name, damage := range damages {
		w := newWorld(t)
		w.past = &past{epochs: 30, pages: 2}
		w.try(1001, weightsAction)
		damage(w, proposalKey(lastID()))
		w.blocks(1)
		want(t, name+": done", w.report(lastID()).Done, true)
		want(t, name+": epochs", w.report(lastID()).Epochs, 0)

		w = newWorld(t)
		id := w.asks(upgradeAction)
		w.Outcomes[id] = sdk.UpgradeOutcome{State: sdk.OutcomeTried}
		w.blocks(1)
		damage(w, proposalKey(id))
		w.Outcomes[id] = sdk.UpgradeOutcome{State: sdk.OutcomeFailed, Stage: sdk.StageMigrate, Fault: sdk.FaultTrap}
		w.blocks(2)
		want(t, name+": done", w.report(id).Done, true)
		w.Expect(governance.ErrProposalUnknown, func() { GetProposal(governance.ProposalArgs{Proposal: id}) })
	}
}

// The records of a formula that is a shadow, or waits for its report, can be lost at any time.
func TestLostRecordsStopNoBlock(t *testing.T) {
	for name, damage := range damages {
		for _, key := range []func(uint64) []byte{proposalKey, actionsKey, reportKey} {
			for epochs := range 8 {
				w := newWorld(t)
				w.Must(func() { p := devnet(); p.Shadow = 1; saveParams(&p) })
				w.Ctx.Epoch--
				if code := w.try(5000, upgradeAction); code != 0 {
					t.Fatal(code)
				}
				for i := range epochs {
					w.next()
					if i == 0 {
						w.vote(lastID(), "alice", "yes")
						w.vote(lastID(), "bob", "yes")
					}
				}
				damage(w, key(lastID()))
				w.next()
				w.next()
				id := w.pass(textAction)
				want(t, name, w.state(id), "executed")
			}
		}
	}
}

// Code before may have lost every proposal of full tracks: all are passed over within a few epochs, every deposit is returned, and
// there is place for others.
func TestEveryProposalOfFullTracksIsLost(t *testing.T) {
	for name, damage := range damages {
		w := newWorld(t)
		w.ChainParams["max_block_bytes"], w.ChainParams["emission"], w.ParamsAnswer = "2097152", "1000000", 1
		w.fill()
		last := lastID()
		for id := uint64(1); id <= last; id++ {
			damage(w, proposalKey(id))
		}
		left := func() (n int) {
			for track := range governance.Tracks() {
				p := loadPlaces(uint64(track))
				n += len(p.Open) + len(p.Waiting)
			}
			return n
		}
		before, epochs := left(), 0
		want(t, name+": listed", before, maxMaxActive*len(governance.Tracks()))
		for ; left() > 0 && epochs < 20; epochs++ {
			w.next()
		}
		want(t, name+": listed in the end", left(), 0)
		want(t, name+": events", w.events("governance.lost"), before)
		for i := range 4 {
			want(t, name+": in escrow", sdk.Escrow(who(fmt.Sprint("proposer", i))), sdk.Amount{})
		}
		want(t, name+": the next", w.state(w.pass(textAction)), "executed")
		t.Logf("%s: %d proposals in %d epochs", name, before, epochs)
	}
}
