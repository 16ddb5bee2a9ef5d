package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Entry is a verified contribution of one participant.
type Entry struct {
	Account  sdk.Address  // that is paid
	ID       string       `cbor:"id"` // of the participant, 1 to 64 bytes
	Measures []sdk.Amount // in the units and order that the role defines, below 2^96
}

// RecordArgs are verified contributions to one role in the current epoch.
type RecordArgs struct {
	Role    uint64  // id
	Entries []Entry // at most 50
}
