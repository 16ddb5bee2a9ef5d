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

// RecordResult says which entries went into another record than that of their id.
type RecordResult struct {
	Others []uint64 `cbor:"others,omitempty"` // by position: the id's record is another account's, so it is under OtherID
}

// OtherID is the id of a record of an account whose id has moved: a record is one account's, and that of the id is the account's
// for which it was verified first. No participant can have this id.
func OtherID(account sdk.Address) string {
	const digits = "0123456789abcdef"
	id := []byte{'~'}
	for _, b := range account.Bytes() {
		id = append(id, digits[b>>4], digits[b&15])
	}
	return string(id)
}

// SealResult says when the epoch matures.
type SealResult struct {
	Matures uint64 // the chain's epoch in which it can be paid; 0: it is a part of one that is not sealed yet
}

// HoldArgs name a record.
type HoldArgs struct {
	Epoch uint64 // the chain's, sealed and not matured
	Role  uint64 // id
	ID    string `cbor:"id"`
}

// HoldResult is whose record it is.
type HoldResult struct {
	Account sdk.Address
}

// DecideArgs end what Hold began.
type DecideArgs struct {
	Epoch uint64
	Role  uint64
	ID    string      `cbor:"id"`
	Void  bool        // nobody is paid for it
	To    sdk.Address `cbor:"to,omitempty"` // that is paid for it instead
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
