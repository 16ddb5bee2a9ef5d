package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// disputedWorld has a submission of d, number 0 of epoch 0, which all attestors verified, and which can be disputed for
// two epochs.
func disputedWorld(t *testing.T) *world { return disputedFor(t, 2) }

// disputedFor is disputedWorld for so many epochs.
func disputedFor(t *testing.T, epochs uint64) *world {
	w := newWorld(t)
	w.window = epochs
	w.enrol("developers", "d")
	n := w.submit("d", "pull/1")
	for _, a := range []string{"a1", "a2", "a3", "a4"} {
		w.report(a, n, 5)
	}
	w.next()
	want(t, "verified", w.state(0, n), "verified")
	return w
}

func complaint(change ...func(*roles.DisputeArgs)) roles.DisputeArgs {
	a := roles.DisputeArgs{Role: "developers", ID: "d", Numbers: []uint64{0}, Reason: "the change was never merged"}
	for _, f := range change {
		f(&a)
	}
	return a
}

// dispute opens one as somebody who has the bond.
func (w *world) dispute(by string, a roles.DisputeArgs) (number uint64, code uint32) {
	w.t.Helper()
	w.Fund(who(by), least.DisputeBond)
	code = w.As(who(by)).Send(least.DisputeBond, func() { number = Dispute(a).Dispute })
	return number, code
}

func (w *world) vote(attestor string, number uint64, uphold bool) (code uint32) {
	return w.As(who(attestor)).Run(func() { VoteDispute(roles.VoteDisputeArgs{Dispute: number, Uphold: uphold}) })
}

// What becomes of a dispute when attestors with 40, 30, 20 and 10 of 100 vote: + upholds, - rejects, a point is silent.
func TestP15TwoThirdsDecideADispute(t *testing.T) {
	for _, test := range []struct {
		name, votes string
		void        bool
		// of the disputer, who puts down 20, of the sponsor, whose bond is 10, and to the reserve
		disputer, sponsor, reserve string
	}{
		{"all uphold it", "++++", true, "23", "0", "7"}, // a tenth of what was in escrow at most
		{"70 uphold it", "++..", true, "23", "0", "7"},
		{"60 do: undecided, also by silence", "+.+.", false, "20", "10", "0"},
		{"60 do, against the rest", "+-+-", false, "20", "10", "0"},
		{"a silent third blocks nothing", "++-.", true, "23", "0", "7"},
		{"all reject it", "----", false, "0", "10", "20"},
		{"70 reject it", "--+.", false, "0", "10", "20"},
		{"nobody says anything", "....", false, "20", "10", "0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := disputedWorld(t)
			number, code := w.dispute("holder", complaint())
			want(t, "dispute", code, 0)
			for i, v := range test.votes {
				if v != '.' {
					want(t, "vote", w.vote([]string{"a1", "a2", "a3", "a4"}[i], number, v == '+'), 0)
				}
			}
			w.next()
			want(t, "open in the epoch after", len(Disputes(roles.DisputesArgs{}).Disputes), 1)
			want(t, "nothing decided", len(w.decided), 0)
			w.next()
			want(t, "ended", len(Disputes(roles.DisputesArgs{}).Disputes), 0)
			want(t, "decided", w.decided[0], rewards.DecideArgs{Role: 1, ID: "d", Void: test.void})
			for range 3 {
				w.next()
			}
			want(t, "disputer", w.Balance(who("holder")).String(), test.disputer)
			want(t, "sponsor", w.Balance(who("sponsor")).String(), test.sponsor)
			want(t, "reserve", w.Reserve.String(), test.reserve)
			want(t, "held", Invariants().Held.String(), "0")
			if state := w.state(0, 0); (state == "void") != test.void {
				t.Error("the submission is ", state)
			}
			r, _ := w.send("sponsor", submissions("developers", entry("d", "pull/1")))
			want(t, "its reference is free", r.Accepted == 1, test.void)
			if left := sdk.Scan([]byte{keyVote}, []byte{keyVote + 1}, false, 10); len(left) > 0 {
				t.Errorf("votes of ended disputes are still there: %v", left)
			}
		})
	}
}

// Whoever has signed for one side has no vote, and does not count.
func TestP15InterestHasNoVote(t *testing.T) {
	w := newWorld(t)
	w.window = 2
	w.enrolFor("a3", "developers", "d", "d")
	_, code := w.send("a3", submissions("developers", entry("d", "x")))
	want(t, "submit", code, 0)
	for _, a := range []string{"a1", "a2"} {
		w.report(a, 0, 5)
	}
	w.next()
	number, code := w.dispute("a4", complaint())
	want(t, "dispute", code, 0)
	want(t, "the sponsor", w.vote("a3", number, false), roles.ErrInterest)
	want(t, "the disputer", w.vote("a4", number, true), roles.ErrInterest)
	want(t, "need: more than half of all", Disputes(roles.DisputesArgs{}).Disputes[0].Need.String(), "51")
	want(t, "a1", w.vote("a1", number, true), 0)
	want(t, "a2 is late", w.vote("a2", number, false), 0)
	want(t, "and thinks better of it", w.vote("a2", number, true), 0)
	w.next()
	w.next()
	want(t, "void", w.decided[0].Void, true)
}

