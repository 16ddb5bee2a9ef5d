package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EpochArgs ask for one epoch.
type EpochArgs struct {
	Epoch uint64
}

// EpochResult is an epoch's account. Emission + fees + from_reserve = pool = the sum of the
// roles' pools; carry_out is what returned from it to the reserve, at once or as dust.
type EpochResult struct {
	Epoch         uint64
	Start         uint64     // unix seconds
	End           uint64     // unix seconds, exclusive
	State         string     // open, closed (pools are fixed), verifying, sealed (scores are final) or matured (payable)
	Pool          sdk.Amount // 0 while open, like all amounts after it
	Emission      sdk.Amount
	EmissionShare uint64     // ppm of the schedule that is minted: the chain's parameter emission, as it was in the epoch
	Fees          sdk.Amount // transaction fees that went to the pool
	FromReserve   sdk.Amount // minted again: what earlier epochs returned
	Reserve       sdk.Amount // what was left in the reserve when the epoch closed
	CarryIn       sdk.Amount // the same as from_reserve
	DustIn        sdk.Amount // always 0: dust is in the reserve, too
	FeePool       sdk.Amount // liquidity's fee share, outside the pool
	CarryOut      sdk.Amount // to the reserve: of idle roles, plus dust; 0 until it is sealed
	PaidBy        string     // live, last_good, linear; none while open
	Formula       FormulaCode
	Root          sdk.Hash // of the Merkle tree of what was verified; zero until it is sealed
	Table         sdk.Hash // of the Merkle tree of its records when it was sealed: scores and amounts; zero until it is made, some blocks later
	Shard         uint64   // which part of it this is: 0, since all is one
	Verified      uint64   // contributions: the tree's leaves
	Reason        uint64   // why the live code did not pay: a fault code, or 100 to 105; else 0
	Overdue       bool     // a review of the weights was due before it closed, or is, while it is open
	Waiting       bool     // matured, but the current epoch has paid out what it may: the rest is paid in the next
	Roles         []RoleShare
}

// RoleShare is one role's part of an epoch.
type RoleShare struct {
	Role         string
	ID           uint64     `cbor:"id"`
	Weight       uint64     // ppm, as used
	Pool         sdk.Amount // exactly this role's part of the epoch's pool
	ScoreTotal   sdk.Amount // sum of the scores that pay
	RawTotal     sdk.Amount // sum of all measures
	Participants uint64
	Paid         sdk.Amount // so far, of pool
	Dust         sdk.Amount // left by the floors; known when everybody is paid, then in the reserve
	Returned     sdk.Amount // to the reserve, because nobody had a score
	FeePool      sdk.Amount // liquidity only: paid on top, by the same scores
	FeePaid      sdk.Amount // so far, of fee_pool
	PaidBy       string     // as of the epoch, or another: the live code pays nobody in this role, and the fallback would
	Reason       uint64     // why the live code does not pay it; else 0
}

// FormulaCode is the code that gave an epoch its weights and scores.
type FormulaCode struct {
	Address  sdk.Address // the formula contract
	CodeHash sdk.Hash    // zero when the epoch was paid linearly
}
