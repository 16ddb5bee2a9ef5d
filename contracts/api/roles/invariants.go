package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// InvariantsResult says whether the escrow of each account has what it is for.
type InvariantsResult struct {
	Ok   bool
	Held sdk.Amount // bonds of submissions and disputes, and deposits: of the first 500 of each
}
