package contribution

import "github.com/peerz-ai/peerz-chain/contracts/api/rewards"

// perCall is how many participants one call carries: as many as the gas of one transaction
// certainly pays for, even while a formula is on probation.
const perCall = 100

// What calls of the roles contract use, with a third on top of what was measured: 150,000 gas
// for a participant to register, 220,000 for one whose contribution is recorded.
const (
	gasOfCall     = 2_000_000
	gasToEnrol    = 200_000 // for each participant
	gasToRecordIt = 300_000 // for each contribution
)

func gasToRegister(n int) uint64 { return gasOfCall + gasToEnrol*uint64(n) }

// formulaGas are the limits that the rewards contract gives a formula.
type formulaGas rewards.Params

// toReport is the gas limit of a submission or an attestation of n contributions. It cannot be
// simulated: the report that completes a quorum records the contributions and calls the
// formula, both formulas during probation, and which report that is depends on the order in
// the block. So every one brings enough.
func (g formulaGas) toReport(n int) uint64 {
	formulas := 2 * (g.FormulaGas + g.FormulaGasPerRecord*uint64(n))
	return gasOfCall + gasToRecordIt*uint64(n) + formulas
}
