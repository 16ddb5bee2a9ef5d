package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestSubmissionsAreDeclined(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.enrol("compute", "c")
	with := func(change func(*roles.Submission)) roles.SubmitArgs {
		e := entry("d", "pull/1")
		change(&e)
		return submissions("developers", e)
	}
	many := roles.SubmitArgs{Role: "developers"}
	for i := range maxSubmit + 1 {
		many.Entries = append(many.Entries, entry("d", fmt.Sprint(i)))
	}
	for _, test := range []struct {
		name string
		args roles.SubmitArgs
		code uint32
	}{
		{"an unknown role", submissions("miners", entry("d", "x")), roles.ErrRoleUnknown},
		{"an unknown id", submissions("developers", entry("x", "x")), roles.ErrParticipantUnknown},
		{"an id of another role", submissions("developers", entry("c", "x")), roles.ErrParticipantUnknown},
		{"no reference", with(func(e *roles.Submission) { e.Ref = "" }), roles.ErrRef},
		{"a reference of 65 bytes", with(func(e *roles.Submission) { e.Ref = strings.Repeat("x", 65) }), roles.ErrRef},
		{"a reference that is no line", with(func(e *roles.Submission) { e.Ref = "a\x1b[2K" }), roles.ErrRef},
		{"no locator", with(func(e *roles.Submission) { e.Locator = "" }), roles.ErrEvidence},
		{"a locator of 257 bytes", with(func(e *roles.Submission) { e.Locator = strings.Repeat("x", 257) }), roles.ErrEvidence},
		{"no hash", with(func(e *roles.Submission) { e.Hash = sdk.Hash{} }), roles.ErrEvidence},
		{"a bond that is too small", with(func(e *roles.Submission) { e.Bond = sdk.U64(9) }), roles.ErrBond},
		{"too many", many, roles.ErrTooMany},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, code := w.send("sponsor", test.args)
			want(t, "code", code, test.code)
		})
	}
	_, code := w.send("mallory", submissions("developers", entry("d", "x")))
	want(t, "of a stranger", code, roles.ErrNotSponsor)
	_, code = w.send("a1", submissions("developers", entry("d", "x")))
	want(t, "of an attestor", code, roles.ErrNotSponsor)
	w.As(who("sponsor")).Expect(roles.ErrBond, func() { Submit(submissions("developers", entry("d", "x"))) })
	w.Fund(who("d"), sdk.U64(10))
	_, code = w.send("d", submissions("developers", entry("d", "x")))
	want(t, "of the account itself", code, 0)
}

// What comes along beyond the bonds goes back; nothing is taken for what is repeated.
func TestChangeIsGivenBack(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", "one")
	w.Fund(who("sponsor"), sdk.U64(100))
	args := submissions("developers", entry("d", "one"), entry("d", "two"))
	var r roles.SubmitResult
	want(t, "code", w.As(who("sponsor")).Send(sdk.U64(100), func() { r = Submit(args) }), 0)
	want(t, "result", r, roles.SubmitResult{First: 1, Accepted: 1, Repeated: 1})
	want(t, "balance", w.Balance(who("sponsor")).String(), "90")
	want(t, "held", Invariants().Held.String(), "20")
}

// The last part of an epoch, rounded up to whole seconds, belongs to the next.
func TestLateSubmissionsBelongToTheNextEpoch(t *testing.T) {
	for _, test := range []struct{ length, ppm, late uint64 }{
		{100, 200_000, 80}, {100, 0, 100}, {3, 200_000, 2}, {1, 200_000, 0}, {86_400, 500_000, 43_200},
	} {
		c := config{Params: roles.Params{Late: test.ppm}}
		ctx := sdk.Ctx{Epoch: 7, EpochStart: 1000, EpochEnd: 1000 + test.length}
		want(t, "late from", c.lateFrom(&ctx), 1000+test.late)
		ctx.Time = 1000 + test.late
		want(t, "late", c.epochFor(&ctx), 8)
		if test.late > 0 {
			ctx.Time--
			want(t, "in time", c.epochFor(&ctx), 7)
		}
	}
}

func TestSubmissionPages(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	for i := range 60 {
		w.submit("d", fmt.Sprint("ref", i))
	}
	var refs []string
	pages := 0
	for from := uint64(0); ; pages++ {
		r := Submissions(roles.SubmissionsArgs{Role: "developers", From: from})
		for _, s := range r.Submissions {
			refs = append(refs, s.Ref)
		}
		if from = r.Next; from == 0 {
			break
		}
	}
	want(t, "all", len(refs), 60)
	want(t, "the last", refs[59], "ref59")
	want(t, "pages after the first", pages, 1)
	want(t, "unknown", w.Query(func() { Submission(roles.SubmissionArgs{Role: "developers", ID: "d", Ref: "x"}) }), roles.ErrSubmissionUnknown)
	info := Submission(roles.SubmissionArgs{Role: "developers", ID: "d", Ref: "ref7"})
	want(t, "number", info.Number, 7)
	want(t, "state", info.State, "waiting")
	want(t, "sender", info.Sender, who("sponsor"))
	v := Verification(roles.VerificationArgs{})
	want(t, "count", v.Roles[0], roles.RoleCount{Role: "developers", Submissions: 60})
	want(t, "late", v.Late, 80)
}

// A role that is retired pays what was submitted before; and one that is defined anew with more measures reads
// what was reported with fewer.
func TestRolesChangeWhileSubmissionsWait(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	n := w.submit("d", "pull/1")
	w.report("a1", n, 5)
	w.As(governanceAddress).Must(func() { RetireRole(roles.RoleArgs{Name: "developers"}) })
	w.report("a2", n, 5)
	w.As(governanceAddress).Must(func() {
		SetRole(roles.RoleDefinition{Name: "developers", Measures: []roles.Measure{{Name: "merged_changes", Unit: "1"}, {Name: "reviews", Unit: "1"}}})
	})
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:d=5,0 ")
}
