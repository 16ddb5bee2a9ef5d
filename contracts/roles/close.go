package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EndEpoch gives attestors their power for the next epoch and lets those go who retire, have
// no stake left or are absent for too long. It touches at most 64 attestors, no
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
	if m.Retiring || m.Missed >= maxMissed || m.Power.IsZero() {
		return false
	}
	m.updateValidator()
	return true
}

// token is 10^18 base units; a validator's voting power is its attestor's whole tokens.
const token = 1_000_000_000_000_000_000

// updateValidator asks for a voting power that follows the stake. If the chain refuses,
// it is asked again at the next boundary.
func (m *attestor) updateValidator() {
	power, _, _ := sdk.MulDiv(m.Power, sdk.U64(1), sdk.U64(token))
	wanted := max(1, min(power.Lo, 1<<40))
	if m.Key.IsZero() || wanted == m.Sent {
		return
	}
	if sdk.UpdateValidator(m.Key, int64(wanted)) == sdk.OK {
		m.Sent = wanted
	}
}

func (m *attestor) removeValidator() {
	if !m.Key.IsZero() && m.Sent > 0 {
		sdk.UpdateValidator(m.Key, 0) // the chain keeps at least one validator
	}
}
