package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Instantiate sets up roles, bonds and attestors.
func Instantiate(a roles.InstantiateArgs) {
	if a.Unbonding > maxUnbonding {
		sdk.Abort(roles.ErrUnbonding, "unbonding time too long")
	}
	mustBeSound(&a.Params)
	ctx := sdk.Context()
	c := config{Unbonding: a.Unbonding, Start: ctx.EpochStart, Length: ctx.EpochEnd - ctx.EpochStart, Params: a.Params}
	for i := range a.Roles {
		c.add(&a.Roles[i])
	}
	c.save()
	sdk.Save(epochKey(0), &epochStart{Start: c.Start, Reveal: c.Params.Reveal})

	var total sdk.Amount
	for _, b := range a.Bonds {
		total = total.Add(b.Amount)
		setStake(b.Account, stakeOf(b.Account, now).Add(b.Amount), total, 0)
	}
	if total != sdk.Context().Value {
		sdk.Abort(roles.ErrAmount, "funds are not the sum of the bonds")
	}
	if len(a.Attestors) > maxAttestors {
		sdk.Abort(roles.ErrAttestorLimit, "too many attestors")
	}
	var set attestors
	for _, g := range a.Attestors {
		m := attestor{Account: g.Account, Power: stakeOf(g.Account, 0)}
		if set.find(g.Account) != nil || m.Power.Less(a.Params.MinStake) {
			sdk.Abort(roles.ErrNotBonded, "an attestor of genesis is named once and has the least bond")
		}
		if g.Pubkey != nil {
			m.Key = *g.Pubkey
			if set.hasKey(m.Key) {
				sdk.Abort(roles.ErrKeyTaken, "validator key is taken")
			}
		}
		set.Members = append(set.Members, m)
	}
	set.save(0)
}