// Who comes for the vote has none: power is that of the epoch in which the dispute began.
func TestP15PowerIsThatOfTheEpochInWhichItBegan(t *testing.T) {
	w := disputedWorld(t)
	number, _ := w.dispute("holder", complaint())
	w.bond("eve", 10_000)
	w.As(who("eve")).Must(RegisterAttestor)
	w.unbond("a1", 40)
	w.next()
	want(t, "a newcomer", w.vote("eve", number, false), roles.ErrNotAttestor)
	want(t, "who leaves", w.vote("a1", number, true), 0)
	want(t, "a2", w.vote("a2", number, true), 0)
	w.next()
	want(t, "too late", w.vote("a3", number, true), roles.ErrDisputeUnknown)
	want(t, "void", w.decided[0].Void, true)
}

func TestWhatIsNoDispute(t *testing.T) {
	w := disputedWorld(t)
	w.enrol("developers", "e")
	for _, test := range []struct {
		name string
		by   string
		args roles.DisputeArgs
		code uint32
	}{
		{"of somebody without stake", "nobody", complaint(), roles.ErrNotBonded},
		{"without a reason", "holder", complaint(func(a *roles.DisputeArgs) { a.Reason = "" }), roles.ErrReason},
		{"of no submission", "holder", complaint(func(a *roles.DisputeArgs) { a.Numbers = nil }), roles.ErrTooMany},
		{"of one that there is not", "holder", complaint(func(a *roles.DisputeArgs) { a.Numbers = []uint64{1} }), roles.ErrSubmissionUnknown},
		{"of one twice", "holder", complaint(func(a *roles.DisputeArgs) { a.Numbers = []uint64{0, 0} }), roles.ErrSubmissionUnknown},
		{"of another's", "holder", complaint(func(a *roles.DisputeArgs) { a.ID = "e" }), roles.ErrSubmissionUnknown},
		{"of no role", "holder", complaint(func(a *roles.DisputeArgs) { a.Role = "poets" }), roles.ErrRoleUnknown},
	} {
		_, code := w.dispute(test.by, test.args)
		want(t, test.name, code, test.code)
	}
	want(t, "without a bond", w.As(who("holder")).Run(func() { Dispute(complaint()) }), roles.ErrBond)
	w.answer = sdktest.Abort(rewards.ErrMatured)
	_, code := w.dispute("holder", complaint())
	want(t, "too late", code, rewards.ErrMatured)
	w.answer = nil
	want(t, "no such dispute", w.vote("a1", 7, true), roles.ErrDisputeUnknown)
	want(t, "nothing is held but the bond", Invariants().Held.String(), "10")
	number, code := w.dispute("holder", complaint())
	want(t, "a dispute", code, 0)
	want(t, "a vote of no attestor", w.vote("holder", number, true), roles.ErrNotAttestor)
}

// The bond of what is verified is there until its epoch matures, and then goes back by itself. That of a disputed
// submission is at stake once, however often the record is disputed.
func TestABondIsThereUntilTheEpochMatures(t *testing.T) {
	w := disputedWorld(t)
	want(t, "in escrow", w.Escrow(who("sponsor")).String(), "10")
	w.next()
	want(t, "still", w.Escrow(who("sponsor")).String(), "10")
	w.next()
	want(t, "back", w.Balance(who("sponsor")).String(), "10")
	want(t, "nothing is held", Invariants().Held.String(), "0")

	w = disputedWorld(t)
	_, _ = w.dispute("holder", complaint())
	w.next()
	w.next()
	want(t, "back after an undecided dispute", w.Balance(who("sponsor")).String(), "10")
	number, code := w.dispute("holder", complaint())
	want(t, "a second dispute", code, 0)
	want(t, "at stake", Disputes(roles.DisputesArgs{}).Disputes[0].AtStake.String(), "0")
	want(t, "vote", w.vote("a1", number, true)+w.vote("a2", number, true), 0)
	w.next()
	w.next()
	want(t, "void all the same", w.decided[1].Void, true)
	want(t, "the bond stays where it is", w.Balance(who("sponsor")).String(), "10")
}

// A contract rewards that fails keeps a dispute open, and nothing else from going on.
func TestADisputeWaitsForRewards(t *testing.T) {
	w := disputedWorld(t)
	_, _ = w.dispute("holder", complaint())
	w.next()
	w.end()
	w.answer = sdktest.Trap()
	want(t, "the epoch cannot be sealed either", w.As(sdk.Address{}).Run(func() { EndBlock(sdk.EndBlockArgs{}) }), roles.ErrRewards)
	w.answer = nil
	w.block()
	want(t, "ended", len(Disputes(roles.DisputesArgs{}).Disputes), 0)
}

