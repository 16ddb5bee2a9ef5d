package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

const million = 1_000_000 // 100% in ppm

// Bounds of the parameters, outside the reach of any vote.
const (
	maxEpochs    = 10_000 // of any time
	maxMaxActive = 64
)

// Params are the rules for proposals. A change applies to proposals submitted later.
type Params struct {
	Deposit          sdk.Amount // base units, exactly
	Voting           uint64     // epochs, at least 1
	Timelock         uint64     // epochs, for the track parameters
	UpgradeTimelock  uint64     // epochs, for the track upgrades
	Grace            uint64     // epochs in which a passed proposal can still be carried out
	Quorum           uint64     // ppm of all stake that must vote
	UpgradeQuorum    uint64     // ppm, for the track upgrades
	Threshold        uint64     // ppm of yes + no + veto that yes must exceed
	UpgradeThreshold uint64     // ppm, for the track upgrades
	Veto             uint64     // ppm of all votes; more than that rejects, and the deposit is lost
	MaxActive        uint64     // active proposals per track, 1 to 64
}

// stored is Params in storage.
//
//peerz:store
type stored struct {
	Deposit          sdk.Amount
	Voting           uint64
	Timelock         uint64
	UpgradeTimelock  uint64
	Grace            uint64
	Quorum           uint64
	UpgradeQuorum    uint64
	Threshold        uint64
	UpgradeThreshold uint64
	Veto             uint64
	MaxActive        uint64
}

func loadParams() Params {
	var s stored
	sdk.Load([]byte{keyParams}, &s)
	return Params(s)
}

// sound reports whether all values are in range. A threshold below a half or a quorum of
// zero would let a minority decide alone.
func (p *Params) sound() bool {
	return p.Voting >= 1 && p.Voting <= maxEpochs && p.Timelock <= maxEpochs && p.UpgradeTimelock <= maxEpochs &&
		p.Grace <= maxEpochs && share(p.Quorum) && share(p.UpgradeQuorum) &&
		share(p.Threshold) && share(p.UpgradeThreshold) && p.Threshold >= million/2 && p.UpgradeThreshold >= million/2 &&
		share(p.Veto) && p.MaxActive >= 1 && p.MaxActive <= maxMaxActive
}

func share(ppm uint64) bool { return ppm >= 1 && ppm <= million }

func (p *Params) save() {
	s := stored(*p)
	sdk.Save([]byte{keyParams}, &s)
}

// Instantiate sets the rules.
//
//peerz:instantiate
func Instantiate(a Params) {
	if !a.sound() {
		sdk.Abort(ErrParams, "parameter out of range")
	}
	a.save()
}

// SetParams replaces the rules. It is not for callers: it is the method that a proposal
// names in an action of kind params whose contract is governance itself.
//
//peerz:execute set_params
func SetParams(a Params) {
	sdk.Abort(ErrDenied, "only by a proposal")
}

// GetParams returns the rules.
//
//peerz:query params
func GetParams() Params { return loadParams() }
