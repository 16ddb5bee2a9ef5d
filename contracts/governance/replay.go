package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// replay goes through a past epoch again: the weights, and then pages of records.
//
//peerz:store
type replay struct {
	Epoch uint64
	At    uint64   // the page that comes next, plus 1; 0: the weights come first
	Pages []uint64 // of each role
	Taken uint64   // of all pages, those that it goes through
	Seed  sdk.Hash // that draws them; zero: they are all
}

// subject is what of a proposal is calculated again.
type subject struct {
	change  rewards.Alternative
	weights bool // by other weights
	scores  bool // records, too
}

// subjectOf finds what changes how a pool is divided.
//
//go:noinline
func subjectOf(actions []governance.Action) (s subject) {
	for i := range actions {
		a := &actions[i]
		switch {
		case a.Kind == "upgrade" && a.Contract == formula.Name:
			s.change.Code, s.weights, s.scores = a.CodeHash, true, true
		case a.Kind == "weights":
			s.change.Weights, s.weights = a.Weights, true
		case a.Kind == "params" && a.Contract == rewards.Name:
			s.params(a.Changes)
		}
	}
	return s
}

// params takes those that the formula is asked with, or held to.
func (s *subject) params(changes []governed.ParamChange) {
	for i := range changes {
		switch changes[i].Name {
		case "formula_params", "formula_gas", "formula_gas_per_record":
			s.scores = true
		case "min_weight", "max_weight":
		default:
			continue
		}
		s.weights = true
		s.change.Params = append(s.change.Params, governed.Param{Name: changes[i].Name, Value: changes[i].New})
	}
}

// gas is what going through past epochs takes at most: each page at most what reports may use in a block.
func (s *subject) gas() uint64 {
	switch {
	case s.scores:
		return maxReportEpochs * maxPages * reportGas()
	case s.weights:
		return maxReportEpochs * reportGas()
	}
	return 0
}

// finalEpoch returns the newest epoch up to one whose scores are final and whose pages can be asked for; false when
// there is none among the last ones, or rewards cannot say.
//
//go:noinline
func finalEpoch(c rewards.Caller) (e rewards.EpochResult, ok bool) {
	e, err := c.Latest()
	for range maxReportEpochs {
		if err != nil {
			return e, false
		}
		if !e.Table.IsZero() {
			return e, true
		}
		if e.Epoch == 0 {
			return e, false
		}
		e, err = c.Epoch(&rewards.EpochArgs{Epoch: e.Epoch - 1})
	}
	return e, false
}

// weights asks for those of the epoch, and finds out which pages come next.
//
//go:noinline
func (r *replay) weights(c rewards.Caller, s *subject) (rewards.BacktestWeightsResult, *sdk.CallError) {
	answer, err := c.BacktestWeights(&rewards.BacktestWeightsArgs{Change: s.change, Epoch: r.Epoch})
	if err != nil {
		return answer, err
	}
	*r = replay{Epoch: answer.Epoch, At: 1} // of epochs that were closed as one, the first
	if !s.scores {
		return answer, nil
	}
	e, err := c.Epoch(&rewards.EpochArgs{Epoch: r.Epoch})
	if err != nil {
		r.At = 0
		return answer, err
	}
	r.Pages, r.Taken = governance.Pages(e.Roles)
	if r.sampled() {
		r.Seed = sdk.BlockHash()
	}
	return answer, nil
}

// sampled reports whether only some pages stand for all.
func (r *replay) sampled() bool {
	var all uint64
	for _, n := range r.Pages {
		all += n
	}
	return r.Taken < all
}

// page asks for the next page of records.
//
//go:noinline
func (r *replay) page(c rewards.Caller, s *subject, names []rewards.RoleWeight) (answer rewards.BacktestResult, role uint64, err *sdk.CallError) {
	role, page := governance.PageAt(r.Pages, r.Taken, r.Seed, r.At-1)
	answer, err = c.Backtest(&rewards.BacktestArgs{Change: s.change, Epoch: r.Epoch, Role: names[role].Role, Page: page})
	if err == nil {
		r.At++
	}
	return answer, role, err
}

// over reports whether the epoch is done.
func (r *replay) over() bool { return r.At > r.Taken }

// inShare takes as many steps as fit into what reports may use of a block, until one says that it is over. One that needs
// all of that has a block of its own, and it is an error when that is not enough either.
func inShare(c *rewards.Caller, step func() (over bool, err *sdk.CallError)) *sdk.CallError {
	most, begin, least := reportGas(), sdk.GasLeft(), uint64(0)
	for n := range reportSteps {
		before := sdk.GasLeft()
		used := begin - before
		if used+least > most {
			return nil
		}
		c.Gas = most - used
		switch over, err := step(); {
		case err != nil && n > 0 && lacksGas(err):
			return nil
		case err != nil || over:
			return err
		}
		least = max(least, before-sdk.GasLeft())
	}
	return nil
}

// lacksGas reports whether a query died of the gas that it was given.
func lacksGas(err *sdk.CallError) bool {
	return err.Errno == sdk.CallFailed && (err.Fault == sdk.FaultOutOfGas || err.Fault == sdk.FaultAborted && err.Code == rewards.ErrGas)
}
