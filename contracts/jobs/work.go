package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Deliver says what the result is and where.
func Deliver(a jobs.DeliverArgs) {
	takeFunds(sdk.Amount{})
	ctx, j := sdk.Context(), findJob(a.Job, jobs.Taken)
	mustBe(j.Provider)
	mustBeLine(a.Locator, maxLocator)
	if ctx.Time > j.Until {
		sdk.Abort(jobs.ErrOver, "too late")
	}
	j.Delivered, j.State, j.Until = a, jobs.Delivered, ctx.Time+loadTerms().Review
	saveJob(a.Job, j)
	sdk.Emit("jobs.delivered", sdk.Uint("job", a.Job), sdk.Bytes("result", a.Result.Bytes()))
}

// Accept pays for what was delivered.
func Accept(a jobs.JobArgs) {
	takeFunds(sdk.Amount{})
	j := findJob(a.Job, jobs.Delivered)
	mustBe(j.Customer)
	accept(a.Job, j)
}

// Reject asks the attestors to decide.
func Reject(a jobs.JobArgs) {
	ctx, j := sdk.Context(), findJob(a.Job, jobs.Delivered)
	mustBe(j.Customer)
	takeFunds(j.Held)
	if ctx.Time > j.Until {
		sdk.Abort(jobs.ErrOver, "the time to review is over")
	}
	hold(j.Held)
	sdk.Save(judgesKey(a.Job), judgesNow())
	j.State, j.Until = jobs.Rejected, ctx.Time+loadTerms().Judging
	saveJob(a.Job, j)
	sdk.Emit("jobs.rejected", sdk.Uint("job", a.Job))
}

// Settle ends a job whose time is over.
func Settle(a jobs.JobArgs) {
	takeFunds(sdk.Amount{})
	j := findJob(a.Job, "")
	if sdk.Context().Time <= j.Until {
		sdk.Abort(jobs.ErrNotOver, "the time is not over")
	}
	switch j.State {
	case jobs.Open:
		Cancel(a)
	case jobs.Taken:
		giveUp(j)
		pay(j.Customer, j.Price)
		end(a.Job, j, jobs.Late)
	case jobs.Delivered:
		accept(a.Job, j)
	case jobs.Rejected:
		halve(a.Job, j)
	default:
		sdk.Abort(jobs.ErrState, j.State)
	}
}

// accept pays everybody, and measures the work (J3, J4).
func accept(number uint64, j *jobs.JobInfo) {
	free(j)
	measure(j, payFor(j, j.Price))
	end(number, j, jobs.Accepted)
}

// halve pays a half as if it were accepted, and the larger half back. Nothing is measured: nobody says that it is work.
func halve(number uint64, j *jobs.JobInfo) {
	half, _, _ := sdk.MulDiv(j.Price, sdk.U64(1), sdk.U64(2))
	free(j)
	payFor(j, half)
	pay(j.Customer, j.Price.Sub(half).Add(j.Held)) // with what the customer has put up
	end(number, j, jobs.Undecided)
}

// free gives a provider's bond free that the job has held.
func free(j *jobs.JobInfo) {
	p := loadProvider(j.Provider)
	p.Held = p.Held.Sub(j.Held)
	saveProvider(j.Provider, p)
}

// giveUp burns it (J2).
func giveUp(j *jobs.JobInfo) {
	p := loadProvider(j.Provider)
	p.Held = p.Held.Sub(j.Held)
	changeBond(j.Provider, p, p.Bonded.Sub(j.Held))
	burn(j.Held)
}

// end stores that a job is over.
func end(number uint64, j *jobs.JobInfo, state string) {
	if j.State == jobs.Rejected {
		sdk.Delete(judgesKey(number))
	}
	j.State, j.Until = state, 0
	saveJob(number, j)
	sdk.Emit("jobs."+state, sdk.Uint("job", number))
}
