package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Instantiate sets up roles and attestors.
func Instantiate(a roles.InstantiateArgs) {
	mustBeSound(&a.Params)
	ctx := sdk.Context()
	c := config{Start: ctx.EpochStart, Length: ctx.EpochEnd - ctx.EpochStart, Params: a.Params}
	for i := range a.Roles {
		c.add(&a.Roles[i])
	}
	c.save()
	sdk.Save(epochKey(0), &epochStart{Start: c.Start, Reveal: c.Params.Reveal})

	if len(a.Attestors) > maxAttestors {
		sdk.Abort(roles.ErrAttestorLimit, "too many attestors")
	}
	var set attestors
	for _, account := range a.Attestors {
		m := attestor{Account: account, Power: stakeOf(account, 0)}
		if set.find(account) != nil || m.Power.Less(a.Params.MinStake) {
			sdk.Abort(roles.ErrNotBonded, "an attestor of genesis is named once and has the least stake")
		}
		set.Members = append(set.Members, m)
	}
	set.save(0)
}
