package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// InstantiateArgs are the contract's initial state. Role ids are list positions, the same
// as in the contract roles.
type InstantiateArgs struct {
	Cap     sdk.Amount // of the emission schedule, base units
	Start   uint64     // of the emission schedule, unix seconds
	Roles   []string   // names by role id; "liquidity" gets the fee share
	Weights []uint64   // ppm by role id
	Params  Params
}

// Params are the parameters that governance can change.
//
//peerz:params
type Params struct {
	Dispute             uint64     `unit:"epochs"`                            // epochs to close after an epoch before it is paid, up to 28
	Retention           uint64     `cbor:"retention,omitempty" unit:"epochs"` // epochs to close after an epoch before its records are deleted, once they are paid; up to 10,000; 0: never
	FeeShare            uint64     `unit:"ppm"`                               // ppm of fees for liquidity providers
	MinWeight           uint64     `unit:"ppm"`                               // ppm, lower bound of a weight that is not 0
	MaxWeight           uint64     `unit:"ppm"`                               // ppm, upper bound of a weight
	MaxChange           uint64     `unit:"ppm"`                               // ppm, how far one vote moves one weight
	PoolLimit           uint64     `unit:"ppm"`                               // ppm: what comes from the reserve is at most this less a million, of the emission: 1 to 3 million
	Review              uint64     `unit:"epochs"`                            // epochs after which the weights are due for a vote, 1 to 10,000; a vote for those in force counts
	DemandFloor         sdk.Amount // base units burned in an epoch: while the mean is below, demand for a role is as usual
	WantedStake         uint64     `unit:"ppm"`                      // ppm of what is minted: what is bonded less is demand for validators
	FormulaGas          uint64     `unit:"gas"`                      // for a call of the formula, 1 to 10 million
	FormulaGasPerRecord uint64     `unit:"gas"`                      // added per record or role in the call, up to 50,000
	FormulaParams       []byte     `cbor:"formula_params,omitempty"` // for the formula, up to 4096 bytes
}

// ScheduleArgs asks what the schedule emits between two moments.
type ScheduleArgs struct {
	Cap   sdk.Amount // base units
	Start uint64     // unix seconds, when the schedule begins
	From  uint64     // unix seconds, inclusive
	To    uint64     // unix seconds, exclusive
}

// ScheduleResult is the answer of schedule.
type ScheduleResult struct {
	Amount sdk.Amount // base units
}

// InvariantsArgs choose where the check begins.
type InvariantsArgs struct {
	Epoch uint64 `cbor:"epoch,omitempty"` // the newest closed epoch to check; default: the last
}

// InvariantsResult says whether the books are right.
type InvariantsResult struct {
	Ok         bool
	Violations []string // empty when ok
}
