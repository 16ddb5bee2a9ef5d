package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// backtest asks for all pages of the developers of epoch 0, whose table is made.
func (w *world) backtest(change rewards.Alternative) (scores []rewards.Rescored, reason uint64) {
	w.t.Helper()
	w.sweep()
	pages := w.epoch(0).Roles[developers].Participants/rewards.RecordsOfPage + 1
	for page := range pages {
		var r rewards.BacktestResult
		w.query(func() { r = Backtest(rewards.BacktestArgs{Change: change, Role: "developers", Page: page}) })
		scores, reason = append(scores, r.Scores...), max(reason, r.Reason)
	}
	return scores, reason
}

func TestABacktestScoresWhatWasVerifiedAgain(t *testing.T) {
	w := newWorld(t)
	for i := range 120 {
		w.give(developers, fmt.Sprintf("p%03d", i), uint64(i+1))
	}
	w.close()
	scores, reason := w.backtest(rewards.Alternative{Code: w.code(2, squares)})
	want(t, "reason", reason, 0)
	want(t, "records", len(scores), 120)
	want(t, "one of the second page", scores[70], rewards.Rescored{ID: "p070", Old: sdk.U64(71), New: sdk.U64(71 * 71)})
	var page rewards.RecordsResult
	w.query(func() { page = Records(rewards.RecordsArgs{Role: "developers", After: scores[49].ID}) })
	want(t, "its record", fmt.Sprint(page.Records[20].ID, page.Records[20].Measures, page.Records[20].Score), "p070[71] 71")
	w.give(developers, "late", 1)
	w.close()
	want(t, "an epoch without a table", w.Query(func() { Backtest(rewards.BacktestArgs{Epoch: 1, Role: "developers"}) }), uint32(rewards.ErrEpochOpen))
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
		_, reason := w.backtest(rewards.Alternative{Code: code})
		want(t, name, reason, test.reason)
	}
	for _, test := range failures {
		code := w.code(3, test.f)
		_, reason := w.backtest(rewards.Alternative{Code: code})
		var weights rewards.BacktestWeightsResult
		w.query(func() {
			weights = BacktestWeights(rewards.BacktestWeightsArgs{Change: rewards.Alternative{Code: code}})
		})
		if test.reason != rewards.ReasonOverflow && max(reason, weights.Reason) != test.reason {
			t.Errorf("%s: reasons %d and %d, want %d", test.name, reason, weights.Reason, test.reason)
		}
	}
}

// A page is found by its number, whatever the ids are and however many roles there are before it; together they are all
// records, each once.
func TestPagesAreAllRecords(t *testing.T) {
	for _, n := range []int{0, 1, 49, 50, 51, 99, 100, 101, 173} {
		w := newWorld(t)
		for i := range n {
			w.give(developers, fmt.Sprintf("p%d", i*7919%100_003), uint64(i+1))
			if i%2 == 0 {
				w.give(compute, fmt.Sprint(i), 1, 1)
			}
		}
		w.close()
		scores, _ := w.backtest(rewards.Alternative{})
		want(t, fmt.Sprint(n, " records"), len(scores), n)
		for i := 1; i < len(scores); i++ {
			if scores[i-1].ID >= scores[i].ID {
				t.Fatalf("%d records: %s before %s", n, scores[i-1].ID, scores[i].ID)
			}
		}
	}
}

// Other weights and parameters stand in the place of those that the epoch was closed with.
func TestABacktestOfWeightsAndParameters(t *testing.T) {
	doubled := goFormula{
		weights: func(q formula.WeightsArgs) []uint64 { return q.Base },
		scores: func(q formula.ScoresArgs) (out []sdk.Amount) {
			for _, m := range q.Measures {
				out = append(out, m[0].Add(sdk.U64(uint64(len(q.Params)))))
			}
			return out
		},
	}
	w := newWorld(t)
	w.live(4, doubled)
	w.give(developers, "a", 5)
	w.close()
	named := []rewards.RoleWeight{{Role: "compute", Weight: 390_000}, {Role: "validators", Weight: 210_000}, {Role: "models", Weight: 120_000},
		{Role: "developers", Weight: 120_000}, {Role: "liquidity", Weight: 100_000}, {Role: "social", Weight: 60_000}}
	w.As(rolesAddress).Must(func() { AddRole(rewards.AddRoleArgs{Role: "new"}) }) // after the epoch
	named = append(named, rewards.RoleWeight{Role: "new", Weight: 0})
	ask := func(a rewards.Alternative) (r rewards.BacktestWeightsResult) {
		w.query(func() { r = BacktestWeights(rewards.BacktestWeightsArgs{Change: a}) })
		return r
	}
	other := ask(rewards.Alternative{Weights: named})
	want(t, "as it was", fmt.Sprint(other.Old), fmt.Sprint(genesisWeights))
	want(t, "by other weights", fmt.Sprint(other.New), "[390000 210000 120000 120000 100000 60000]")
	narrow := []governed.Param{{Name: "max_weight", Value: "390000"}}
	want(t, "out of other bounds", ask(rewards.Alternative{Params: narrow}).Reason, uint64(rewards.ReasonBounds))
	want(t, "no such parameters", w.Query(func() {
		BacktestWeights(rewards.BacktestWeightsArgs{Change: rewards.Alternative{Params: []governed.Param{{Name: "formula_gas", Value: "0"}}}})
	}), uint32(rewards.ErrParams))
	scores, _ := w.backtest(rewards.Alternative{Params: []governed.Param{{Name: "formula_params", Value: "0x0102"}}})
	want(t, "by other parameters of the formula", scores[0], rewards.Rescored{ID: "a", Old: sdk.U64(5), New: sdk.U64(7)})
}
