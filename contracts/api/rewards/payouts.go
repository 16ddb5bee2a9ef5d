package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// PayoutsArgs ask for a page of one role's payouts.
type PayoutsArgs struct {
	Epoch uint64 // closed
	Role  string
	After string `cbor:"after,omitempty"` // the id where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 200; default 100
}

// PayoutsResult is a page.
type PayoutsResult struct {
	Payouts []Payout // by id
	Next    string   `cbor:"next,omitempty"` // for after; absent on the last page
}

// Payout is what one participant gets for an epoch.
type Payout struct {
	ID           string      `cbor:"id"` // of the participant
	Address      sdk.Address // that is paid
	Contribution sdk.Amount  // sum of the verified measures
	Score        sdk.Amount  // that the paying code, or the linear share, gave it
	Amount       sdk.Amount  // floor(pool * score / score total), at most limit
	Limit        *sdk.Amount // of what somebody paid for; the rest returns to the reserve. Absent: none
	FeeAmount    sdk.Amount  // liquidity only: its part of the fee pool, paid on top
	Part         *sdk.Amount // paid of it so far, while the limit on outflow keeps the rest. Absent: all or nothing
	From         sdk.Address `cbor:"from,omitempty"` // for whom it was verified, if a dispute has given it to another id's account
	State        string      // verifying, pending, matured or paid; disputed while it is, void when that was upheld
}

// AccountArgs name an account.
type AccountArgs struct {
	Account sdk.Address
}

// AccountResult is what an account has earned.
type AccountResult struct {
	Earned  sdk.Amount  // paid + owed; never falls
	Paid    sdk.Amount  // received so far
	Owed    sdk.Amount  // matured, not paid yet; claim it or wait for the sweep
	Payout  sdk.Address // that it is paid to: the account itself, unless it has set another
	Pending []Pending   // all that is not paid, oldest first, at most 100
}

// Pending is an entitlement that is not paid.
type Pending struct {
	Epoch  uint64
	Role   string
	ID     string     `cbor:"id"` // of the participant
	Amount sdk.Amount // with its part of the fee pool, less what was paid of it; 0 until the epoch is sealed
	State  string     // verifying, pending, matured or disputed
}

// SetPayoutArgs say where the caller is paid.
type SetPayoutArgs struct {
	Address sdk.Address // zero: the account itself again
}

// MaxClaim is how many entitlements a claim pays at most.
const MaxClaim = 100

// ClaimArgs name who is paid.
type ClaimArgs struct {
	Account sdk.Address // not necessarily the caller: anyone may claim for anyone
}

// ClaimResult is what a claim paid.
type ClaimResult struct {
	Paid         sdk.Amount // base units
	Entitlements uint64     // settled; 100 means that there may be more, fewer than are owed that the epoch's outflow is used up
}
