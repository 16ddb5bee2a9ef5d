package runtime

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// Event is what a contract or the host reports about a block. Events are deterministic, but
// not part of the results hash.
type Event struct {
	Type     string      // [a-z0-9_.]{1,64}
	Contract abi.Address // who reports; zero for the host itself
	Data     []byte      // CBOR map from text to scalars
}

// Receipt is the outcome of a transaction. Code, Data, GasWanted and GasUsed enter the results
// hash of the block; Log is this node's own text for people.
type Receipt struct {
	Code      abi.Code
	Data      []byte // success: the output; CodeAborted: CBOR map {code}; else empty
	GasWanted uint64
	GasUsed   uint64
	Events    []Event
	Log       string
}

// Fault is why a call of contract code failed: its effects are undone.
type Fault struct {
	Code  abi.Code // CodeOutOfGas and above, or why it could not start
	Abort uint32   // CodeAborted: the contract's own code
	Log   string   // for people
}

// ValidatorUpdate sets a validator's voting power; 0 removes it.
type ValidatorUpdate struct {
	PubKey [32]byte
	Power  int64
}

// BlockEnd is what a block leaves besides receipts.
type BlockEnd struct {
	Events           []Event // of hooks and the host, in order
	ValidatorUpdates []ValidatorUpdate
	Codes            []abi.Hash // uploaded in this block: give them to Machine.Prepare after the commit
}
