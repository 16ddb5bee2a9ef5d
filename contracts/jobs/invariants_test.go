package main

import (
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What does not hold is said, in whatever state jobs are, and however many there are.
func TestJ1WhatDoesNotHoldIsSaid(t *testing.T) {
	job := func(n uint64, change func(*jobs.JobInfo)) func() {
		return func() { j := findJob(n, ""); change(j); saveJob(n, j) }
	}
	one := sdk.U64(1)
	for _, c := range []struct {
		want  string
		spoil func()
	}{
		{"", func() {}},
		{"prices of jobs and bonds add up to what is held", func() { hold(one) }},
		{"the balance covers what is held", func() { sdk.Transfer(stranger, one) }},
		{"prices of jobs and bonds add up to what is held", job(1, func(j *jobs.JobInfo) { j.Price = j.Price.Add(one) })},
		{"prices of jobs and bonds add up to what is held", job(1, func(j *jobs.JobInfo) { j.State = jobs.Late })},
		{"jobs hold as much of bonds as providers say", job(2, func(j *jobs.JobInfo) { j.Held = j.Held.Sub(one) })},
		{"providers say as much of their bonds is held as jobs hold", job(2, func(j *jobs.JobInfo) { j.Held = j.Held.Add(sdk.U64(10_000)) })},
		{"a bond covers what jobs hold of it", func() { p := loadProvider(provider); p.Held = p.Bonded.Add(one); saveProvider(provider, p) }},
	} {
		w := newWorld(t)
		w.create(10_000)
		n := w.create(10_000)
		w.As(provider).Must(func() { Take(jobs.JobArgs{Job: n}) })
		n = w.delivered(20_000)
		w.send(customer, 4000, func() { Reject(jobs.JobArgs{Job: n}) })
		n = w.delivered(20_000)
		w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) })
		for range 2 * checkedPart {
			w.create(1000)
		}
		w.Must(c.spoil)
		var r jobs.InvariantsResult
		w.Query(func() { r = invariants() })
		if r.Ok != (c.want == "") || !r.Ok && !slices.Contains(r.Violations, c.want) {
			t.Errorf("want %q: %+v", c.want, r)
		}
	}
}
