package main

import (
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What the formula was asked is what is recorded, so that anybody can ask it again.
func TestInputsAreWhatTheFormulaWasAsked(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Cap = sdk.U64(1_000_000_000) })
	var asked formula.WeightsArgs
	w.live(2, goFormula{scores: linear.scores, weights: func(q formula.WeightsArgs) []uint64 {
		asked = q
		return []uint64{390_000, 210_000, 120_000, 120_000, 100_000, 60_000}
	}})
	for range 2 { // in the second the previous weights are the first's
		n := w.close().Epoch
		var in rewards.InputsResult
		w.query(func() { in = Inputs(rewards.EpochArgs{Epoch: n}) })
		want(t, "epoch", in.Epoch, n)
		want(t, "code", in.Live.CodeHash, codeHash(2))
		want(t, "last good", in.LastGood, rewards.CodeInput{Reason: rewards.ReasonNotCallable})
		want(t, "emitted", in.Emitted, n*epochSeconds)
		for id, r := range in.Roles {
			want(t, r.Role, r, rewards.RoleInput{Role: roleNames[id], Previous: asked.Previous[id], Base: asked.Base[id],
				Demand: asked.Demand[id], Supply: asked.Supply[id], Gauge: asked.Gauge[id]})
		}
	}
	want(t, "previous", slices.Equal(asked.Previous, []uint64{390_000, 210_000, 120_000, 120_000, 100_000, 60_000}), true)
	want(t, "an open epoch", w.Query(func() { Inputs(rewards.EpochArgs{Epoch: 2}) }), uint32(rewards.ErrEpochOpen))
}

// What a vote changes after an epoch has closed is not what that epoch is scored by.
func TestAClosedEpochIsScoredByItsOwnParameters(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Params.FormulaParams = []byte{7} })
	w.live(2, goFormula{weights: linear.weights, scores: func(q formula.ScoresArgs) []sdk.Amount {
		return []sdk.Amount{sdk.U64(uint64(q.Params[0]))}
	}})
	w.give(developers, "ann", 1)
	w.end()
	w.As(governanceAddress).Must(func() {
		SetParams(governed.ParamsArgs{Params: []governed.Param{{Name: "formula_params", Value: "0x09"}}})
	})
	w.verify(0)
	w.seal(0)
	want(t, "score by the parameters of the epoch", w.epoch(0).Roles[developers].ScoreTotal, sdk.U64(7))
	w.give(developers, "ann", 1)
	want(t, "and of the next", w.close().Roles[developers].ScoreTotal, sdk.U64(9))
}