// Many disputes: one page names the next, and all end.
func TestManyDisputes(t *testing.T) {
	w := disputedWorld(t)
	for range 25 { // the fake of rewards lets one record be disputed several times
		_, code := w.dispute("holder", complaint())
		want(t, "dispute", code, 0)
	}
	var seen []uint64
	for after := uint64(0); ; {
		page := Disputes(roles.DisputesArgs{After: after})
		for _, d := range page.Disputes {
			seen = append(seen, d.Dispute)
		}
		if after = page.Next; after == 0 {
			break
		}
	}
	want(t, "seen", len(seen), 25)
	want(t, "last", seen[24], 25)
	w.next()
	w.next()
	want(t, "ended", len(w.decided), 25)
	want(t, "held", Invariants().Held.String(), "0")
}

// A record that rewards does not know any more ends a dispute without a blame, and later disputes with it go on.
func TestADisputeOfARecordThatIsGoneEnds(t *testing.T) {
	w := disputedWorld(t)
	number, _ := w.dispute("holder", complaint())
	want(t, "vote", w.vote("a1", number, true)+w.vote("a2", number, true), 0)
	w.next()
	w.end()
	w.answer = sdktest.Abort(rewards.ErrNoRecord)
	w.As(sdk.Address{}).Must(func() { judge(&config{}) })
	w.answer = nil
	want(t, "ended", len(Disputes(roles.DisputesArgs{}).Disputes), 0)
	want(t, "bonds are back", w.Balance(who("holder")).String()+" "+w.Balance(who("sponsor")).String(), "20 10")
}

// A dispute of a friend's that names a false heir is no shield: attestors can have nobody paid. Who finds that the work is the
// heir's agrees with them that it is not the participant's.
func TestP15ADisputeIsNoShield(t *testing.T) {
	for _, test := range []struct {
		name, votes, outcome string // + the heir, 0 nobody, - the participant
		to                   string
		void                 bool
		disputer, reserve    string // the friend puts down 20, and the sponsor's bond is 10
	}{
		{"nobody's", "00..", "void", "", true, "20", "10"},
		{"the heir's or nobody's", "0+..", "void", "", true, "20", "10"},
		{"the heir's", "++0.", "upheld", "dan", false, "23", "7"},
		{"the participant's", "--0.", "rejected", "", false, "0", "20"},
		{"undecided", "0-..", "undecided", "", false, "20", "0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := disputedWorld(t)
			w.enrol("developers", "dan")
			number, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) { a.Heir = "dan" }))
			want(t, "dispute", code, 0)
			for i, v := range test.votes {
				args := roles.VoteDisputeArgs{Dispute: number, Uphold: v == '+', Void: v == '0'}
				if a := []string{"a1", "a2", "a3", "a4"}[i]; v != '.' {
					w.As(who(a)).Must(func() { VoteDispute(args) })
				}
			}
			w.next()
			w.next()
			decided := rewards.DecideArgs{Role: 1, ID: "d", Void: test.void}
			if test.to != "" {
				decided.To = who(test.to)
			}
			want(t, "decided", w.decided[0], decided)
			p := Participant(roles.ParticipantArgs{ID: "d"})
			want(t, "retired", p.Retired, test.outcome == "upheld")
			want(t, "disputer", w.Balance(who("holder")).String(), test.disputer)
			want(t, "reserve", w.Reserve.String(), test.reserve)
		})
	}
}

// Who disputes does not choose the judges: an attestor that is named as the heir votes like the others. That it be paid counts as a vote
// for nobody's payment.
func TestP15AnHeirStillJudges(t *testing.T) {
	w := disputedWorld(t)
	w.enrol("developers", "a1")
	number, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) { a.Heir = "a1" }))
	want(t, "dispute", code, 0)
	want(t, "votes", w.vote("a1", number, true)+w.vote("a2", number, true), 0)
	w.next()
	w.next()
	want(t, "decided", w.decided[0], rewards.DecideArgs{Role: 1, ID: "d", Void: true})
}

// What was undecided can be disputed again, but not for nothing: half of the bond is lost if it stays undecided.
func TestP15WhatWasUndecidedIsNotDisputedForNothingAgain(t *testing.T) {
	w := disputedFor(t, 9)
	for i, balance := range []string{"20", "30", "40"} { // each time with 20 new ones
		number, code := w.dispute("holder", complaint())
		want(t, "dispute", code, 0)
		want(t, "again", Disputes(roles.DisputesArgs{}).Disputes[0].Again, i > 0)
		w.vote("a1", number, true)
		w.next()
		w.next()
		want(t, "balance", w.Balance(who("holder")).String(), balance)
	}
	for range 12 {
		w.next()
	}
	if left := sdk.Scan([]byte{keyUndecided}, []byte{keyUndecided + 1}, false, 1); len(left) > 0 {
		t.Error("what is noted stays for ever")
	}
}
