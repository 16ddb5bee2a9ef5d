package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// with is linear with one entry replaced.
func with(weights func(formula.WeightsArgs) []uint64, scores func(formula.ScoresArgs) []sdk.Amount) goFormula {
	f := linear
	if weights != nil {
		f.weights = weights
	}
	if scores != nil {
		f.scores = scores
	}
	return f
}

// Every way in which a code can fail, and the reason that everybody sees.
var failures = []struct {
	name   string
	f      goFormula
	reason uint64
}{
	{"traps", trapping, 21},
	{"weights trap", goFormula{scores: linear.scores}, 21},
	{"scores trap", goFormula{weights: linear.weights}, 21},
	{"too few scores", with(nil, func(formula.ScoresArgs) []sdk.Amount { return nil }), rewards.ReasonLength},
	{"too many scores", with(nil, func(q formula.ScoresArgs) []sdk.Amount { return make([]sdk.Amount, len(q.Measures)+1) }), rewards.ReasonLength},
	{"too few weights", with(func(formula.WeightsArgs) []uint64 { return []uint64{1_000_000} }, nil), rewards.ReasonLength},
	{"all weights zero", with(func(formula.WeightsArgs) []uint64 { return make([]uint64, 6) }, nil), rewards.ReasonZeroSum},
	{"a weight too large", with(func(formula.WeightsArgs) []uint64 { return []uint64{600_001, 200_000, 99_999, 50_000, 40_000, 10_000} }, nil), rewards.ReasonBounds},
	{"a weight too small", with(func(formula.WeightsArgs) []uint64 {
		return []uint64{400_000, 200_000, 120_000, 120_000, 150_001, 9_999}
	}, nil), rewards.ReasonBounds},
	{"one role takes it all", with(func(formula.WeightsArgs) []uint64 { return []uint64{500_000, 10_000, 10_000, 10_000, 10_000, 10_000} }, nil), rewards.ReasonBounds},
	{"huge weights", with(func(formula.WeightsArgs) []uint64 { return []uint64{1 << 63, 1 << 63, 1, 1, 1, 1} }, nil), rewards.ReasonBounds},
	{"the total overflows", with(nil, func(q formula.ScoresArgs) []sdk.Amount {
		out := make([]sdk.Amount, len(q.Measures))
		for i := range out {
			out[i] = sdk.MaxAmount
		}
		return out
	}), rewards.ReasonOverflow},
}

// contribute records 1 and 3 for two developers, and closes the epoch.
func (w *world) contribute() rewards.EpochResult {
	w.t.Helper()
	w.fund(1100)
	w.give(developers, "a", 1)
	w.give(developers, "b", 3)
	return w.close()
}

// paidOf returns what a and b get for an epoch.
func (w *world) paidOf(epoch uint64) (a, b string) {
	w.t.Helper()
	w.query(func() {
		p := Payouts(rewards.PayoutsArgs{Epoch: epoch, Role: "developers"}).Payouts
		a, b = p[0].Amount.String(), p[1].Amount.String()
	})
	return a, b
}

func TestFailingCodeOnProbationFallsBackToLastGood(t *testing.T) {
	for _, test := range failures {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.live(1, squares) // the last good code pays 1:9, the linear share would pay 1:3
			w.probation(2, test.f)
			e := w.contribute()
			want(t, "paid by", e.PaidBy, "last_good")
			want(t, "code", e.Formula.CodeHash, codeHash(1))
			want(t, "reason", e.Reason, test.reason)
			a, b := w.paidOf(0)
			want(t, "a", a, "13") // floor(132 * 1/10)
			want(t, "b", b, "118")
			want(t, "it stays live for now", len(w.RolledBack), 0)
			w.sound()
		})
	}
}

func TestFailingCodeWithoutAnotherPaysLinearly(t *testing.T) {
	for _, test := range failures {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.live(2, test.f)
			e := w.contribute()
			want(t, "paid by", e.PaidBy, "linear")
			want(t, "reason", e.Reason, test.reason)
			want(t, "no code", e.Formula.CodeHash.IsZero(), true)
			want(t, "last weights", e.Roles[compute].Weight, 400_000)
			a, b := w.paidOf(0)
			want(t, "a", a, "33")
			want(t, "b", b, "99")
			w.sound()
		})
	}
}

func TestR10BothCodesFailing(t *testing.T) {
	w := newWorld(t)
	w.live(1, trapping)
	w.probation(2, trapping)
	e := w.contribute()
	want(t, "paid by", e.PaidBy, "linear")
	a, b := w.paidOf(0)
	want(t, "a", a, "33")
	want(t, "b", b, "99")
	w.sound()
}

func TestNoFormulaAtAll(t *testing.T) {
	w := newWorld(t)
	delete(w.Infos, formulaAddress)
	e := w.contribute()
	want(t, "paid by", e.PaidBy, "linear")
	want(t, "reason", e.Reason, rewards.ReasonNotCallable)
	w.sound()
}

func TestWorkingCodeOnProbationPays(t *testing.T) {
	w := newWorld(t)
	w.probation(2, squares)
	e := w.contribute()
	want(t, "paid by", e.PaidBy, "live")
	a, b := w.paidOf(0)
	want(t, "a", a, "13")
	want(t, "b", b, "118")
}

