package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func jobKey(number uint64) []byte { return sdk.Key(keyJob, sdk.BE64(number)) }

func saveJob(number uint64, j *jobs.JobInfo) { sdk.Save(jobKey(number), j) }

// findJob returns a job in a state, or aborts.
func findJob(number uint64, state string) *jobs.JobInfo {
	j := new(jobs.JobInfo)
	if !sdk.Load(jobKey(number), j) {
		sdk.Abort(jobs.ErrJob, "no such job")
	}
	if state != "" && j.State != state {
		sdk.Abort(jobs.ErrState, j.State)
	}
	return j
}

// mustBe aborts unless somebody is the caller.
func mustBe(account sdk.Address) {
	if account != sdk.Context().Caller {
		sdk.Abort(jobs.ErrNotYours, "not yours")
	}
}

// Create offers a job to all providers.
func Create(a jobs.CreateArgs) jobs.JobResult {
	ctx, t := sdk.Context(), loadTerms()
	if ctx.Value.Less(t.Least) {
		sdk.Abort(jobs.ErrPrice, "price too low")
	}
	if a.Kind != jobs.Inference && a.Kind != jobs.FineTuning {
		sdk.Abort(jobs.ErrKind, a.Kind)
	}
	if a.Deadline <= ctx.Time || a.Deadline > ctx.Time+maxTime || a.Work == 0 || a.Work > maxTime {
		sdk.Abort(jobs.ErrTime, "times out of range")
	}
	mustBeLine(a.Locator, maxLocator)
	if findModel(a.Model).Retired {
		sdk.Abort(jobs.ErrRetired, "model is retired")
	}
	b := loadBooks()
	b.Jobs++
	b.Held = b.Held.Add(ctx.Value)
	b.save()
	saveJob(b.Jobs, &jobs.JobInfo{Customer: ctx.Caller, Job: a, Price: ctx.Value, State: jobs.Open, Until: a.Deadline})
	sdk.Emit("jobs.created", sdk.Uint("job", b.Jobs), sdk.Addr("customer", ctx.Caller), sdk.Uint("model", a.Model),
		sdk.Text("kind", a.Kind), sdk.Amt("price", ctx.Value))
	return jobs.JobResult{Job: b.Jobs}
}

// Cancel takes back a job that nobody has taken.
func Cancel(a jobs.JobArgs) {
	takeFunds(sdk.Amount{})
	j := findJob(a.Job, jobs.Open)
	if sdk.Context().Time <= j.Until {
		mustBe(j.Customer)
	}
	pay(j.Customer, j.Price)
	end(a.Job, j, jobs.Cancelled)
}

// Take binds the caller to deliver in time (J2). Nobody is paid for a job of his own: it would only burn his fees.
func Take(a jobs.JobArgs) {
	takeFunds(sdk.Amount{})
	ctx, j := sdk.Context(), findJob(a.Job, jobs.Open)
	switch {
	case ctx.Time > j.Until:
		sdk.Abort(jobs.ErrOver, "offer is over")
	case ctx.Caller == j.Customer:
		sdk.Abort(jobs.ErrOwnJob, "own job")
	case findModel(j.Job.Model).Retired:
		sdk.Abort(jobs.ErrRetired, "model is retired")
	}
	p := loadProvider(ctx.Caller)
	j.Held = partUp(j.Price, loadTerms().Bond)
	p.Held = p.Held.Add(j.Held)
	if p.Bonded.Less(p.Held) {
		sdk.Abort(jobs.ErrBond, "not as much is free")
	}
	saveProvider(ctx.Caller, p)
	j.Provider, j.State, j.Until = ctx.Caller, jobs.Taken, ctx.Time+j.Job.Work
	saveJob(a.Job, j)
	sdk.Emit("jobs.taken", sdk.Uint("job", a.Job), sdk.Addr("provider", ctx.Caller))
}

// Job returns one job.
func Job(a jobs.JobArgs) jobs.JobInfo { return *findJob(a.Job, "") }

// Jobs lists jobs, the newest first.
func Jobs(a jobs.PageArgs) (r jobs.JobsResult) {
	for _, entry := range newest(keyJob, a.Before) {
		e := jobs.JobEntry{Job: sdk.ReadBE64(entry.Key[1:])}
		if !sdk.Unmarshal(entry.Value, &e.Info) {
			sdk.Abort(sdk.ErrState, "job")
		}
		r.Jobs = append(r.Jobs, e)
	}
	return r
}
