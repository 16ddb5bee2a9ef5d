package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Who paid an epoch: the order in which they are tried.
const (
	byLive     = 1 // the live formula
	byLastGood = 2 // the fallback: the code that was live before it, and proven
	byLinear   = 3 // no code works: shares of the raw measures, with the last weights
)

// scoring says which codes score an epoch. It is fixed when the epoch closes, so that all
// records of an epoch are measured alike. A code that fails once is
// out for the rest of the epoch. The fallback scores every record too, for good: whenever the live code
// fails, what it would have paid is known.
//
//peerz:store
type scoring struct {
	Formula     sdk.Address
	Live        sdk.Hash
	Last        sdk.Hash // the fallback; zero while the first formula is live
	LiveFailure uint64   // a reason; 0: it works
	LastFailure uint64
	Widely      bool // the live code fails on nobody's record: as a whole
}

// loadScoring returns the codes of a closed epoch.
func loadScoring(epoch uint64) *scoring {
	s := new(scoring)
	sdk.Load(sdk.Key(keyScoring, sdk.BE64(epoch)), s)
	return s
}

// codes returns the formula's codes of this moment.
func codes() *scoring {
	s := &scoring{LastFailure: rewards.ReasonNotCallable}
	address, ok := sdk.ContractByName(formula.Name)
	info, known := sdk.Info(address)
	if !ok || !known {
		s.LiveFailure = rewards.ReasonNotCallable
		return s
	}
	s.Formula, s.Live = address, info.CodeHash
	if s.Last = fallback(&info); !s.Last.IsZero() {
		s.LastFailure = 0
	}
	return s
}

func (s *scoring) save(epoch uint64) { sdk.Save(sdk.Key(keyScoring, sdk.BE64(epoch)), s) }

// payer is who pays an epoch that these codes score.
func (s *scoring) payer() uint64 {
	if s.LiveFailure == 0 {
		return byLive
	}
	return s.fallback()
}

// fallback is who pays when the live code does not.
func (s *scoring) fallback() uint64 {
	if s.LastFailure == 0 {
		return byLastGood
	}
	return byLinear
}

// formulaGas is the limit for one call that handles n items.
func (c *config) formulaGas(n int) uint64 {
	return c.Params.FormulaGas + c.Params.FormulaGasPerRecord*uint64(n)
}

// answerSize is the longest answer with n items, of at most 18 bytes each: nobody pays for decoding more.
func answerSize(n int) int { return 32 + 18*n }

// scores asks a code for the scores of a batch. Lack of gas or call depth on the
// caller's side aborts: the formula must not be blamed for it, so a failure counts only when
// the code had its whole limit. One that succeeds with less is as good. A failure of the code
// itself comes back as a reason.
func (c *config) scores(code sdk.Hash, role string, batch []change) (scores []sdk.Amount, reason uint64) {
	limit := c.formulaGas(len(batch))
	asking := 100_000 + 20_000*uint64(len(batch)) // what it takes at most to encode the question
	left := sdk.GasLeft()
	short := left-left/32 < limit+asking // the host keeps a reserve of 1/64
	question := formula.ScoresArgs{Role: role, Params: c.Params.FormulaParams}
	for i := range batch {
		question.Measures = append(question.Measures, batch[i].Measures)
	}
	answer, err := formula.Code{Hash: code, Gas: limit, Answer: answerSize(len(batch))}.Scores(&question)
	if err != nil && short {
		sdk.Abort(rewards.ErrGas, "not enough gas to give the formula its limit")
	}
	if err != nil {
		return nil, blame(err)
	}
	if len(answer.Scores) != len(batch) {
		return nil, rewards.ReasonLength
	}
	return answer.Scores, 0
}

// blame returns the reason why a code is at fault for a failed call, and aborts when it is
// not.
func blame(err *sdk.CallError) uint64 {
	switch err.Errno {
	case sdk.CallFailed, sdk.Malformed, sdk.TooLarge, sdk.NotCallable, sdk.NotFound:
		return reasonOf(err)
	case sdk.DepthExceeded:
		sdk.Abort(rewards.ErrDepth, "called from so deep that the formula cannot be called")
	}
	sdk.Abort(rewards.ErrFormulaCall, "the formula could not be started")
	return 0
}

// reasonOf returns the reason that a failed call gives against the code.
func reasonOf(err *sdk.CallError) uint64 {
	switch err.Errno {
	case sdk.CallFailed:
		return uint64(err.Fault)
	case sdk.Malformed:
		return rewards.ReasonMalformed
	case sdk.TooLarge:
		return rewards.ReasonLength
	}
	return rewards.ReasonNotCallable
}

// weights asks a code for the weights of an epoch. Every failure is a reason: it runs
// in the epoch's hook, which nobody's transaction can starve, and must not abort.
func (c *config) weights(code sdk.Hash, in *inputs) (ppm []uint64, reason uint64) {
	n := len(in.Base)
	answer, err := formula.Code{Hash: code, Gas: c.formulaGas(n), Answer: answerSize(n)}.Weights(in.question())
	if err != nil {
		return nil, reasonOf(err)
	}
	if len(answer.Weights) != n {
		return nil, rewards.ReasonLength
	}
	return answer.Weights, c.checkOutput(in.Base, answer.Weights)
}

// checkOutput holds a formula's weights to the bounds of a vote: only a vote suspends a role, or revives
// it (R6).
func (c *config) checkOutput(base, ppm []uint64) uint64 {
	switch c.checkBounds(ppm) {
	case 0:
	case rewards.ErrWeightsZero:
		return rewards.ReasonZeroSum
	default:
		return rewards.ReasonBounds
	}
	for i, w := range ppm {
		if (base[i] == 0) != (w == 0) {
			return rewards.ReasonBounds
		}
	}
	return 0
}
