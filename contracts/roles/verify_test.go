package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// What is verified when attestors with 40, 30, 20 and 10 of 100 report a value, or nothing (-1).
func TestP1TwoThirdsStandBehindAValue(t *testing.T) {
	for _, test := range []struct {
		name           string
		a1, a2, a3, a4 int
		want           string
	}{
		{"all agree", 5, 5, 5, 5, "1:d=5 "},
		{"70 agree", 5, 5, -1, -1, "1:d=5 "},
		{"60 agree: silence is 0", 5, -1, 5, -1, ""},
		{"40 say more: not raised", 1000, 5, 5, 5, "1:d=5 "},
		{"40 say 0: a third and more can deny", 0, 5, 5, 5, ""},
		{"30 say 0: less than a third cannot", 5, 0, 5, 5, "1:d=5 "},
		{"all differ: 70 say 3 or more", 3, 4, 1, 2, "1:d=3 "},
		{"nothing was done", 0, 0, 0, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.enrol("developers", "d")
			n := w.submit("d", "pull/1")
			for i, value := range []int{test.a1, test.a2, test.a3, test.a4} {
				if value >= 0 {
					w.report(fmt.Sprint("a", i+1), n, uint64(value))
				}
			}
			want(t, "while the epoch is open", w.takeRecorded(), "")
			w.next()
			want(t, "recorded", w.takeRecorded(), test.want)
			want(t, "sealed", len(w.sealed), 1)
		})
	}
}

// A later finding replaces the one before.
func TestAReportThatIsRepeatedCountsOnce(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	n := w.submit("d", "pull/1")
	for _, value := range []uint64{7, 4, 6} {
		w.report("a1", n, value)
	}
	w.report("a2", n, 9)
	w.next()
	want(t, "the last one counts", w.takeRecorded(), "1:d=6 ")
}

// Whoever reports first, and in which transactions things come: the same is verified.
func TestOrderDoesNotMatter(t *testing.T) {
	var first string
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(t)
		ids := []string{"d1", "d2", "d3", "d4", "d5"}
		w.enrol("developers", ids...)
		numbers := map[string]uint64{}
		for _, i := range r.Perm(len(ids)) {
			numbers[ids[i]] = w.submit(ids[i], "work of "+ids[i])
		}
		for _, k := range r.Perm(4 * len(ids)) {
			attestor, i := k%4, k/4
			w.report(fmt.Sprint("a", attestor+1), numbers[ids[i]], uint64((attestor*7+i*3)%11))
		}
		w.next()
		paid := map[string]string{}
		for _, call := range w.recorded {
			for _, e := range call.Entries {
				paid[e.ID] = e.Measures[0].String()
			}
		}
		if got := fmt.Sprint(paid); seed == 0 {
			first = got
		} else {
			want(t, "paid", got, first)
		}
	}
}

// A submission that most did not answer moves on, three times, and lapses with half its bond. Nobody is
// blamed for it.
func TestP12WhatNobodyAttendsMovesOnAndLapses(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	n := w.submit("d", "pull/1")
	w.submit("d", "other") // on which others report: so most are there
	for epoch := range uint64(3) {
		w.report("a2", 1, 5)
		w.report("a1", n, 5)
		w.report("a4", n, 5) // 50 of 100: not more than half
		w.next()
		want(t, "moved on", w.state(epoch, n), "gone")
		at := Submission(roles.SubmissionArgs{Role: "developers", ID: "d", Ref: "pull/1"})
		want(t, "epoch", at.Epoch, epoch+1)
		want(t, "times", at.Moved, epoch+1)
		n = at.Number
	}
	w.next()
	want(t, "lapsed", w.state(3, n), "lapsed")
	want(t, "half the bond is back", w.Balance(who("sponsor")).String(), "10")
	want(t, "half is lost", w.Reserve.String(), "10")
	want(t, "nothing is held", Invariants().Held.String(), "0")
	for _, a := range Attestors().Attestors {
		want(t, "silent", a.Silent, 0)
	}
	want(t, "it may be submitted again", w.submit("d", "pull/1"), 0)
}

// What was not attended can be, when it has moved on.
func TestWhatMovedOnIsVerifiedThere(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d", "e")
	w.submit("d", "pull/1")
	w.next()
	n := w.submit("e", "pull/2")
	want(t, "behind what moved", n, 1)
	for _, a := range []string{"a1", "a2"} {
		w.report(a, 0, 3)
		w.report(a, 1, 4)
	}
	w.next()
	want(t, "both", w.takeRecorded(), "1:d=3 1:e=4 ")
	want(t, "bonds are back", w.Balance(who("sponsor")).String(), "20")
}

