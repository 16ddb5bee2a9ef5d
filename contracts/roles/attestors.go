package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

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
	Sent     uint64     // voting power that the chain was last asked to give the validator
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

// RegisterAttestorArgs optionally name a validator that follows the attestor's stake.
type RegisterAttestorArgs struct {
	Pubkey    *sdk.Hash // the validator's ed25519 key
	Signature []byte    `cbor:"signature,omitempty"` // by that key: see keyProof
}

// RegisterAttestor makes the caller an attestor: it must be bonded. Its reports count
// from the next epoch on. If the set is full it takes the place of the member with the
// least stake, provided that it has more.
//
//peerz:execute register_attestor
func RegisterAttestor(a RegisterAttestorArgs) {
	ctx := sdk.Context()
	set := loadAttestors()
	if m := set.find(ctx.Caller); m != nil && !m.Retiring {
		sdk.Abort(ErrAttestorExists, "already an attestor")
	} else if m != nil {
		m.Retiring = false
		set.save()
		return
	}
	stake := stakeOf(ctx.Caller, now)
	if stake.IsZero() {
		sdk.Abort(ErrNotBonded, "bond first")
	}
	m := attestor{Account: ctx.Caller}
	if a.Pubkey != nil {
		m.Key = *a.Pubkey
		set.mustOwn(m.Key, a.Signature, ctx)
	}
	set.makeRoom(stake)
	set.Members = append(set.Members, m)
	set.save()
	sdk.Emit("roles.attestor", sdk.Addr("account", ctx.Caller), sdk.Amt("stake", stake))
}

// makeRoom retires the smallest member of a full set for one with more stake.
func (s *attestors) makeRoom(stake sdk.Amount) {
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
		sdk.Abort(ErrAttestorLimit, "all attestors have at least this stake")
	}
	s.Members[smallest].removeValidator()
	s.Members = append(s.Members[:smallest], s.Members[smallest+1:]...)
}

// keyProof is what a validator key signs to show that its owner agrees: it cannot be
// used on another chain or by another account.
func keyProof(ctx *sdk.Ctx, account sdk.Address) []byte {
	return append(append([]byte("peerz/attestor/1"), ctx.ChainID.Bytes()...), account.Bytes()...)
}

// mustOwn refuses a validator key that is taken, or whose owner did not agree.
func (s *attestors) mustOwn(key sdk.Hash, signature []byte, ctx *sdk.Ctx) {
	for _, m := range s.Members {
		if m.Key == key {
			sdk.Abort(ErrKeyTaken, "validator key is taken")
		}
	}
	var sig [64]byte
	if copy(sig[:], signature); len(signature) != 64 || !sdk.VerifyEd25519(key, sig, keyProof(ctx, ctx.Caller)) {
		sdk.Abort(ErrKeyProof, "validator key did not sign")
	}
}

// RetireAttestor ends the caller's service with this epoch.
//
//peerz:execute retire_attestor
func RetireAttestor() {
	set := loadAttestors()
	m := set.find(sdk.Context().Caller)
	if m == nil {
		sdk.Abort(ErrNotAttestor, "not an attestor")
	}
	m.Retiring = true
	set.save()
}

// AttestorInfo is an attestor as queries show it.
type AttestorInfo struct {
	Account  sdk.Address
	Stake    sdk.Amount // its power in this epoch; 0 when it joined in it
	Missed   uint64     // epochs in a row without a report while others reported; at 8 it drops out
	Retiring bool
}

// AttestorsResult lists the set.
type AttestorsResult struct {
	Attestors []AttestorInfo
	Total     sdk.Amount // all registered attestor stake; two thirds of it verify
}

// Attestors lists all attestors.
//
//peerz:query attestors
func Attestors() AttestorsResult {
	set := loadAttestors()
	result := AttestorsResult{Total: set.total()}
	for _, m := range set.Members {
		result.Attestors = append(result.Attestors, AttestorInfo{m.Account, m.Power, m.Missed, m.Retiring})
	}
	return result
}
