package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EndEpoch gives attestors their power for the next epoch and lets those go who retire, have
// no stake left, are absent for too long or are jailed by the chain. It touches at most 64 attestors, no
// participant (P7), and writes only if something changed.
func EndEpoch(a sdk.EndEpochArgs) {
	set := loadAttestors()
	attended := false
	for _, m := range set.Members {
		attended = attended || m.Seen == a.Epoch+1
	}
	changed := false
	var staying []attestor
	for _, m := range set.Members {
		before := m
		if m.next(a.Epoch, attended) {
			staying = append(staying, m)
		} else {
			m.removeValidator()
			sdk.Emit("roles.attestor_left", sdk.Addr("account", m.Account), sdk.Uint("missed", m.Missed))
		}
		changed = changed || m != before
	}
	if changed || len(staying) != len(set.Members) {
		set.Members = staying
		set.save()
	}
}

// next turns an attestor to the epoch after the one that ends; false when it leaves.
func (m *attestor) next(epoch uint64, attended bool) bool {
	switch {
	case m.Seen == epoch+1:
		m.Missed = 0
	case attended && !m.Power.IsZero():
		m.Missed++
	}
	m.Power = stakeOf(m.Account, epoch+1)
	return !m.Retiring && m.Missed < maxMissed && !m.Power.IsZero() && m.updateValidator(m.Power)
}

// token is 10^18 base units; a validator's voting power is its attestor's whole tokens.
const token = 1_000_000_000_000_000_000

// updateValidator tells the chain which voting power a stake gives, from the next epoch on. The chain moves it there at its
// own pace; it is told again at every boundary, so that nothing here can be out of step. It returns
// false when the validator has signed against itself.
func (m *attestor) updateValidator(stake sdk.Amount) bool {
	if m.Key.IsZero() {
		return true
	}
	power, _, _ := sdk.MulDiv(stake, sdk.U64(1), sdk.U64(token))
	errno := sdk.UpdateValidator(m.Key, int64(max(1, min(power.Lo, 1<<40))))
	if errno != sdk.OK {
		sdk.Emit("roles.validator_refused", sdk.Addr("account", m.Account), sdk.Uint("errno", uint64(-errno)))
	}
	return errno != sdk.Jailed
}

func (m *attestor) removeValidator() {
	if !m.Key.IsZero() {
		sdk.UpdateValidator(m.Key, 0)
	}
}
