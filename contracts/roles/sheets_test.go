package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestReportsAreDeclined(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	for i := range 20 {
		w.submit("d", string(rune('a'+i)))
	}
	sheet := func(n uint64, findings ...roles.Finding) roles.ReportArgs {
		return roles.ReportArgs{Role: "developers", Sheets: []roles.Sheet{{Sheet: n, Findings: findings}}}
	}
	tooLarge := finding(0, 1)
	tooLarge.Measures[0] = sdk.Amount{Hi: 1 << 32}
	other := func(change func(*roles.ReportArgs)) roles.ReportArgs {
		a := sheet(0, finding(0, 1))
		change(&a)
		return a
	}
	for _, test := range []struct {
		name string
		args roles.ReportArgs
		code uint32
	}{
		{"a later epoch", other(func(a *roles.ReportArgs) { a.Epoch = 1 }), roles.ErrWrongEpoch},
		{"an unknown role", other(func(a *roles.ReportArgs) { a.Role = "miners" }), roles.ErrRoleUnknown},
		{"another scheme", other(func(a *roles.ReportArgs) { a.Scheme = 1 }), roles.ErrScheme},
		{"too many sheets", other(func(a *roles.ReportArgs) { a.Sheets = make([]roles.Sheet, 17) }), roles.ErrTooMany},
		{"a sheet that nobody needs", sheet(2, finding(32, 1)), roles.ErrNumber},
		{"a sheet beyond all numbers", sheet(^uint64(0), finding(0, 1)), roles.ErrNumber},
		{"no finding", sheet(0), roles.ErrNumber},
		{"a number of another sheet", sheet(0, finding(16, 1)), roles.ErrNumber},
		{"a number that nobody has", sheet(1, finding(20, 1)), roles.ErrNumber},
		{"a number twice", sheet(0, finding(3, 1), finding(3, 1)), roles.ErrNumber},
		{"numbers out of order", sheet(0, finding(3, 1), finding(2, 1)), roles.ErrNumber},
		{"too many measures", sheet(0, finding(0, 1, 2)), roles.ErrMeasures},
		{"no measures", sheet(0, finding(0)), roles.ErrMeasures},
		{"a measure of 2^96", sheet(0, tooLarge), roles.ErrMeasureTooLarge},
	} {
		t.Run(test.name, func(t *testing.T) { w.As(who("a1")).Expect(test.code, func() { Report(test.args) }) })
	}
	w.As(who("mallory")).Expect(roles.ErrNotAttestor, func() { Report(sheet(0, finding(0, 1))) })
	w.bond("new", 100)
	w.As(who("new")).Must(RegisterAttestor)
	w.As(who("new")).Expect(roles.ErrNotAttestor, func() { Report(sheet(0, finding(0, 1))) })
	w.As(who("a1")).Expect(roles.ErrOpenReports, func() { Commit(roles.CommitArgs{Role: "developers"}) })
	w.As(who("a1")).Must(func() { Report(sheet(0, finding(0, 1), finding(15, 2))) })
	w.As(who("a1")).Must(func() { Report(sheet(0, finding(3, 9), finding(15, 2))) })
	w.As(who("a1")).Must(func() { Report(sheet(0, finding(1, 7), finding(3, 8))) })
	shown := Sheets(roles.SheetsArgs{Role: "developers"}).Sheets
	want(t, "sheets", len(shown), 1)
	want(t, "its owner", shown[0].Attestor, who("a1"))
	said := ""
	for _, f := range shown[0].Findings {
		said += fmt.Sprintf("%d:%s ", f.Number, f.Measures[0])
	}
	want(t, "all that it said, the last of each number", said, "0:1 1:7 3:8 15:2 ")
	w.next()
	w.As(who("a1")).Expect(roles.ErrOpenReports, func() { Reveal(roles.RevealArgs{Role: "developers"}) })
}

// secret is a world whose reports are committed in the epoch and revealed in the next, with a submission.
func secret(t *testing.T) (*world, uint64) {
	w := newWorld(t, func(p *roles.Params) { p.Reveal = 1 })
	w.enrol("developers", "d")
	return w, w.submit("d", "pull/1")
}

func revealed(epoch uint64, f roles.Finding) roles.RevealArgs {
	return roles.RevealArgs{Epoch: epoch, Role: "developers", Sheets: []roles.Revealed{{
		Salt: sdk.HashOf([]byte{9, byte(f.Measures[0].Lo)}), Sheet: roles.Sheet{Sheet: f.Number / roles.SheetSize, Findings: []roles.Finding{f}},
	}}}
}

// commit hides a report of an attestor, which pays the deposit.
func (w *world) commit(attestor string, f roles.Finding) {
	w.t.Helper()
	hash := sdk.SHA256(roles.CommitmentInput(w.Ctx.ChainID, w.Ctx.Epoch, "developers", who(attestor), &revealed(w.Ctx.Epoch, f).Sheets[0]))
	args := roles.CommitArgs{Epoch: w.Ctx.Epoch, Role: "developers", Commitments: []roles.Commitment{{Sheet: f.Number / roles.SheetSize, Hash: hash}}}
	w.Fund(who(attestor), least.Deposit)
	if code := w.As(who(attestor)).Send(least.Deposit, func() { Commit(args) }); code != 0 {
		w.t.Fatalf("commit aborts with %d", code)
	}
}

