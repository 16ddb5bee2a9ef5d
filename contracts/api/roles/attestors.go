package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// AttestorInfo is an attestor as queries show it.
type AttestorInfo struct {
	Account sdk.Address
	Stake   sdk.Amount // its power in this epoch; 0 when it joined in it
	Silent  uint64     // of the last 30 verified epochs: those in which it left more than half of what others attended without a report; at 8 it leaves
	Leaving bool
}

// AttestorsResult lists the set.
type AttestorsResult struct {
	Attestors []AttestorInfo
	Total     sdk.Amount // the power of all attestors in this epoch
}
