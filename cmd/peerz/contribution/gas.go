package contribution

import (
	"context"
	"errors"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// perCall is how many participants one call registers: as many as the gas of one transaction
// certainly pays for, even while a formula is on probation.
const perCall = 100

// perReport is how many contributions one call carries: as many as the contract takes.
const perReport = 50

// What calls of the roles contract use, with a tenth on top of what was measured: 300,000 gas
// for a participant with a long id to register, 100,000 for a contribution that is reported, 280,000 for one
// that is recorded by it.
const (
	gasOfCall     = 1_000_000
	gasToEnrol    = 330_000 // for each participant
	gasToReportIt = 110_000 // for each contribution
	gasToRecordIt = 310_000 // for each contribution, that it is reported included
)

func gasToRegister(n int) uint64 { return gasOfCall + gasToEnrol*uint64(n) }

// formulaGas are the limits that the rewards contract gives a formula.
type formulaGas rewards.Params

// toReport is the gas limit of a submission or an attestation of n contributions of which nothing
// else is known: it may be the one that completes a quorum, which records the contributions and
// calls the formula, both formulas during probation.
func (g formulaGas) toReport(n int) uint64 {
	return gasOfCall + gasToRecordIt*uint64(n) + 2*g.limit(n)
}

// likely is what a call uses that is known to complete a quorum, or not to.
func (g formulaGas) likely(n int, decides bool) uint64 {
	if decides {
		return gasOfCall + gasToRecordIt*uint64(n)
	}
	return gasOfCall + gasToReportIt*uint64(n)
}

// limit is what must be left for one call of a formula, whatever it uses of it.
func (g formulaGas) limit(n int) uint64 { return g.FormulaGas + g.FormulaGasPerRecord*uint64(n) }

// lower replaces the gas limits of a wave by what it uses: one call of each kind is simulated on the
// state that the waves before have left, and says what those of other sizes use. Before each call
// of an attestor, others of the same wave may have reported the same, which makes it dearer.
func (r *Run) lower(ctx context.Context, w wave) error {
	type kind struct{ method, role string }
	used := map[kind]uint64{} // by a call of perCall contributions
	for i := range w.reports {
		one := &w.reports[i]
		k := kind{one.method, one.role}
		if _, known := used[k]; !known {
			gas, err := r.simulate(ctx, *one, uint64(10+2*w.attestors))
			if err != nil {
				return err
			}
			used[k] = gas * perCall / uint64(one.size)
		}
		one.Gas = min(one.Gas, gasOfCall/2+used[k]*uint64(one.size)/perCall)
	}
	return nil
}

// simulate returns what a call uses with percent on top, with which it succeeds: one that ends in a formula
// needs the formula's limit to be left, even if it uses less.
func (r *Run) simulate(ctx context.Context, one report, percent uint64) (uint64, error) {
	body := tx.Body{ChainID: r.chainID, Msg: one.Msg}
	answer, err := r.Node.Simulate(ctx, tx.Unsigned(body, one.Key.Public()))
	if err != nil {
		return 0, err
	}
	gas := answer.GasUsed + answer.GasUsed*percent/100
	body.GasLimit = gas
	if _, err = r.Node.Simulate(ctx, tx.Unsigned(body, one.Key.Public())); isShort(err) {
		return gas + r.formula.limit(one.size), nil
	}
	return gas, err
}

// isShort reports whether a transaction failed for want of gas.
func isShort(err error) bool {
	var failed *client.TxError
	return errors.As(err, &failed) && (abi.Code(failed.Receipt.Code) == abi.CodeOutOfGas ||
		failed.Receipt.Abort != nil && failed.Receipt.Abort.Code == rewards.ErrGas)
}
