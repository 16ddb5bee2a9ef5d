package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// RegisterAttestorArgs optionally name a validator that follows the attestor's stake.
type RegisterAttestorArgs struct {
	Pubkey    *sdk.Hash // the validator's ed25519 key
	Signature []byte    `cbor:"signature,omitempty"` // by that key: see keyProof
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
