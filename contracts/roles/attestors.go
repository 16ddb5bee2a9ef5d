package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxAttestors = 64
	maxMissed    = 8 // epochs in a row, then an attestor drops out
)

// attestor is an account that verifies contributions. Its power is fixed for the epoch.
//
//peerz:store
type attestor struct {
	Account  sdk.Address
	Power    sdk.Amount // stake at the start of this epoch; 0: joined in this epoch
	Key      sdk.Hash   // of its validator; zero: none
	Seen     uint64     // 1 + the last epoch in which it reported
	Missed   uint64     // epochs in a row in which others reported and it did not
	Retiring bool       // leaves when this epoch ends
}

// attestors is the whole set: small, and always needed together.
//
//peerz:store
type attestors struct {
	Members []attestor
}

func loadAttestors() (s attestors) { sdk.Load([]byte{keyAttestors}, &s); return s }
func (s *attestors) save()         { sdk.Save([]byte{keyAttestors}, s) }

// find returns the member with this account, or nil.
func (s *attestors) find(account sdk.Address) *attestor {
	for i := range s.Members {
		if s.Members[i].Account == account {
			return &s.Members[i]
		}
	}
	return nil
}

// total is all registered attestor stake of this epoch, whoever reports.
func (s *attestors) total() (sum sdk.Amount) {
	for _, m := range s.Members {
		sum = sum.Add(m.Power)
	}
	return sum
}

// RegisterAttestor makes the caller an attestor: it must be bonded.
func RegisterAttestor(a roles.RegisterAttestorArgs) {
	ctx := sdk.Context()
	set := loadAttestors()
	if m := set.find(ctx.Caller); m != nil && !m.Retiring {
		sdk.Abort(roles.ErrAttestorExists, "already an attestor")
	} else if m != nil {
		m.Retiring = false
		set.save()
		return
	}
	stake := stakeOf(ctx.Caller, now)
	if stake.IsZero() {
		sdk.Abort(roles.ErrNotBonded, "bond first")
	}
	m := attestor{Account: ctx.Caller}
	if a.Pubkey != nil {
		m.Key = *a.Pubkey
		set.mustOwn(m.Key, a.Signature, ctx)
		if !m.updateValidator(stake) {
			sdk.Abort(roles.ErrKeyJailed, "validator key has signed against itself")
		}
	}
	set.retireSmallest(stake)
	set.Members = append(set.Members, m)
	set.save()
	sdk.Emit("roles.attestor", sdk.Addr("account", ctx.Caller), sdk.Amt("stake", stake))
}

// retireSmallest takes the smallest member out of a full set, for one with more stake.
func (s *attestors) retireSmallest(stake sdk.Amount) {
	if len(s.Members) < maxAttestors {
		return
	}
	smallest, least := -1, stake
	for i := range s.Members {
		if other := stakeOf(s.Members[i].Account, now); other.Less(least) {
			smallest, least = i, other
		}
	}
	if smallest < 0 {
		sdk.Abort(roles.ErrAttestorLimit, "all attestors have at least this stake")
	}
	s.Members[smallest].removeValidator()
	s.Members = append(s.Members[:smallest], s.Members[smallest+1:]...)
}

// keyProof is what a validator key signs to show that its owner agrees: it cannot be
// used on another chain or by another account.
func keyProof(ctx *sdk.Ctx, account sdk.Address) []byte {
	return append(append([]byte("peerz/attestor/1"), ctx.ChainID.Bytes()...), account.Bytes()...)
}

func (s *attestors) hasKey(key sdk.Hash) bool {
	for _, m := range s.Members {
		if m.Key == key {
			return true
		}
	}
	return false
}

// mustOwn aborts for a validator key that is taken, or whose owner did not agree.
func (s *attestors) mustOwn(key sdk.Hash, signature []byte, ctx *sdk.Ctx) {
	if s.hasKey(key) {
		sdk.Abort(roles.ErrKeyTaken, "validator key is taken")
	}
	var sig [64]byte
	if copy(sig[:], signature); len(signature) != 64 || !sdk.VerifyEd25519(key, sig, keyProof(ctx, ctx.Caller)) {
		sdk.Abort(roles.ErrKeyProof, "validator key did not sign")
	}
}

// RetireAttestor ends the caller's service with this epoch.
func RetireAttestor() {
	set := loadAttestors()
	m := set.find(sdk.Context().Caller)
	if m == nil {
		sdk.Abort(roles.ErrNotAttestor, "not an attestor")
	}
	m.Retiring = true
	set.save()
}

// Attestors lists all attestors.
func Attestors() roles.AttestorsResult {
	set := loadAttestors()
	result := roles.AttestorsResult{Total: set.total()}
	for _, m := range set.Members {
		result.Attestors = append(result.Attestors, roles.AttestorInfo{Account: m.Account, Stake: m.Power, Missed: m.Missed, Retiring: m.Retiring})
	}
	return result
}