func TestBondsComeBackForWhatIsVerified(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d", "e")
	w.Fund(who("sponsor"), sdk.U64(3))
	good, bad := w.submit("d", "good"), w.submit("e", "bad")
	for _, a := range []string{"a1", "a2", "a3"} {
		w.report(a, good, 1)
		w.report(a, bad, 0)
	}
	want(t, "held", Invariants().Held.String(), "20")
	w.next()
	want(t, "states", w.state(0, good)+" "+w.state(0, bad), "verified nothing")
	want(t, "one bond is back", w.Balance(who("sponsor")).String(), "13")
	want(t, "the other is lost", w.Reserve.String(), "10")
}

// Only more than half of all power makes a submission attended; reports of 0 and of those with an interest
// count for that.
func TestP12SilenceIsCountedOnceAndOnlyWhereOthersAttended(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	silent := func(i int) uint64 { return Attestors().Attestors[i].Silent }
	w.next()
	want(t, "nothing to attend", silent(3), 0)
	for i := range 20 { // two sheets
		n := w.submit("d", fmt.Sprint("pull/", i))
		w.report("a1", n, 0)
		w.report("a2", n, 0)
		if i < 10 {
			w.report("a3", n, 0)
		}
		if i < 9 {
			w.report("a4", n, 0)
		}
	}
	w.next()
	want(t, "once for all of them", silent(3), 1)
	want(t, "who answered half is not silent", silent(2), 0)
	for range silentWindow {
		w.next()
	}
	want(t, "forgotten after 30 epochs", silent(3), 0)
}

// A third that says nothing blocks for eight epochs, and not for ever.
func TestAttackASilentThird(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	paid := 0
	for epoch := range 20 {
		n := w.submit("d", fmt.Sprint("pull/", epoch))
		for _, a := range []string{"a2", "a3", "a4"} { // 60; a1 has 40
			w.report(a, n, 1)
		}
		w.next()
		if w.takeRecorded() != "" {
			paid++
		} else if epoch > 12 {
			t.Fatalf("still blocked in epoch %d: %s", epoch, w.members())
		}
	}
	want(t, "a1 is gone", loadAttestorOf("a1"), false)
	if paid < 8 {
		t.Errorf("paid in %d of 20 epochs", paid)
	}
}

// Attestors with 35.5% of the stake say 10^9 against 64.5% who say 5.
func TestAttackAThirdRaisesNothing(t *testing.T) {
	w := worldOf(t, 355, 645)
	w.enrol("developers", "d")
	n := w.submit("d", "pull/1")
	w.report("m1", n, 1_000_000_000)
	w.report("m2", n, 5)
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:d=5 ")
}

// One attestor with 68% attests its own participant at 2^96-1, and unbonds in the same epoch.
func TestAttackSelfAttestation(t *testing.T) {
	for _, as := range []string{"account", "sponsor"} {
		w := worldOf(t, 680, 320)
		sender := map[string]string{"account": "m1", "sponsor": "m1"}[as]
		account := map[string]string{"account": "m1", "sponsor": "friend"}[as]
		w.enrolFor("m1", "developers", "own", account)
		r, code := w.send(sender, submissions("developers", entry("own", "x")))
		want(t, "submitted", code, 0)
		f := roles.Finding{Number: r.First, Time: 1, Measures: []sdk.Amount{{Hi: 1<<32 - 1, Lo: ^uint64(0)}}}
		w.As(who("m1")).Must(func() { Report(w.sheet(f)) })
		w.report("m2", r.First, 0)
		w.unbond("m1", 680)
		w.next()
		want(t, "recorded", w.takeRecorded(), "")
		want(t, "state", w.state(0, r.First), "nothing")
		want(t, "power leaves by a tenth", w.members(), "m1=580 m2=320")
	}
}

// One base unit of stake attests itself in the last block of each of eight epochs.
func TestAttackTheLastBlock(t *testing.T) {
	w := worldOf(t, 1, 1000)
	w.enrol("developers", "d")
	for i := range 8 {
		w.Ctx.Time = w.Ctx.EpochEnd - 1
		w.enrol("developers", "d")
		r, _ := w.send("sponsor", submissions("developers", entry("d", fmt.Sprint("late ", i))))
		want(t, "belongs to the next epoch", r.Epoch, w.Ctx.Epoch+1)
		if i == 0 {
			w.As(who("m1")).Expect(roles.ErrNumber, func() {
				Report(roles.ReportArgs{Epoch: w.Ctx.Epoch, Role: "developers", Sheets: []roles.Sheet{{Findings: []roles.Finding{finding(r.First, 9)}}}})
			})
		}
		w.next()
		w.report("m1", r.First, 9)
	}
	want(t, "nothing was paid", w.takeRecorded(), "")
	want(t, "all are there", w.members(), "m1=1 m2=1000")
	want(t, "and not silent", Attestors().Attestors[1].Silent, 0)
}

