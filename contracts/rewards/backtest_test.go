package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// backtest asks for all pages of the developers of epoch 0.
func (w *world) backtest(code sdk.Hash) (scores []rewards.Rescored, reason uint64) {
	w.t.Helper()
	for after := ""; ; {
		var r rewards.BacktestResult
		w.query(func() { r = Backtest(rewards.BacktestArgs{Code: code, Role: "developers", After: after}) })
		scores, reason = append(scores, r.Scores...), max(reason, r.Reason)
		if after = r.Next; after == "" {
			return scores, reason
		}
	}
}

func TestABacktestScoresWhatWasVerifiedAgain(t *testing.T) {
	w := newWorld(t)
	for i := range 120 {
		w.give(developers, fmt.Sprintf("p%03d", i), uint64(i+1))
	}
	w.close()
	scores, reason := w.backtest(w.code(2, squares))
	want(t, "reason", reason, 0)
	want(t, "records", len(scores), 120)
	want(t, "one of the second page", scores[70], rewards.Rescored{ID: "p070", Old: sdk.U64(71), New: sdk.U64(71 * 71)})
	var page rewards.RecordsResult
	w.query(func() { page = Records(rewards.RecordsArgs{Role: "developers", After: scores[49].ID}) })
	want(t, "its record", fmt.Sprint(page.Records[20].ID, page.Records[20].Measures, page.Records[20].Score), "p070[71] 71")
	want(t, "an epoch that is not sealed", w.Query(func() { Backtest(rewards.BacktestArgs{Epoch: 1, Role: "developers"}) }), uint32(rewards.ErrEpochOpen))
}

// A code is refused when scores depend on the batch, on the order, or on what was asked before.
func TestABacktestFindsWhatDependsOnTheBatch(t *testing.T) {
	w := newWorld(t)
	w.give(developers, "a", 1)
	w.give(developers, "b", 3)
	w.give(developers, "c", 3)
	w.close()
	calls := uint64(0)
	for name, test := range map[string]struct {
		scores func(q formula.ScoresArgs, i int) uint64
		reason uint64
	}{
		"linear":       {func(q formula.ScoresArgs, i int) uint64 { return q.Measures[i][0].Lo }, 0},
		"by position":  {func(q formula.ScoresArgs, i int) uint64 { return q.Measures[i][0].Lo + uint64(i) }, rewards.ReasonTogether},
		"by the first": {func(q formula.ScoresArgs, i int) uint64 { return q.Measures[i][0].Lo + q.Measures[0][0].Lo }, rewards.ReasonTogether},
		"by number":    {func(q formula.ScoresArgs, i int) uint64 { return uint64(len(q.Measures)) }, rewards.ReasonTogether},
		"by calls":     {func(q formula.ScoresArgs, i int) uint64 { return calls }, rewards.ReasonTogether},
	} {
		code := w.code(3, with(nil, func(q formula.ScoresArgs) (out []sdk.Amount) {
			calls++
			for i := range q.Measures {
				out = append(out, sdk.U64(test.scores(q, i)))
			}
			return out
		}))
		_, reason := w.backtest(code)
		want(t, name, reason, test.reason)
	}
	for _, test := range failures {
		code := w.code(3, test.f)
		_, reason := w.backtest(code)
		var weights rewards.BacktestWeightsResult
		w.query(func() { weights = BacktestWeights(rewards.BacktestWeightsArgs{Code: code}) })
		if test.reason != rewards.ReasonOverflow && max(reason, weights.Reason) != test.reason {
			t.Errorf("%s: reasons %d and %d, want %d", test.name, reason, weights.Reason, test.reason)
		}
	}
}
