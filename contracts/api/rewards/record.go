package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Entry is a verified contribution of one participant.
type Entry struct {
	Account  sdk.Address  // that is paid
	ID       string       `cbor:"id"` // of the participant, 1 to 64 bytes
	Measures []sdk.Amount // in the units and order that the role defines, below 2^96
	Limit    *sdk.Amount  // base units: it is paid no more for them, whatever its share is; absent: no limit
}

// RecordArgs are verified contributions to one role in an epoch.
type RecordArgs struct {
	Epoch   uint64  // the chain's, closed
	Role    uint64  // id
	Entries []Entry // at most 50
}

// SealArgs end the verification of an epoch.
type SealArgs struct {
	Epoch    uint64   // the chain's, closed
	From     uint64   // the epoch with which the time to dispute it begins
	Root     sdk.Hash // of the Merkle tree of what is verified
	Verified uint64   // contributions: its leaves
	Needs    []Need   // of roles that contracts measure
}

// Need is what contracts say of a role's epoch, besides what accounts did.
type Need struct {
	Role   uint64     // id
	Burned sdk.Amount // base units: what those who wanted its work lost for good
	Supply sdk.Amount // what was offered and used
}
