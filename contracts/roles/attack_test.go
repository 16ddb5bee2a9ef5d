package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Who is in the role submits under another's id, with its reference: that stands in nobody's way. Else one bond an epoch would keep
// somebody's work from being paid for ever.
func TestAttackASubmissionInAnothersPlace(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "ann", "eve")
	r, code := w.send("eve", forAccount("ann", "eve", "pull/1"))
	want(t, "eve's", code, 0)
	want(t, "is taken", r.Accepted, 1)
	r, _ = w.send("eve", forAccount("ann", "eve", "pull/1"))
	want(t, "once", r.Repeated, 1)
	n := w.submit("ann", "pull/1")
	w.attest(0, 0)
	w.attest(n, 5)
	want(t, "found by its id", Submission(roles.SubmissionArgs{Role: "developers", ID: "ann", Ref: "pull/1"}).Number, n)
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:ann=5 ")
}

// An account that names an attestor as its sponsor takes no vote from it: interest is what the attestor itself has signed. Else
// whoever lies would choose who judges it: here 60 of 100 could void, and one word of the liar makes that impossible.
func TestP15AttackWhoIsJudgedChoosesNoJudges(t *testing.T) {
	w := disputedWorld(t)
	w.As(who("d")).Must(func() { SetBacking(roles.SetBackingArgs{ID: "d", Sponsor: who("a1")}) })
	number, code := w.dispute("holder", complaint())
	want(t, "dispute", code, 0)
	want(t, "a1", w.vote("a1", number, true), 0)
	want(t, "a2", w.vote("a2", number, true), 0)
	w.next()
	w.next()
	want(t, "void", w.decided[0].Void, true)
}

// Likewise for what is submitted: 60 of 100 raise no value by naming 40 as sponsors.
func TestP1AttackASponsorWhoKnowsOfNothing(t *testing.T) {
	w := newWorld(t)
	w.enrolFor("a1", "developers", "d", "d")
	_, code := w.send("d", submissions("developers", entry("d", "pull/1")))
	want(t, "submitted", code, 0)
	for a, value := range map[string]uint64{"a1": 5, "a2": 1 << 40, "a3": 1 << 40, "a4": 1 << 40} {
		w.report(a, 0, value)
	}
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:d=5 ")
}

// Whoever has some stake under many accounts keeps nobody with more stake out of the set: those who come and go take no place
// from it.
func TestAttackThoseWhoLeaveKeepNobodyOut(t *testing.T) {
	w := newWorld(t)
	account := func(i int) sdk.Address { return who(fmt.Sprint("small", i)) }
	for i := range maxMembers {
		w.SetStake(account(i), 0, sdk.U64(1))
	}
	for i := range maxMembers - 4 {
		w.As(account(i)).Must(RegisterAttestor)
		if i < maxMembers-maxAttestors {
			w.As(account(i)).Must(RetireAttestor)
		}
	}
	w.bond("large", 50)
	w.As(who("large")).Must(RegisterAttestor)
	w.next()
	want(t, "its power", loadAttestorsNow().find(who("large")).Power, sdk.U64(50))
	want(t, "bounded", len(loadAttestorsNow().Members) <= maxMembers, true)

	for i := range maxAttestors { // those with power leave, and others come in their places
		if w.As(account(i)).Run(RetireAttestor) == 0 {
			w.As(account(maxMembers - 1 - i%4)).Run(RegisterAttestor)
		}
	}
	for i := range maxMembers {
		w.As(account(i)).Run(RegisterAttestor)
	}
	before := w.power()
	w.bond("larger", 60)
	w.As(who("larger")).Must(RegisterAttestor)
	w.next()
	want(t, "its power", loadAttestorsNow().find(who("larger")).Power, sdk.U64(60))
	if w.power() < before {
		t.Error("a quorum is smaller by it")
	}
}

func (w *world) power() uint64 { return loadAttestorsNow().total().Lo }
