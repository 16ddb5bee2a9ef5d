package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// burned is what was burned for a job.
type burned struct {
	Fee   sdk.Amount
	Cut   sdk.Amount // of the royalty
	Owner sdk.Address
}

// payFor divides a price (J3): the fee is burned, rounded up; of the rest the owner of the model has its royalty, rounded down, less the
// burned part of that, rounded up; the provider has what is left.
func payFor(j *jobs.JobInfo, price sdk.Amount) burned {
	t, m := loadTerms(), findModel(j.Job.Model)
	x := burned{Fee: partUp(price, t.Fee), Owner: m.Owner}
	rest := price.Sub(x.Fee)
	royalty := part(rest, m.Model.Royalty)
	x.Cut = partUp(royalty, t.RoyaltyBurn)
	burn(x.Fee.Add(x.Cut))
	pay(m.Owner, royalty.Sub(x.Cut))
	pay(j.Provider, rest.Sub(royalty))
	return x
}
