package main

import (
	"math/bits"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxAttestors = 64
	maxMembers   = maxAttestors + 16 // with those who are leaving
	maxSilent    = 8                 // epochs of the last silentWindow, then an attestor leaves
	silentWindow = 30
	leavingPart  = 10 // all who leave take at most this part of all power with them, at a boundary
)

// attestor is an account that verifies contributions.
//
//peerz:store
type attestor struct {
	Account sdk.Address
	Power   sdk.Amount // in the epochs of the set; 0: it joins with the next
	Silent  uint64     // bit i: silent in the epoch that was verified i epochs before the last
	Leaving bool       // its power goes down to 0, and then it is gone
}

// attestors is the whole set: small, and always needed together. It is stored under the epoch
// from which on it is the one, so that what was reported is held against the set of its epoch
// whatever has happened since (P2).
//
//peerz:store
type attestors struct {
	Members []attestor
}

func attestorsKey(epoch uint64) []byte { return sdk.Key(keyAttestors, sdk.BE64(epoch)) }

// attestorsOf returns the set of an epoch.
func attestorsOf(epoch uint64) (s attestors) {
	for _, entry := range sdk.Scan([]byte{keyAttestors}, attestorsKey(epoch+1), true, 1) {
		if !sdk.Unmarshal(entry.Value, &s) {
			sdk.Abort(sdk.ErrState, "attestors")
		}
	}
	return s
}

// save stores the set as that of an epoch and those after it.
func (s *attestors) save(from uint64) { sdk.Save(attestorsKey(from), s) }

// forgetAttestors deletes the sets that ended before an epoch.
func forgetAttestors(epoch uint64) {
	for i, entry := range sdk.Scan([]byte{keyAttestors}, attestorsKey(epoch+1), true, 3) {
		if i > 0 {
			sdk.Delete(entry.Key)
		}
	}
}

// index returns the position of the member with this account, or -1.
func (s *attestors) index(account sdk.Address) int {
	for i := range s.Members {
		if s.Members[i].Account == account {
			return i
		}
	}
	return -1
}

// find returns the member with this account, or nil.
func (s *attestors) find(account sdk.Address) *attestor {
	if i := s.index(account); i >= 0 {
		return &s.Members[i]
	}
	return nil
}

// total is all power, whoever reports.
func (s *attestors) total() (sum sdk.Amount) {
	for i := range s.Members {
		sum = sum.Add(s.Members[i].Power)
	}
	return sum
}

// RegisterAttestor makes the caller an attestor from the next epoch on: it needs the least stake.
func RegisterAttestor() {
	ctx := sdk.Context()
	set := attestorsOf(ctx.Epoch + 1)
	stake := stakeOf(ctx.Caller, now)
	if stake.Less(loadConfig().Params.MinStake) {
		sdk.Abort(roles.ErrNotBonded, "bond more first")
	}
	m := set.find(ctx.Caller)
	if m != nil && !m.Leaving {
		sdk.Abort(roles.ErrAttestorExists, "already an attestor")
	}
	set.evict(stake)
	switch {
	case m != nil:
		m.Leaving = false
	case len(set.Members) < maxMembers:
		set.Members = append(set.Members, attestor{Account: ctx.Caller})
	default:
		set.replace(ctx.Caller, stake)
	}
	set.save(ctx.Epoch + 1)
	sdk.Emit("roles.attestor", sdk.Addr("account", ctx.Caller), sdk.Amt("stake", stake))
}

// evict has the smallest member leave a full set, for one with more stake. It has its power
// until the next epoch, and loses it no faster than others who leave: so nobody makes a quorum
// smaller within an epoch.
func (s *attestors) evict(stake sdk.Amount) {
	staying, smallest, least := 0, -1, stake
	for i := range s.Members {
		if s.Members[i].Leaving {
			continue
		}
		staying++
		if other := stakeOf(s.Members[i].Account, now); other.Less(least) {
			smallest, least = i, other
		}
	}
	switch {
	case staying < maxAttestors:
	case smallest < 0:
		sdk.Abort(roles.ErrAttestorLimit, "all attestors have at least this stake")
	default:
		s.Members[smallest].Leaving = true
	}
}

// replace gives a newcomer the place of the weakest member that is leaving, if it has more stake than that has power. The power stays
// with the place: so those who come and go keep nobody out, and no quorum gets smaller by it.
func (s *attestors) replace(account sdk.Address, stake sdk.Amount) {
	weakest, least := -1, stake
	for i := range s.Members {
		if m := &s.Members[i]; m.Leaving && m.Power.Less(least) {
			weakest, least = i, m.Power
		}
	}
	if weakest < 0 {
		sdk.Abort(roles.ErrAttestorLimit, "too many are leaving, and all of them have at least this power")
	}
	s.Members[weakest] = attestor{Account: account, Power: least}
}

// RetireAttestor ends the caller's service.
func RetireAttestor() {
	ctx := sdk.Context()
	set := attestorsOf(ctx.Epoch + 1)
	m := set.find(ctx.Caller)
	if m == nil {
		sdk.Abort(roles.ErrNotAttestor, "not an attestor")
	}
	m.Leaving = true
	set.save(ctx.Epoch + 1)
}

// Attestors lists all attestors.
func Attestors() roles.AttestorsResult {
	epoch := sdk.Context().Epoch
	current, set := attestorsOf(epoch), attestorsOf(epoch+1)
	result := roles.AttestorsResult{Total: current.total()}
	for i := range set.Members {
		m := &set.Members[i]
		result.Attestors = append(result.Attestors, roles.AttestorInfo{
			Account: m.Account, Stake: m.Power, Silent: uint64(bits.OnesCount64(m.Silent)), Leaving: m.Leaving,
		})
	}
	return result
}

// noteSilence shifts one epoch into every member's window, silent for those that bit says so of.
// A member that is silent too often leaves.
func (s *attestors) noteSilence(silent func(sdk.Address) bool) (changed bool) {
	for i := range s.Members {
		m := &s.Members[i]
		before := *m
		m.Silent = m.Silent << 1 & (1<<silentWindow - 1)
		if silent(m.Account) {
			m.Silent |= 1
			if bits.OnesCount64(m.Silent) >= maxSilent && !m.Leaving {
				m.Leaving = true
				sdk.Emit("roles.attestor_silent", sdk.Addr("account", m.Account))
			}
		}
		changed = changed || *m != before
	}
	return changed
}
