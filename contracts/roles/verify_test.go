package main

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func TestP1TwoThirdsOfAllAttestorStakeVerify(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", 5)
	w.attest("a2", "d", 5) // 30 of 100
	w.attest("a3", "d", 5) // 50
	w.attest("a4", "d", 5) // 60
	want(t, "60% is not enough", w.takeRecorded(), "")
	w.attest("a1", "d", 5)
	want(t, "100% is", w.takeRecorded(), "1:d=5 ")
}

func TestReportsMayComeFirst(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.attest("a1", "d", 5)
	w.attest("a2", "d", 5)
	want(t, "reports alone are nothing", w.takeRecorded(), "")
	w.submit("d", 9)
	want(t, "the value is the reports', not the claim", w.takeRecorded(), "1:d=5 ")
}

func TestAttestingTwiceCountsOnce(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", 5)
	w.attest("a1", "d", 7)
	w.attest("a1", "d", 4)
	w.attest("a1", "d", 6)
	want(t, "one attestor with 40%", w.takeRecorded(), "")
	w.attest("a2", "d", 9)
	want(t, "its last report counts", w.takeRecorded(), "1:d=6 ")
	w.attest("a3", "d", 100)
	want(t, "after that reports are ignored", w.takeRecorded(), "")
}

// The same reference is the same contribution; another one is one more.
func TestP3ReferencesTellContributionsApart(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	about := func(ref string, n uint64) roles.ContributionsArgs {
		c := contributions("developers", 0, "d", n)
		c.Entries[0].Ref = ref
		return c
	}
	verify := func(ref string, n uint64) {
		w.As(who("d")).Must(func() { Submit(about(ref, n)) })
		for _, a := range []string{"a1", "a2"} {
			w.As(who(a)).Must(func() { Attest(about(ref, n)) })
		}
	}
	verify("pull/1", 5)
	want(t, "one", w.takeRecorded(), "1:d=5 ")
	verify("pull/1", 9)
	want(t, "the same again", w.takeRecorded(), "")
	verify("pull/2", 9)
	want(t, "another", w.takeRecorded(), "1:d=9 ")
	verify("", 1)
	want(t, "without a reference", w.takeRecorded(), "1:d=1 ")
	list := Contributions(roles.PageArgs{Role: "developers", Limit: 2})
	want(t, "listed", len(list.Contributions), 2)
	want(t, "reference", list.Contributions[1].Ref, "pull/1")
	rest := Contributions(roles.PageArgs{Role: "developers", After: list.Next})
	want(t, "next page", rest.Contributions[0].Ref, "pull/2")
	w.As(who("d")).Expect(roles.ErrRef, func() { Submit(about(strings.Repeat("x", 65), 1)) })
	w.As(who("d")).Expect(roles.ErrRef, func() { Submit(about("a\x1b[2K", 1)) })
}

// The median resists any minority of stake; measures are taken one by one.
func TestP2MedianByStake(t *testing.T) {
	for _, test := range []struct {
		name    string
		reports map[string]uint64
		want    uint64
	}{
		{"all agree", map[string]uint64{"a1": 5, "a2": 5, "a3": 5, "a4": 5}, 5},
		{"a minority lies high", map[string]uint64{"a1": 1000, "a2": 5, "a3": 5, "a4": 5}, 5},
		{"a minority lies low", map[string]uint64{"a1": 0, "a2": 5, "a3": 5, "a4": 5}, 5},
		{"exactly half: the lower one", map[string]uint64{"a1": 5, "a4": 5, "a2": 9, "a3": 9}, 5},
		{"all differ: 10, then 30 below, 70 at a1", map[string]uint64{"a4": 1, "a3": 2, "a1": 3, "a2": 4}, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			set := attestors{}
			var c contribution
			var stake sdk.Amount
			for i, id := range []string{"a1", "a2", "a3", "a4"} {
				power := sdk.U64(uint64(40 - 10*i))
				set.Members = append(set.Members, attestor{Account: who(id), Power: power})
				c.Reports = append(c.Reports, report{who(id), []sdk.Amount{sdk.U64(test.reports[id]), sdk.U64(7)}})
				stake = stake.Add(power)
			}
			got := c.median(&set, 2, stake)
			want(t, "first measure", got[0], sdk.U64(test.want))
			want(t, "second measure", got[1], sdk.U64(7))
		})
	}
}

