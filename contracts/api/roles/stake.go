package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// UnbondArgs say how much.
type UnbondArgs struct {
	Amount sdk.Amount // base units, up to what is bonded
}

// UnbondResult says when.
type UnbondResult struct {
	Release uint64 // the epoch from which on withdraw pays it
}

// WithdrawResult is what was paid.
type WithdrawResult struct {
	Amount sdk.Amount // base units
}

// StakeArgs ask for an account's stake.
type StakeArgs struct {
	Account sdk.Address
	Epoch   *uint64 // power at the start of this epoch; absent: what is bonded now
}

// TotalStakeArgs ask for the sum of all stakes.
type TotalStakeArgs struct {
	Epoch *uint64 // at the start of this epoch; absent: now
}

// StakeResult is a stake.
type StakeResult struct {
	Stake sdk.Amount // base units
}

// InvariantsResult says whether the bonds are covered.
type InvariantsResult struct {
	Ok        bool
	Bonded    sdk.Amount // sum of all stakes
	Unbonding sdk.Amount // waiting to be withdrawn
	Held      sdk.Amount // bonds of submissions that wait, and deposits
	Balance   sdk.Amount // of this contract: at least their sum
}
