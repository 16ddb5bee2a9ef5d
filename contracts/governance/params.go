package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const million = 1_000_000 // 100% in ppm

// Bounds of the rules, outside the reach of any vote: what lies beyond them could keep a vote from ever
// being held, won or carried out.
const (
	maxEpochs    = 30 // of any time
	maxMaxActive = 64
	minQuorum    = 10_000 // ppm
	maxQuorum    = 500_000
	minThreshold = 500_000
	maxThreshold = 900_000
	minVeto      = 100_000 // or hardly anybody would keep everything from passing, the way back included
)

// maxDeposit is 100,000 tokens, a ten-thousandth of all that can ever exist: somebody must be able to pay it.
var maxDeposit = sdk.Amount{Hi: 5421, Lo: 200376420520689664}

func loadParams() (p governance.Params) { sdk.Load([]byte{keyParams}, &p); return p }

func saveParams(p *governance.Params) { sdk.Save([]byte{keyParams}, p) }

// sound reports whether all values are in range, and every track demands at least what a less dangerous one does.
func sound(p *governance.Params) bool {
	names := governance.Tracks()
	if maxDeposit.Less(p.Deposit) || p.Grace > maxEpochs || p.Shadow > maxEpochs || !within(p.Veto, minVeto, million) ||
		p.MaxActive < 1 || p.MaxActive > maxMaxActive || len(p.Tracks) != len(names) {
		return false
	}
	last := &p.Tracks[trackText]
	for i := range p.Tracks {
		t := &p.Tracks[i]
		if t.Name != names[i] || !soundTrack(t) {
			return false
		}
		if i == trackPause || i == trackExpedited {
			continue
		}
		if milder(t, last) || t.Voting < last.Voting || t.Timelock < last.Timelock {
			return false
		}
		last = t
	}
	return !milder(&p.Tracks[trackPause], &p.Tracks[trackWeights]) && !milder(&p.Tracks[trackExpedited], &p.Tracks[trackRules])
}

func within(n, least, most uint64) bool { return n >= least && n <= most }

// soundTrack reports whether a track's values are in range. A threshold below a half or hardly any quorum would
// let a minority decide alone.
func soundTrack(t *governance.Track) bool {
	return within(t.Voting, 1, maxEpochs) && t.Timelock <= maxEpochs &&
		within(t.Quorum, minQuorum, maxQuorum) && within(t.Threshold, minThreshold, maxThreshold)
}

// milder reports whether a track needs fewer votes than another.
func milder(t, than *governance.Track) bool {
	return t.Quorum < than.Quorum || t.Threshold < than.Threshold
}

// Instantiate sets the rules.
func Instantiate(a governance.InstantiateArgs) {
	if !sound(&a.Params) {
		sdk.Abort(governance.ErrParams, "parameter out of range")
	}
	saveParams(&a.Params)
	if err := setGuardrails(a.Guardrails); err != nil {
		err.HandOn(governance.ErrGuardrails, "guardrails")
	}
	if a.Guardian != nil {
		if err := setMandate(a.Guardian); err != nil {
			err.HandOn(governance.ErrMandate, "guardian")
		}
	}
}

// GetParams returns the rules.
func GetParams() governance.Params { return loadParams() }
