package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
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
	power, total := attestor(ctx.Caller)
	spoken := sdk.Key(keyVoice, sdk.BE64(a.Job), ctx.Caller.Bytes())
	_, again := sdk.Get(spoken)
	if power.IsZero() || again || ctx.Caller == j.Customer || ctx.Caller == j.Provider || ctx.Caller == findModel(j.Job.Model).Owner {
		sdk.Abort(jobs.ErrAttestor, "no say")
	}
	sdk.Set(spoken, []byte{1})
	sdk.Emit("jobs.judged", sdk.Uint("job", a.Job), sdk.Addr("attestor", ctx.Caller))
	side := &j.Against
	if a.Accept {
		side = &j.For
	}
	*side = side.Add(power)
	switch rest, _ := total.CheckedSub(*side); {
	case !rest.Less(*side):
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

// attestor returns an account's power as an attestor, and that of all.
//
//go:noinline
func attestor(account sdk.Address) (power, total sdk.Amount) {
	to, ok := sdk.ContractByName(roles.Name)
	if !ok {
		sdk.Abort(jobs.ErrAttestors, "no contract roles")
	}
	set, err := roles.Caller{To: to}.Attestors()
	if err != nil {
		sdk.Abort(jobs.ErrAttestors, "roles does not answer")
	}
	for i := range set.Attestors {
		if set.Attestors[i].Account == account {
			power = set.Attestors[i].Stake
		}
	}
	return power, set.Total
}