// Evicting the smallest of 64 members does not make a quorum smaller: the set of an epoch is fixed.
func TestP2AttackEvictionWithinAnEpoch(t *testing.T) {
	stakes := make([]uint64, maxAttestors)
	for i := range stakes {
		stakes[i] = 10
	}
	w := worldOf(t, stakes...)
	w.enrol("developers", "d")
	n := w.submit("d", "pull/1")
	for i := range 42 { // 420 of 640: below two thirds, 427
		w.report(fmt.Sprint("m", i+1), n, 9)
	}
	for i := range 16 {
		id := fmt.Sprint("large", i)
		w.bond(id, 11)
		w.As(who(id)).Must(RegisterAttestor)
	}
	want(t, "total", Attestors().Total.String(), "640")
	w.next()
	want(t, "recorded", w.takeRecorded(), "")
	want(t, "a tenth of 640 left, 176 came", Attestors().Total.String(), "752")
}

// The same reference is paid once: not again in another epoch, nor to another id.
func TestP3AttackOneReferenceTwice(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d", "e")
	verify := func(numbers ...uint64) string {
		for _, n := range numbers {
			for _, a := range []string{"a1", "a2"} {
				w.report(a, n, 5)
			}
		}
		w.next()
		return w.takeRecorded()
	}
	first, second := w.submit("d", "pull/1"), w.submit("e", "pull/1")
	r, _ := w.send("sponsor", submissions("developers", entry("d", "pull/1")))
	want(t, "what waits is not taken again", r.Repeated, 1)
	want(t, "only the first that is verified", verify(first, second), "1:d=5 ")
	want(t, "the other is told so", w.state(0, second), "repeated")
	for _, id := range []string{"d", "e"} {
		r, _ = w.send("sponsor", submissions("developers", entry(id, "pull/1"), entry(id, "pull/2 "+id)))
		want(t, "repeated", r.Repeated, 1)
		want(t, "the other is taken", r.Accepted, 1)
	}
	want(t, "another reference", verify(0, 1), "1:d=5 1:e=5 ")
	want(t, "bonds are all back", w.Balance(who("sponsor")).String(), "70")
	at := Submission(roles.SubmissionArgs{Role: "developers", ID: "e", Ref: "pull/1"})
	want(t, "whose it is", at.ID, "d")
}

// A submission that comes first does not take the reference: what is verified does.
func TestP3WhoSubmitsFirstTakesNothing(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "thief", "d")
	thief, mine := w.submit("thief", "pull/1"), w.submit("d", "pull/1")
	for _, a := range []string{"a1", "a2"} {
		w.report(a, thief, 0)
		w.report(a, mine, 5)
	}
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:d=5 ")
}

// Of two ids of one account that submit one contribution one is recorded, and it is the same account that is paid, in whatever order.
func TestP3AnAccountOfTwoIDsIsPaidOnce(t *testing.T) {
	for _, order := range [][]string{{"ann", "ann.2"}, {"ann.2", "ann"}} {
		w := newWorld(t)
		w.enrolFor("sponsor", "developers", "ann", "ann")
		w.enrolFor("sponsor", "developers", "ann.2", "ann")
		for _, id := range order {
			w.attest(w.submit(id, "pull/1"), 5)
		}
		w.next()
		want(t, "accounts", len(w.recorded[0].Entries), 1)
		want(t, "paid", w.recorded[0].Entries[0].Account, who("ann"))
		want(t, "the other", w.state(0, 1), "repeated")
	}
}

// What was reported stays with what was verified, so that everybody can see how a value came about.
func TestReportsStayWithWhatWasVerified(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	n := w.submit("d", "one")
	w.report("a1", n, 5)
	w.report("a2", n, 7)
	w.next()
	want(t, "state", w.state(0, n), "verified")
	said := Sheets(roles.SheetsArgs{Role: "developers"}).Sheets
	want(t, "sheets", len(said), 2)
	for _, s := range said {
		want(t, "a finding", s.Findings[0].Measures[0] == sdk.U64(5) || s.Findings[0].Measures[0] == sdk.U64(7), true)
	}
}

