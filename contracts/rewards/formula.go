package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Who paid an epoch: the order in which they are tried.
const (
	byLive     = 1 // the live formula
	byLastGood = 2 // the code that the live one replaced and is on probation against
	byLinear   = 3 // no code works: shares of the raw measures, with the last weights
)

// Why a formula's code was not used: these numbers, or the chain's fault codes 20 to 24
// (out of gas, trap, stack overflow, aborted, denied). They are shown to everybody.
const (
	reasonNotCallable = 100 // there is no code, or it cannot be called
	reasonMalformed   = 101 // the answer is not what the interface says
	reasonLength      = 102 // the answer has another length than the question
	reasonBounds      = 103 // a weight is outside its bounds, or revives a suspended role
	reasonZeroSum     = 104 // all weights are zero
	reasonOverflow    = 105 // a total of scores needs more than 128 bits
)

// scoring says which codes score an epoch. It is fixed when the epoch's first record is
// written, so that all records of an epoch are measured alike. A code that fails once is
// out for the rest of the epoch.
//
//peerz:store
type scoring struct {
	Formula     sdk.Address
	Live        sdk.Hash
	Last        sdk.Hash // zero unless a newer code is on probation
	LiveFailure uint64   // a reason; 0: it works
	LastFailure uint64
}

// loadScoring returns the codes of an epoch; false when no record has fixed them yet:
// then they are the formula's codes of this moment.
func loadScoring(epoch uint64) (s *scoring, stored bool) {
	s = new(scoring)
	if sdk.Load(sdk.Key(keyScoring, sdk.BE64(epoch)), s) {
		return s, true
	}
	s.LastFailure = reasonNotCallable
	address, ok := sdk.ContractByName("formula")
	info, known := sdk.Info(address)
	if !ok || !known {
		s.LiveFailure = reasonNotCallable
		return s, false
	}
	s.Formula, s.Live = address, info.CodeHash
	if !info.LastGood.IsZero() && info.LastGood != info.CodeHash {
		s.Last, s.LastFailure = info.LastGood, 0
	}
	return s, false
}

func (s *scoring) save(epoch uint64) { sdk.Save(sdk.Key(keyScoring, sdk.BE64(epoch)), s) }

// formulaGas is the limit for one call that handles n items.
func (c *config) formulaGas(n int) uint64 {
	return c.FormulaGas + c.FormulaPerRec*uint64(n)
}

// scoresQuestion is the argument of a formula's scores entry.
//
//peerz:message
type scoresQuestion struct {
	Role     string
	Measures [][]sdk.Amount // one list per participant
	Params   []byte
}

// scoresAnswer is its result, in the order of the question.
//
//peerz:message
type scoresAnswer struct {
	Scores []sdk.Amount
}

// weightsQuestion is the argument of a formula's weights entry; lists are by role id.
//
//peerz:message
type weightsQuestion struct {
	Previous []uint64     // used by the last epoch
	Base     []uint64     // voted
	Demand   []sdk.Amount // these three are zero, which means neutral:
	Supply   []sdk.Amount // nothing records them yet
	Gauge    []uint64
	Params   []byte
}

// weightsAnswer is its result.
//
//peerz:message
type weightsAnswer struct {
	Weights []uint64
}

// scores asks a code for the scores of a batch. Lack of gas or call depth on the
// caller's side aborts: the formula must not be blamed for it. A failure of the code
// itself comes back as a reason.
func (c *config) scores(code sdk.Hash, role string, batch []change) (scores []sdk.Amount, reason uint64) {
	limit := c.formulaGas(len(batch))
	if left := sdk.GasLeft(); left-left/32 < limit { // the host keeps a reserve of 1/64
		sdk.Abort(ErrGas, "not enough gas to give the formula its limit")
	}
	question := scoresQuestion{Role: role, Params: c.FormulaParams}
	for i := range batch {
		question.Measures = append(question.Measures, batch[i].Measures)
	}
	output, err := sdk.CallPure(code, "scores", sdk.Marshal(&question), limit)
	if err != nil {
		return nil, blame(err)
	}
	var answer scoresAnswer
	if !sdk.Unmarshal(output, &answer) {
		return nil, reasonMalformed
	}
	if len(answer.Scores) != len(batch) {
		return nil, reasonLength
	}
	return answer.Scores, 0
}

// blame returns why a code is at fault for a failed call, and aborts when it is not.
func blame(err *sdk.CallError) uint64 {
	switch err.Errno {
	case sdk.CallFailed:
		return uint64(err.Fault)
	case sdk.NotCallable, sdk.NotFound:
		return reasonNotCallable
	case sdk.DepthExceeded:
		sdk.Abort(ErrDepth, "call depth leaves no room for the formula")
	}
	sdk.Abort(ErrFormulaCall, "the formula could not be started")
	return 0
}

// weights asks a code for the weights of an epoch. Every failure is a reason: it runs
// in the epoch's hook, which nobody's transaction can starve, and must not abort.
func (c *config) weights(code sdk.Hash, w *weights, base []uint64) (ppm []uint64, reason uint64) {
	neutral, unknown := make([]uint64, len(base)), make([]sdk.Amount, len(base))
	question := weightsQuestion{
		Previous: w.Used, Base: base, Demand: unknown, Supply: unknown, Gauge: neutral, Params: c.FormulaParams,
	}
	output, err := sdk.CallPure(code, "weights", sdk.Marshal(&question), c.formulaGas(len(base)))
	if err != nil {
		if err.Errno == sdk.CallFailed {
			return nil, uint64(err.Fault)
		}
		return nil, reasonNotCallable
	}
	var answer weightsAnswer
	if !sdk.Unmarshal(output, &answer) {
		return nil, reasonMalformed
	}
	if len(answer.Weights) != len(base) {
		return nil, reasonLength
	}
	return answer.Weights, c.checkOutput(base, answer.Weights)
}

// checkOutput holds a formula's weights to the bounds of a vote, and to the suspensions
// that were voted (I8).
func (c *config) checkOutput(base, ppm []uint64) uint64 {
	for i, w := range ppm {
		if base[i] == 0 && w != 0 {
			return reasonBounds
		}
	}
	switch c.checkBounds(ppm) {
	case 0:
		return 0
	case ErrWeightsZero:
		return reasonZeroSum
	}
	return reasonBounds
}
