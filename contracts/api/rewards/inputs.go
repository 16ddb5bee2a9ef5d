package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// InputsResult is what an epoch was calculated from, as it was when it closed. With the codes of the
// formula and what was verified, anybody can calculate it again.
type InputsResult struct {
	Epoch         uint64
	Last          uint64     // the chain's epoch at whose end it was closed: its own number, unless it is a long epoch
	Cap           sdk.Amount // of the emission schedule, base units
	ScheduleStart uint64     // unix seconds
	Emitted       uint64     // unix seconds up to which the emission had been minted before
	Params        Params     // in force when it closed: it is scored by them, too
	Live          CodeInput  // the formula that was live
	LastGood      CodeInput  // its fallback
	Roles         []RoleInput
}

// CodeInput is a code that an epoch is scored by.
type CodeInput struct {
	CodeHash sdk.Hash // zero: there was none
	Reason   uint64   // why it did not work, so far: a fault code, or 100 and up; else 0
}

// RoleInput is what a role's weight was calculated from.
type RoleInput struct {
	Role     string
	Previous uint64     `unit:"ppm"` // used in the epoch before
	Base     uint64     `unit:"ppm"` // voted; 0 is a suspended role
	Demand   sdk.Amount // what was consumed and paid for; 0 when all are: no data
	Supply   sdk.Amount // verified capacity offered
	Gauge    uint64     // stake that supports the role
}
