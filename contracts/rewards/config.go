package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Limits of what governance can set: they keep the work of every hook bounded.
const (
	maxRoles         = 64
	maxDispute       = 1000
	maxSweep         = 1000
	maxFormulaGas    = 100_000_000
	maxFormulaPerRec = 1_000_000
	maxFormulaParams = 4096

	defaultFormulaPerRec = 50_000
)

// InstantiateArgs are the contract's initial parameters. Role ids are list positions.
type InstantiateArgs struct {
	Cap       sdk.Amount // of the emission schedule, base units
	Start     uint64     // of the emission schedule, unix seconds
	Roles     []string   // names by role id; "liquidity" gets the fee share
	Weights   []uint64   // ppm by role id
	Dispute   uint64     // epochs to close after an epoch before it is paid, up to 1000
	FeeShare  uint64     // ppm of fees for liquidity providers
	Sweep     uint64     // entitlements paid per block, 1 to 1000
	MinWeight uint64     // ppm, lower bound of a weight that is not 0
	MaxWeight uint64     // ppm, upper bound of a weight
	MaxChange uint64     // ppm, how far one vote moves one weight

	FormulaGas          uint64 // for a call of the formula, up to 100 million
	FormulaGasPerRecord uint64 `cbor:"formula_gas_per_record,omitempty"` // added per record; default 50,000
	Params              []byte `cbor:"params,omitempty"`                 // for the formula, up to 4096 bytes
}

// Instantiate sets up the books. Funds that come along enter the first pool.
//
//peerz:instantiate
func Instantiate(a InstantiateArgs) {
	if len(a.Roles) == 0 || len(a.Roles) > maxRoles || len(a.Weights) != len(a.Roles) {
		sdk.Abort(ErrParams, "roles and weights do not match")
	}
	c := config{
		Cap: a.Cap, Start: a.Start, Roles: a.Roles, Dispute: a.Dispute, FeeShare: a.FeeShare, Sweep: a.Sweep,
		MinWeight: a.MinWeight, MaxWeight: a.MaxWeight, MaxChange: a.MaxChange,
		FormulaGas: a.FormulaGas, FormulaPerRec: a.FormulaGasPerRecord, FormulaParams: a.Params,
	}
	if c.FormulaPerRec == 0 {
		c.FormulaPerRec = defaultFormulaPerRec
	}
	c.mustBeSound()
	if code := c.checkBounds(a.Weights); code != 0 {
		sdk.Abort(uint32(code), "genesis weights out of bounds")
	}
	for i, name := range a.Roles {
		if id, _ := c.roleID(name); id != uint64(i) {
			sdk.Abort(ErrRoleTwice, name)
		}
	}
	w := weights{Base: a.Weights, Used: a.Weights, Reason: "genesis"}
	b := books{Emitted: a.Start}
	c.save()
	w.save()
	b.save()
}

func (c *config) mustBeSound() {
	ok := c.Dispute <= maxDispute && c.FeeShare <= million && c.Sweep >= 1 && c.Sweep <= maxSweep &&
		c.MinWeight <= c.MaxWeight && c.MaxWeight <= million && c.MaxChange <= million &&
		c.FormulaGas <= maxFormulaGas && c.FormulaPerRec <= maxFormulaPerRec && len(c.FormulaParams) <= maxFormulaParams
	if !ok {
		sdk.Abort(ErrParams, "parameter out of range")
	}
}

// ParamsValues are the parameters that governance can change, and their present values.
type ParamsValues struct {
	Dispute   uint64 // epochs to close after an epoch before it is paid
	FeeShare  uint64 // ppm of fees for liquidity providers
	Sweep     uint64 // entitlements paid per block
	MinWeight uint64 // ppm, lower bound of a weight that is not 0
	MaxWeight uint64 // ppm, upper bound of a weight
	MaxChange uint64 // ppm, how far one vote moves one weight

	FormulaGas          uint64 // for a call of the formula
	FormulaGasPerRecord uint64 // added per record
	Params              []byte `cbor:"params,omitempty"` // for the formula
}

// SetParams replaces all parameters. The weights in force, and those that wait, must be
// within the new bounds. Only governance may call it.
//
//peerz:execute set_params
func SetParams(a ParamsValues) {
	onlyContract("governance")
	c, w := loadConfig(), loadWeights()
	c.Dispute, c.FeeShare, c.Sweep = a.Dispute, a.FeeShare, a.Sweep
	c.MinWeight, c.MaxWeight, c.MaxChange = a.MinWeight, a.MaxWeight, a.MaxChange
	c.FormulaGas, c.FormulaPerRec, c.FormulaParams = a.FormulaGas, a.FormulaGasPerRecord, a.Params
	c.mustBeSound()
	for _, ppm := range [][]uint64{w.baseOf(sdk.Context().Epoch), w.baseOf(w.From)} {
		if code := c.checkBounds(ppm); code != 0 {
			sdk.Abort(uint32(code), "weights in force violate the new bounds")
		}
	}
	c.save()
	sdk.Emit("rewards.params")
}

// Params returns the parameters in force.
//
//peerz:query params
func Params() ParamsValues {
	c := loadConfig()
	return ParamsValues{
		Dispute: c.Dispute, FeeShare: c.FeeShare, Sweep: c.Sweep,
		MinWeight: c.MinWeight, MaxWeight: c.MaxWeight, MaxChange: c.MaxChange,
		FormulaGas: c.FormulaGas, FormulaGasPerRecord: c.FormulaPerRec, Params: c.FormulaParams,
	}
}
