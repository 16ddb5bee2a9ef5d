package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Limits of what governance can set: they bound the work of every hook.
const (
	maxRoles         = 64
	minPoolLimit     = million     // a pool of emission and fees alone
	maxPoolLimit     = 3 * million // what the host allows
	maxDispute       = 28          // so that what is due is not older than the incomes that the host compares it with (I14)
	maxRetention     = 10_000
	minFormulaGas    = 1_000_000 // 0 would be no limit at all
	maxFormulaGas    = 10_000_000
	maxFormulaPerRec = 50_000 // so that a transaction can pay for two codes that use up their limits
	maxFormulaParams = 4096
	maxReview        = 10_000
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
	base := normal(a.Weights)
	w := weights{Base: base, Used: base, Reason: "genesis"}
	b := books{Emitted: a.Start, Opened: sdk.Context().EpochStart}
	c.save()
	w.save()
	b.save()
}

func mustBeSound(p *rewards.Params) {
	ok := p.Dispute <= maxDispute && p.Retention <= maxRetention && p.FeeShare <= million &&
		p.MinWeight <= p.MaxWeight && p.MaxWeight <= million && p.MaxChange <= million &&
		p.Review > 0 && p.Review <= maxReview && p.WantedStake <= million &&
		p.PoolLimit >= minPoolLimit && p.PoolLimit <= maxPoolLimit &&
		p.FormulaGas >= minFormulaGas && p.FormulaGas <= maxFormulaGas && p.FormulaGasPerRecord <= maxFormulaPerRec && len(p.FormulaParams) <= maxFormulaParams
	if !ok {
		sdk.Abort(rewards.ErrParams, "parameter out of range")
	}
}

// SetParams changes parameters, if the weights in force and those that wait are within the new
// bounds (R6).
func SetParams(a governed.ParamsArgs) {
	onlyContract(governance.Name)
	c := loadConfig()
	c.change(a)
	c.save()
	sdk.Emit("rewards.params")
}

// CheckParams says what SetParams would change now.
func CheckParams(a governed.ParamsArgs) governed.ParamsResult {
	c := loadConfig()
	return c.change(a)
}

// change aborts for parameters that cannot be, alone or with the weights.
func (c *config) change(a governed.ParamsArgs) governed.ParamsResult {
	changes := governed.Change(&c.Params, a)
	mustBeSound(&c.Params)
	w := loadWeights()
	for _, ppm := range [][]uint64{w.baseOf(sdk.Context().Epoch), w.baseOf(w.From)} {
		if code := c.checkBounds(ppm); code != 0 {
			sdk.Abort(uint32(code), "weights in force violate the new bounds")
		}
	}
	return changes
}

// Params returns the parameters in force.
func Params() rewards.Params { return loadConfig().Params }