// The value does not depend on who reports first, as long as the same ones do.
func TestOrderOfReportsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	reports := []struct {
		attestor string
		value    uint64
	}{{"a1", 3}, {"a3", 9}, {"a4", 1}} // the quorum of 2/3 needs all three
	for range 10 {
		w := newWorld(t)
		w.enrol("developers", "d")
		r.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
		position := r.IntN(4)
		for i, x := range reports {
			if i == position {
				w.submit("d", 7)
			}
			w.attest(x.attestor, "d", x.value)
		}
		if position == 3 {
			w.submit("d", 7)
		}
		want(t, "recorded", w.takeRecorded(), "1:d=3 ")
	}
}

func TestContributionsAreDeclined(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.enrol("compute", "c")
	tooLarge := contributions("developers", 0, "d", 1)
	tooLarge.Entries[0].Measures[0] = sdk.Amount{Hi: 1 << 32}
	for _, test := range []struct {
		name string
		args roles.ContributionsArgs
		code uint32
	}{
		{"a later epoch", contributions("developers", 1, "d", 1), roles.ErrWrongEpoch},
		{"an unknown role", contributions("miners", 0, "d", 1), roles.ErrRoleUnknown},
		{"an unknown id", contributions("developers", 0, "x", 1), roles.ErrParticipantUnknown},
		{"an id of another role", contributions("developers", 0, "c", 1), roles.ErrParticipantUnknown},
		{"too few measures", contributions("compute", 0, "c", 1), roles.ErrMeasures},
		{"too many measures", contributions("developers", 0, "d", 1, 2), roles.ErrMeasures},
		{"a measure of 2^96", tooLarge, roles.ErrMeasureTooLarge},
		{"too many", roles.ContributionsArgs{Role: "developers", Entries: make([]roles.Contribution, 51)}, roles.ErrTooMany},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.As(who("sponsor")).Expect(test.code, func() { Submit(test.args) })
			w.As(who("a1")).Expect(test.code, func() { Attest(test.args) })
		})
	}
	w.As(who("mallory")).Expect(roles.ErrNotSponsor, func() { Submit(contributions("developers", 0, "d", 1)) })
	w.As(who("mallory")).Expect(roles.ErrNotAttestor, func() { Attest(contributions("developers", 0, "d", 1)) })
	w.As(who("d")).Must(func() { Submit(contributions("developers", 0, "d", 1)) })
	w.Ctx.Epoch = 1
	w.As(who("d")).Expect(roles.ErrWrongEpoch, func() { Submit(contributions("developers", 0, "d", 1)) })
}

func TestFailureOfRewardsUndoesTheCall(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", 5)
	w.attest("a1", "d", 5)
	for code, answer := range map[uint32]*sdk.CallError{
		rewards.ErrMeasures: sdktest.Abort(rewards.ErrMeasures), // handed on
		roles.ErrRewards:    sdktest.Trap(),
	} {
		w.answer = answer
		w.As(who("a2")).Expect(code, func() { Attest(contributions("developers", 0, "d", 5)) })
	}
	w.answer = nil
	w.attest("a2", "d", 5)
	want(t, "recorded once", w.takeRecorded(), "1:d=5 ")
}

func TestOneCallToRewardsForABatch(t *testing.T) {
	w := newWorld(t)
	w.enrol("compute", "x", "y", "z")
	batch := roles.ContributionsArgs{Role: "compute"}
	for _, id := range []string{"x", "y", "z"} {
		batch.Entries = append(batch.Entries, contributions("compute", 0, id, 1, 2).Entries...)
	}
	w.As(who("sponsor")).Must(func() { Submit(batch) })
	w.As(who("a1")).Must(func() { Attest(batch) })
	var n uint64
	w.As(who("a2")).Must(func() { n = Attest(batch).Verified })
	want(t, "verified", n, 3)
	want(t, "calls", len(w.recorded), 1)
	want(t, "recorded", w.takeRecorded(), "0:x=1,2 0:y=1,2 0:z=1,2 ")
}
