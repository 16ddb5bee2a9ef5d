package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const million = 1_000_000 // 100% in ppm

// Bounds of the parameters, outside the reach of any vote.
const (
	maxEpochs    = 10_000 // of any time
	maxMaxActive = 64
	maxThreshold = 900_000 // ppm: a vote that nobody can win cannot be taken back
)

// maxDeposit is a million tokens, a thousandth of all that can ever exist: somebody must be able to pay it.
var maxDeposit = sdk.Amount{Hi: 54210, Lo: 2003764205206896640}

func loadParams() (p governance.Params) { sdk.Load([]byte{keyParams}, &p); return p }

func saveParams(p *governance.Params) { sdk.Save([]byte{keyParams}, p) }

// sound reports whether all values are in range. A threshold below a half or a quorum of
// zero would let a minority decide alone; one of all votes, or a deposit that nobody has, would be for ever.
func sound(p *governance.Params) bool {
	return p.Voting >= 1 && p.Voting <= maxEpochs && p.Timelock <= maxEpochs && p.UpgradeTimelock <= maxEpochs &&
		p.Grace <= maxEpochs && share(p.Quorum) && share(p.UpgradeQuorum) &&
		threshold(p.Threshold) && threshold(p.UpgradeThreshold) && !maxDeposit.Less(p.Deposit) &&
		share(p.Veto) && p.MaxActive >= 1 && p.MaxActive <= maxMaxActive
}

func share(ppm uint64) bool { return ppm >= 1 && ppm <= million }

func threshold(ppm uint64) bool { return ppm >= million/2 && ppm <= maxThreshold }

// Instantiate sets the rules.
func Instantiate(a governance.Params) {
	if !sound(&a) {
		sdk.Abort(governance.ErrParams, "parameter out of range")
	}
	saveParams(&a)
}

// SetParams replaces the rules.
func SetParams(a governance.Params) {
	sdk.Abort(governance.ErrDenied, "only by a proposal")
}

// GetParams returns the rules.
func GetParams() governance.Params { return loadParams() }
