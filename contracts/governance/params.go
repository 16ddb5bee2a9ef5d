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
)

func loadParams() (p governance.Params) { sdk.Load([]byte{keyParams}, &p); return p }

func saveParams(p *governance.Params) { sdk.Save([]byte{keyParams}, p) }

// sound reports whether all values are in range. A threshold below a half or a quorum of
// zero would let a minority decide alone.
func sound(p *governance.Params) bool {
	return p.Voting >= 1 && p.Voting <= maxEpochs && p.Timelock <= maxEpochs && p.UpgradeTimelock <= maxEpochs &&
		p.Grace <= maxEpochs && share(p.Quorum) && share(p.UpgradeQuorum) &&
		share(p.Threshold) && share(p.UpgradeThreshold) && p.Threshold >= million/2 && p.UpgradeThreshold >= million/2 &&
		share(p.Veto) && p.MaxActive >= 1 && p.MaxActive <= maxMaxActive
}

func share(ppm uint64) bool { return ppm >= 1 && ppm <= million }

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
