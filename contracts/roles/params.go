package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Bounds of the parameters, outside the reach of any vote.
const (
	million   = 1_000_000 // 100% in ppm
	maxReveal = 1         // so that a new formula's first epoch is scored within the chain's least probation
	maxLate   = million / 2
	maxMaxAge = 10_000
	maxDelay  = 1_000
)

var (
	maxBond     = sdk.Amount{Hi: 54, Lo: 3875820019684212736}    // 1,000 tokens: somebody must be able to pay it
	maxMinStake = sdk.Amount{Hi: 54210, Lo: 2003764205206896640} // 1,000,000 tokens
)

func mustBeSound(p *roles.Params) {
	ok := p.Registration > 0 && p.Registration <= maxDelay && (p.MaxAge == 0 || p.Registration <= p.MaxAge) && p.RecoveryDelay > 0 && p.RecoveryDelay <= maxDelay && p.Reveal <= maxReveal && p.Late <= maxLate && p.MaxAge <= maxMaxAge &&
		!maxBond.Less(p.DisputeBond) && !p.DisputeBond.IsZero() && p.DisputeReward <= million/2 &&
		!maxBond.Less(p.Bond) && !maxBond.Less(p.Deposit) && !p.MinStake.IsZero() && !maxMinStake.Less(p.MinStake)
	if !ok {
		sdk.Abort(roles.ErrParams, "parameter out of range")
	}
}

// SetParams changes parameters. How an epoch is reported on was fixed when it began.
func SetParams(a governed.ParamsArgs) {
	onlyContract(governance.Name)
	c := loadConfig()
	c.change(a)
	c.save()
	sdk.Emit("roles.params")
}

// CheckParams says what SetParams would change now (P9).
func CheckParams(a governed.ParamsArgs) governed.ParamsResult {
	c := loadConfig()
	return c.change(a)
}

func (c *config) change(a governed.ParamsArgs) governed.ParamsResult {
	changes := governed.Change(&c.Params, a)
	mustBeSound(&c.Params)
	return changes
}

// Params returns the parameters in force.
func Params() roles.Params { return loadConfig().Params }
