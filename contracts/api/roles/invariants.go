package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// InvariantsResult says whether what is held is covered.
type InvariantsResult struct {
	Ok      bool
	Held    sdk.Amount // bonds of submissions that wait, and deposits
	Balance sdk.Amount // of this contract: at least as much
}
