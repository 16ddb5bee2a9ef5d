package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// counter counts what is written to the contract's storage.
type counter struct {
	*sdktest.Chain
	writes int
}

func (c *counter) Set(key, value []byte) sdk.Errno { c.writes++; return c.Chain.Set(key, value) }
func (c *counter) Delete(key []byte) sdk.Errno     { c.writes++; return c.Chain.Delete(key) }

// A submission takes two writes when it is sent (itself, and where it waits) and three when it is verified (what
// became of it, that it waits no more, and its reference), besides its bond; a report is one write for sixteen.
func TestASubmissionTakesFiveWrites(t *testing.T) {
	for _, n := range []int{48, 960} {
		w := newWorld(t, func(p *roles.Params) { p.Bond = sdk.Amount{} })
		w.enrol("developers", "d")
		c := &counter{Chain: w.Chain}
		count := func(f func()) int {
			before := c.writes
			sdk.UseHost(c)
			defer sdk.UseHost(w.Chain)
			f()
			return c.writes - before
		}
		sent, reported := 0, 0
		for from := 0; from < n; from += 48 {
			submit := roles.SubmitArgs{Role: "developers"}
			report := roles.ReportArgs{Role: "developers"}
			for i := range uint64(48) {
				e := entry("d", fmt.Sprint("ref", from, i))
				e.Bond = sdk.Amount{}
				submit.Entries = append(submit.Entries, e)
				if i%roles.SheetSize == 0 {
					report.Sheets = append(report.Sheets, roles.Sheet{Sheet: (uint64(from) + i) / roles.SheetSize})
				}
				last := &report.Sheets[len(report.Sheets)-1]
				last.Findings = append(last.Findings, finding(uint64(from)+i, 1))
			}
			sent += count(func() { w.As(who("sponsor")).Must(func() { Submit(submit) }) })
			for _, a := range []string{"a1", "a2"} {
				reported += count(func() { w.As(who(a)).Must(func() { Report(report) }) })
			}
		}
		want(t, "to submit, and the number of them", sent, 2*n+n/48)
		want(t, "to report", reported, 2*n/roles.SheetSize)
		w.end()
		sheets := n / roles.SheetSize
		verified := 0
		for blocks := 0; len(w.sealed) == 0 && blocks < 10; blocks++ {
			verified += count(func() { w.block() })
		}
		if besides := verified - 3*n; besides < 0 || besides > sheets+n/freeAtOnce+8 { // the cursor
			t.Errorf("%d writes to verify %d", verified, n)
		}
	}
}