// Work older than max_age is refused, and its references are forgotten with it: what was paid can never be
// paid again.
func TestP11OldWorkIsRefusedAndForgotten(t *testing.T) {
	w := newWorld(t, func(p *roles.Params) { p.MaxAge = 3 })
	w.enrol("developers", "d")
	w.Ctx.EpochStart, w.Ctx.EpochEnd, w.Ctx.Time = 0, epochSeconds, 0
	try := func(ref string, time uint64) (state string) {
		epoch, n := w.Ctx.Epoch, w.submit("d", ref)
		for _, a := range []string{"a1", "a2"} {
			f := finding(n, 5)
			f.Time = time
			w.As(who(a)).Must(func() { Report(w.sheet(f)) })
		}
		w.next()
		return w.state(epoch, n)
	}
	for range 4 {
		w.next()
	}
	want(t, "in time", try("pull/1", 100), "verified") // epoch 4 takes what was done from epoch 1 on
	want(t, "too old", try("pull/2", 199), "old")      // and epoch 5 from epoch 2 on
	for range 4 {
		w.next()
	}
	for _, entry := range w.Dump() {
		want(t, "left: "+string(entry.Key), strings.ContainsRune("swzqx", rune(entry.Key[0])), false)
	}
	want(t, "and refused again", try("pull/1", 100), "old")
	w.As(governanceAddress).Must(func() { p := Params(); p.MaxAge = 0; SetParams(to(p)) })
	want(t, "also when there is no limit any more", try("pull/1", 100), "old")
	want(t, "new work is as good as ever", try("pull/3", w.Ctx.Time), "verified")
}

// A chain that has just begun takes no work that is older than max_age either.
func TestP11WorkBeforeTheChain(t *testing.T) {
	c := config{Start: 1000, Length: 100, Params: roles.Params{MaxAge: 4}}
	want(t, "in epoch 0", c.oldest(&progress{}), 600)
	want(t, "in epoch 3", c.oldest(&progress{Epoch: 3}), 900)
	c.Start = 200
	want(t, "before time", c.oldest(&progress{}), 0)
}

// While the contract rewards has not closed the epoch, or has too little gas, verification waits; any other
// failure ends the hook, with nothing changed.
func TestFailureOfRewardsUndoesNothingButWaits(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	n := w.submit("d", "pull/1")
	w.report("a1", n, 5)
	w.report("a2", n, 5)
	w.end()
	before := fmt.Sprint(w.Dump())
	for _, code := range []uint32{rewards.ErrEpochOpen, rewards.ErrGas} {
		w.answer = sdktest.Abort(code)
		want(t, "steps", w.block(), 0)
		want(t, "nothing is stored", fmt.Sprint(w.Dump()), before)
	}
	for code, answer := range map[uint32]*sdk.CallError{rewards.ErrMeasures: sdktest.Abort(rewards.ErrMeasures), roles.ErrRewards: sdktest.Trap()} {
		w.answer = answer
		w.Expect(code, func() { EndBlock(sdk.EndBlockArgs{}) })
	}
	w.answer = nil
	w.Gas = verifyReserve - 1
	want(t, "steps without gas", w.block(), 0)
	w.Gas = verifyReserve
	want(t, "nor with too little for the reports", w.block(), 0)
	w.Gas = verifyReserve + 2*reportReserve
	want(t, "a sheet, the seal, and what is free then", w.block(), 4)
	want(t, "recorded once", w.takeRecorded(), "1:d=5 ")
	want(t, "a block in which nothing is due", w.Query(func() { EndBlock(sdk.EndBlockArgs{}) }), 0)
}

// Sixteen submissions a call, and so many calls a block that the events of all of them fit.
func TestVerificationIsBounded(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.enrol("compute", "c")
	for i := range maxCalls*roles.SheetSize + 20 {
		w.submit("d", fmt.Sprint(i))
	}
	_, code := w.send("sponsor", submissions("compute", entry("c", "x")))
	want(t, "code", code, 0)
	w.end()
	want(t, "calls of the first block", w.block(), maxCalls)
	want(t, "sealed", len(w.sealed), 0)
	want(t, "calls of the second: two sheets, one of the other role, the seal, nothing to free", w.block(), 5)
	want(t, "sealed", w.sealed[0].Epoch, 0)
	want(t, "all moved on", Verification(roles.VerificationArgs{Epoch: 1}).Roles[1].Submissions, uint64(maxCalls*roles.SheetSize+20))
}

// The root is that of RFC 6962, for any number of leaves.
func TestTheRootOfWhatIsVerified(t *testing.T) {
	newWorld(t)
	var leaves []sdk.Hash
	var p progress
	for n := range 20 {
		want(t, fmt.Sprint(n, " leaves"), p.root(), treeOf(leaves))
		leaf := sdk.SHA256([]byte{byte(n)})
		leaves = append(leaves, leaf)
		p.addHash(leaf)
	}
}

// treeOf is the definition.
func treeOf(leaves []sdk.Hash) sdk.Hash {
	switch n := len(leaves); n {
	case 0:
		return sdk.SHA256(nil)
	case 1:
		return leaves[0]
	default:
		k := 1
		for 2*k < n {
			k *= 2
		}
		return node(treeOf(leaves[:k]), treeOf(leaves[k:]))
	}
}
