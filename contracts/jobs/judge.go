package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Judge is an attestor's word on a result that was rejected (J5). The side that more than half of all power stands against
// loses what it has put up.
func Judge(a jobs.JudgeArgs) {
	takeFunds(sdk.Amount{})
	ctx, j := sdk.Context(), findJob(a.Job, jobs.Rejected)
	if ctx.Time > j.Until {
		sdk.Abort(jobs.ErrOver, "the time to decide is over")
	}
	var all judges
	sdk.Load(judgesKey(a.Job), &all)
	power := all.speak(ctx.Caller)
	if power.IsZero() || ctx.Caller == j.Customer || ctx.Caller == j.Provider || ctx.Caller == findModel(j.Job.Model).Owner {
		sdk.Abort(jobs.ErrAttestor, "no say")
	}
	sdk.Emit("jobs.judged", sdk.Uint("job", a.Job), sdk.Addr("attestor", ctx.Caller))
	side := &j.Against
	if a.Accept {
		side = &j.For
	}
	*side = side.Add(power)
	switch rest, _ := all.Total.CheckedSub(*side); {
	case !rest.Less(*side):
		sdk.Save(judgesKey(a.Job), &all)
		saveJob(a.Job, j)
	case a.Accept:
		burn(j.Held) // of the customer
		accept(a.Job, j)
	default:
		giveUp(j)
		pay(j.Customer, j.Price.Add(j.Held))
		end(a.Job, j, jobs.Refused)
	}
}
