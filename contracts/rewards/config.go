package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Limits of what governance can set: they bound the work of every hook.
const (
	maxRoles         = 64
	minPoolLimit     = million     // a pool of emission and fees alone
	maxPoolLimit     = 3 * million // what the host allows
	maxDispute       = 28          // so that what is due is not older than the incomes that the host compares it with (I14)
	minFormulaGas    = 1_000_000   // 0 would be no limit at all
	maxFormulaGas    = 10_000_000
	maxFormulaPerRec = 50_000 // so that a transaction can pay for two codes that use up their limits
	maxFormulaParams = 4096
)

// Instantiate sets up the books.
func Instantiate(a rewards.InstantiateArgs) {
	if len(a.Roles) == 0 || len(a.Roles) > maxRoles || len(a.Weights) != len(a.Roles) {
		sdk.Abort(rewards.ErrParams, "roles and weights do not match")
	}
	c := config{Cap: a.Cap, Start: a.Start, Roles: a.Roles, Params: a.Params}
	mustBeSound(&c.Params)
	if code := c.checkBounds(a.Weights); code != 0 {
		sdk.Abort(uint32(code), "genesis weights out of bounds")
	}
	for i, name := range a.Roles {
		if id, _ := c.roleID(name); id != uint64(i) {
			sdk.Abort(rewards.ErrRoleTwice, name)
		}
	}
	w := weights{Base: a.Weights, Used: a.Weights, Reason: "genesis"}
	b := books{Emitted: a.Start, Opened: sdk.Context().EpochStart}
	c.save()
	w.save()
	b.save()
}

func mustBeSound(p *rewards.Params) {
	ok := p.Dispute <= maxDispute && p.FeeShare <= million &&
		p.MinWeight <= p.MaxWeight && p.MaxWeight <= million && p.MaxChange <= million &&
		p.PoolLimit >= minPoolLimit && p.PoolLimit <= maxPoolLimit &&
		p.FormulaGas >= minFormulaGas && p.FormulaGas <= maxFormulaGas && p.FormulaGasPerRecord <= maxFormulaPerRec && len(p.FormulaParams) <= maxFormulaParams
	if !ok {
		sdk.Abort(rewards.ErrParams, "parameter out of range")
	}
}

// SetParams replaces all parameters, if the weights in force and those that wait are
// within the new bounds (R6).
func SetParams(a rewards.Params) {
	onlyContract(governance.Name)
	c := loadConfig()
	c.replaceParams(a)
	c.save()
	sdk.Emit("rewards.params")
}

// CheckParams aborts as the call in input would if governance made it now, and when it would change
// nothing.
func CheckParams(a rewards.CheckParamsArgs) {
	d := sdk.NewDecoder(a.Input)
	d.Tuple(2)
	if d.Text() != "set_params" {
		sdk.BadMethod(d)
	}
	var p rewards.Params
	p.UnmarshalCBOR(d)
	sdk.MustDone(d)
	c := loadConfig()
	before := sdk.Marshal(&c.Params)
	if c.replaceParams(p); string(sdk.Marshal(&p)) == string(before) {
		sdk.Abort(rewards.ErrUnchanged, "these are the parameters in force")
	}
}

// replaceParams aborts for parameters that cannot be, alone or with the weights.
func (c *config) replaceParams(p rewards.Params) {
	mustBeSound(&p)
	c.Params = p
	w := loadWeights()
	for _, ppm := range [][]uint64{w.baseOf(sdk.Context().Epoch), w.baseOf(w.From)} {
		if code := c.checkBounds(ppm); code != 0 {
			sdk.Abort(uint32(code), "weights in force violate the new bounds")
		}
	}
}

// Params returns the parameters in force.
func Params() rewards.Params { return loadConfig().Params }