// A code that fails in the middle of an epoch is out for the whole of it: what it scored
// before does not pay either.
func TestFailureInTheMiddleOfAnEpoch(t *testing.T) {
	w := newWorld(t)
	calls := 0
	w.probation(2, with(nil, func(q formula.ScoresArgs) []sdk.Amount {
		if calls++; calls == 2 {
			return nil
		}
		return squares.scores(q)
	}))
	w.fund(1100)
	w.give(developers, "a", 1)
	w.give(developers, "b", 2)
	w.give(developers, "b", 3)
	e := w.close()
	want(t, "calls", calls, 2)
	want(t, "paid by", e.PaidBy, "last_good")
	a, b := w.paidOf(0)
	want(t, "a", a, "22")
	want(t, "b", b, "110")
	w.sound()
}

// The chain may go back to the old code while an epoch is verified, by a vote of validators.
// The epoch is paid by the codes with which it closed.
func TestRollbackWhileAnEpochIsVerified(t *testing.T) {
	w := newWorld(t)
	w.probation(2, squares)
	w.fund(1100)
	w.give(developers, "a", 1)
	w.end()
	w.verify(0)
	w.live(1, linear)
	w.give(developers, "b", 3)
	w.verify(0)
	w.seal(0)
	e := w.epoch(0)
	want(t, "code", e.Formula.CodeHash, codeHash(2))
	want(t, "scores", e.Roles[developers].ScoreTotal.String(), "10")
	w.sound()
}

func TestCallersLackOfGasIsNotTheFormulasFault(t *testing.T) {
	w := newWorld(t)
	w.probation(2, goFormula{weights: linear.weights}) // it fails, for lack of gas or not
	w.end()
	w.Gas = 1_207_740 // of which the host keeps a part: what can be given may be 1 short of the limit
	args := rewards.RecordArgs{Role: developers, Entries: []rewards.Entry{entry("a", 1)}}
	w.As(rolesAddress).Expect(rewards.ErrGas, func() { Record(args) })
	w.Gas = 1_207_741
	w.As(rolesAddress).Must(func() { Record(args) })
	w.seal(0)
	want(t, "live has failed", w.epoch(0).PaidBy, "last_good")
}

// Gas below the limit does no harm to a code that needs less.
func TestAFormulaThatSucceedsNeedsNotItsWholeLimit(t *testing.T) {
	w := newWorld(t)
	w.give(developers, "a", 1)
	w.Gas = 500_000
	want(t, "live pays", w.contribute().PaidBy, "live")
}

// An answer that is too long is the code's failure, found before anybody pays for reading it.
func TestAnAnswerThatIsTooLongIsNotRead(t *testing.T) {
	w := newWorld(t)
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: codeHash(2)}
	w.Pure(codeHash(2), func(string, []byte) ([]byte, *sdk.CallError) { return make([]byte, 64<<10), nil })
	e := w.contribute()
	want(t, "paid by", e.PaidBy, "linear")
	want(t, "reason", e.Reason, rewards.ReasonLength)
}

func TestParametersOfTheFormulaHaveLimits(t *testing.T) {
	w := newWorld(t)
	for _, change := range []func(*rewards.Params){
		func(p *rewards.Params) { p.FormulaGas = 0 }, func(p *rewards.Params) { p.FormulaGas = 999_999 },
		func(p *rewards.Params) { p.FormulaGas = 10_000_001 }, func(p *rewards.Params) { p.FormulaGasPerRecord = 50_001 },
	} {
		p := Params()
		change(&p)
		w.As(governanceAddress).Expect(rewards.ErrParams, func() { SetParams(to(p)) })
	}
}

func TestR6SuspendedRoleStaysSuspended(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Weights = []uint64{400_000, 200_000, 120_000, 120_000, 160_000, 0} })
	w.live(2, with(func(formula.WeightsArgs) []uint64 { return genesisWeights }, nil))
	e := w.contribute()
	want(t, "reason", e.Reason, rewards.ReasonBounds)
	want(t, "weight", e.Roles[social].Weight, 0)
}

// The linear share uses the last weights, but a role that was suspended since then stays
// without pay; if nothing else is left the voted weights are used.
func TestLinearWeightsRespectSuspension(t *testing.T) {
	w := newWorld(t)
	w.close()
	w.live(2, trapping)
	w.As(governanceAddress).Must(func() {
		SetWeights(rewards.SetWeightsArgs{Weights: votes(0, 200_000, 120_000, 120_000, 100_000, 60_000), Epoch: 1})
	})
	e := w.contribute()
	want(t, "paid by", e.PaidBy, "linear")
	want(t, "suspended", e.Roles[compute].Weight, 0)
	want(t, "the last weight", e.Roles[validators].Weight, 200_000)
	want(t, "all suspended but one that is new", linearWeights([]uint64{5, 0}, []uint64{0, 7})[1], 7)
}

// After probation the chain names the live code as the last good one too: it is asked
// once, not twice.
func TestProvenCodeIsAskedOnce(t *testing.T) {
	w := newWorld(t)
	calls := 0
	w.live(2, with(nil, func(q formula.ScoresArgs) []sdk.Amount { calls++; return linear.scores(q) }))
	info := w.Infos[formulaAddress]
	info.LastGood = info.CodeHash
	w.Infos[formulaAddress] = info
	w.give(developers, "a", 1)
	w.close()
	want(t, "calls", calls, 1)
}

func TestPreviousWeightsReachTheFormula(t *testing.T) {
	w := newWorld(t)
	shifted := []uint64{390_000, 210_000, 120_000, 120_000, 100_000, 60_000}
	var previous []uint64
	w.live(2, with(func(q formula.WeightsArgs) []uint64 { previous = q.Previous; return shifted }, nil))
	want(t, "used", w.close().Roles[compute].Weight, 390_000)
	want(t, "previous at first", previous[0], 400_000)
	w.close()
	want(t, "previous then", previous[0], 390_000)
}