// What is committed is what is revealed, by whom, where and when it was committed; and it is revealed in time, or the
// deposit is lost.
func TestP10CommitmentsBind(t *testing.T) {
	w, n := secret(t)
	w.As(who("a1")).Expect(roles.ErrCommitFirst, func() { Report(w.sheet(finding(n, 5))) })
	for _, a := range []string{"a1", "a2", "a3"} {
		w.commit(a, finding(n, 5))
	}
	w.commit("a4", finding(n, 9))
	w.commit("a4", finding(n, 5)) // again: the last one counts, and one deposit is enough
	want(t, "change", w.Balance(who("a4")).String(), "3")
	want(t, "held", Invariants().Held.String(), "22")
	want(t, "hidden", len(Sheets(roles.SheetsArgs{Role: "developers"}).Sheets[0].Findings), 0)
	good := revealed(0, finding(n, 5))
	w.As(who("a1")).Expect(roles.ErrWrongEpoch, func() { Reveal(good) })
	w.next()
	want(t, "not verified yet", len(w.sealed), 0)
	w.As(who("a1")).Expect(roles.ErrMismatch, func() { Reveal(revealed(0, finding(n, 6))) })
	salted := revealed(0, finding(n, 5))
	salted.Sheets[0].Salt = sdk.Hash{}
	w.As(who("a1")).Expect(roles.ErrMismatch, func() { Reveal(salted) })
	w.As(who("mallory")).Expect(roles.ErrNotCommitted, func() { Reveal(good) })
	for _, a := range []string{"a1", "a2", "a4"} {
		w.As(who(a)).Must(func() { Reveal(good) })
	}
	w.As(who("a1")).Expect(roles.ErrRevealed, func() { Reveal(good) })
	want(t, "the deposit is back", w.Balance(who("a1")).String(), "3")
	w.next()
	w.As(who("a3")).Expect(roles.ErrLateReveal, func() { Reveal(good) })
	want(t, "recorded", w.takeRecorded(), "1:d=5 ")
	want(t, "lost", w.Reserve.String(), "3")
	want(t, "silent", Attestors().Attestors[2].Silent, 1)
	want(t, "nothing is held", Invariants().Held.String(), "0")
}

// A commitment of another attestor, epoch or role is no commitment of this one.
func TestP10CommitmentsCannotBeCopied(t *testing.T) {
	r := &roles.Revealed{Salt: sdk.HashOf([]byte{1}), Sheet: roles.Sheet{Findings: []roles.Finding{finding(0, 1)}}}
	base := string(roles.CommitmentInput(sdk.Hash{}, 1, "developers", who("a1"), r))
	for name, other := range map[string][]byte{
		"chain":    roles.CommitmentInput(sdk.HashOf([]byte{1}), 1, "developers", who("a1"), r),
		"epoch":    roles.CommitmentInput(sdk.Hash{}, 2, "developers", who("a1"), r),
		"role":     roles.CommitmentInput(sdk.Hash{}, 1, "compute", who("a1"), r),
		"attestor": roles.CommitmentInput(sdk.Hash{}, 1, "developers", who("a2"), r),
		"salt":     roles.CommitmentInput(sdk.Hash{}, 1, "developers", who("a1"), &roles.Revealed{Sheet: r.Sheet}),
		"sheet":    roles.CommitmentInput(sdk.Hash{}, 1, "developers", who("a1"), &roles.Revealed{Salt: r.Salt}),
	} {
		want(t, "another "+name+" is the same", string(other) == base, false)
	}
}

// An epoch is reported on in the way with which it began, whatever is voted meanwhile.
func TestTheWayOfReportingIsFixedWhenAnEpochBegins(t *testing.T) {
	w, n := secret(t)
	w.commit("a1", finding(n, 5))
	w.commit("a2", finding(n, 5))
	w.As(governanceAddress).Must(func() { p := Params(); p.Reveal = 0; SetParams(to(p)) })
	w.next()
	for _, a := range []string{"a1", "a2"} {
		w.As(who(a)).Must(func() { Reveal(revealed(0, finding(n, 5))) })
	}
	open := w.submit("d", "pull/2")
	w.report("a1", open, 3)
	w.report("a2", open, 3)
	w.next()
	want(t, "both epochs", w.takeRecorded(), "1:d=5 1:d=3 ")
	want(t, "sealed", len(w.sealed), 2)
}

// Every sheet survives its packing.
func TestASheetIsPackedAndUnpacked(t *testing.T) {
	most := sdk.Amount{Hi: 1<<32 - 1, Lo: ^uint64(0)}
	var full []roles.Finding
	for i := range uint64(roles.SheetSize) {
		full = append(full, roles.Finding{Number: i, Time: 1 << 60, Measures: []sdk.Amount{most, {}, sdk.U64(i), most, most, most, most, most}})
	}
	for _, s := range []sheet{
		{Committed: true, Hash: sdk.HashOf([]byte{1}), Deposit: sdk.U64(9)},
		{Committed: true, Deposit: most},
		{Findings: full[:1]}, {Findings: full[:2]}, {Findings: full},
	} {
		got := readSheet(s.encode())
		want(t, "committed", got.Committed, s.Committed)
		want(t, "hash", got.Hash, s.Hash)
		want(t, "deposit", got.Deposit, s.Deposit)
		want(t, "findings", len(got.Findings), len(s.Findings))
		want(t, "the same", string(got.encode()), string(s.encode()))
	}
	want(t, "the largest fits in a scan with 25 like it", len((&sheet{Findings: full}).encode()) < 2500, true)
}
