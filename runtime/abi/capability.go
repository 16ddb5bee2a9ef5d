package abi

// Capability is a right that genesis or governance grants to a contract's address. The host
// asks for capabilities, never for names, so that any contract can be replaced.
type Capability string

// The capabilities of ABI version 1.
const (
	CapMint    Capability = "mint"    // create tokens within the cap and its rate
	CapFees    Capability = "fees"    // collect the fees of transactions
	CapUpgrade Capability = "upgrade" // schedule new code for a contract
	CapGuard   Capability = "guard"   // report a code that failed its probation
	CapEpoch   Capability = "epoch"   // system hooks end_epoch and end_block
	CapParams  Capability = "params"  // change the parameters of the chain within their ranges

	CapDelegate Capability = "delegate" // have the stake of a caller vote by a proxy
	CapSlash    Capability = "slash"    // take the part that `slash` says of what one account an epoch has bonded
)

// Capabilities lists all capabilities in their documented order; the index is the bit that
// state stores.
func Capabilities() []Capability {
	return []Capability{CapMint, CapFees, CapUpgrade, CapGuard, CapEpoch, CapParams, CapDelegate, CapSlash}
}
