package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// GenesisBond is stake that counts from epoch 0 on.
type GenesisBond struct {
	Account sdk.Address
	Amount  sdk.Amount // base units
}

// GenesisAttestor is an account that attests from epoch 0 on, with its bond as power.
type GenesisAttestor struct {
	Account sdk.Address
}

// InstantiateArgs are the contract's initial state. Role ids are list positions, the
// same as in the contract rewards.
type InstantiateArgs struct {
	Roles     []RoleDefinition
	Bonds     []GenesisBond     `cbor:"bonds,omitempty"` // the funds that come along are their sum
	Attestors []GenesisAttestor `cbor:"attestors,omitempty"`
	Unbonding uint64            // epochs, up to 10,000
}

// Instantiate sets up roles, bonds and attestors.
//
//peerz:instantiate
func Instantiate(a InstantiateArgs) {
	if a.Unbonding > maxUnbonding {
		sdk.Abort(ErrUnbonding, "unbonding time too long")
	}
	c := config{Unbonding: a.Unbonding}
	for _, d := range a.Roles {
		c.add(d)
	}
	c.save()

	var total sdk.Amount
	for _, b := range a.Bonds {
		total = total.Add(b.Amount)
		setStake(b.Account, stakeOf(b.Account, now).Add(b.Amount), total, 0)
	}
	if total != sdk.Context().Value {
		sdk.Abort(ErrAmount, "funds are not the sum of the bonds")
	}
	if len(a.Attestors) > maxAttestors {
		sdk.Abort(ErrAttestorLimit, "too many attestors")
	}
	var set attestors
	for _, g := range a.Attestors {
		m := attestor{Account: g.Account, Power: stakeOf(g.Account, 0)}
		if set.find(g.Account) != nil || m.Power.IsZero() {
			sdk.Abort(ErrNotBonded, "an attestor of genesis is named once and has a bond")
		}
		set.Members = append(set.Members, m)
	}
	set.save()
}
