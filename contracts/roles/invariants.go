package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// InvariantsResult says whether the bonds are covered.
type InvariantsResult struct {
	Ok        bool
	Bonded    sdk.Amount // sum of all stakes
	Unbonding sdk.Amount // waiting to be withdrawn
	Balance   sdk.Amount // of this contract: at least their sum
}

// Invariants checks that all stake, bonded or on its way out, is in this contract's
// balance.
//
//peerz:query invariants
func Invariants() InvariantsResult {
	r := InvariantsResult{
		Bonded:    totalStake(now),
		Unbonding: amountAt([]byte{keyUnbonded}),
		Balance:   sdk.Balance(sdk.Context().Self),
	}
	r.Ok = !r.Balance.Less(r.Bonded.Add(r.Unbonding))
	return r
}
