package state

import (
	"fmt"

	ics23 "github.com/cosmos/ics23/go"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Proof is an ICS23 commitment proof of one key's presence or absence.
type Proof = ics23.CommitmentProof

// ProofSpec tells ics23 how to verify proofs of this store. Keys are ordered
// by their sha256 (prehash_key_before_comparison).
func ProofSpec() *ics23.ProofSpec { return merkle.Spec() }

// Prove proves that key has its value, or that it is absent, under Root. It
// fails with ErrEmptyTree when the store holds nothing.
func (v *View) Prove(key []byte) (*Proof, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	proof, err := v.prover.Prove(v.reader, v.head.Root, append([]byte(nil), key...), func(key []byte) ([]byte, error) {
		value, ok, err := v.reader.get(key)
		if err == nil && !ok {
			err = fmt.Errorf("%w: the tree has a key without value", ErrCorrupt)
		}
		return value, err
	})
	if err == merkle.ErrEmpty {
		return nil, err
	}
	return proof, disk.Fault("prove", err)
}

// Verify checks that proof shows key to have value under root, or to be absent
// when value is nil. It needs no store. It fails with ErrProof.
func Verify(root [32]byte, proof *Proof, key, value []byte) error {
	var ok bool
	if value == nil {
		ok = ics23.VerifyNonMembership(ProofSpec(), root[:], proof, key)
	} else {
		ok = ics23.VerifyMembership(ProofSpec(), root[:], proof, key, value)
	}
	if !ok {
		return fmt.Errorf("%w: key %x", ErrProof, key)
	}
	return nil
}
