package main

import (
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func amounts(list ...uint64) []sdk.Amount {
	out := make([]sdk.Amount, len(list))
	for i, n := range list {
		out[i] = sdk.U64(n)
	}
	return out
}

func TestF2ScoresAreLinearInContribution(t *testing.T) {
	measures := [][]sdk.Amount{amounts(3), amounts(1, 2), {}, {sdk.MaxAmount}}
	want := append(amounts(3, 3, 0), sdk.MaxAmount)
	if got := Scores(formula.ScoresArgs{Measures: measures}).Scores; !slices.Equal(got, want) {
		t.Errorf("scores %v, want %v", got, want)
	}
}

func TestF1MoreContributionNeverScoresLess(t *testing.T) {
	last := sdk.Amount{}
	for n := range uint64(100) {
		score := Scores(formula.ScoresArgs{Measures: [][]sdk.Amount{amounts(n*n, n/3)}}).Scores[0]
		if score.Less(last) {
			t.Errorf("%d scores %s after %s", n, score, last)
		}
		last = score
	}
}

func TestF4SuspendedRoleStaysSuspended(t *testing.T) {
	args := formula.WeightsArgs{Base: []uint64{400_000, 0}, Demand: amounts(0, 9), Supply: amounts(9, 0), Gauge: []uint64{0, 7}}
	if got := Weights(args).Weights[1]; got != 0 {
		t.Errorf("weight %d", got)
	}
	args.Gauge = []uint64{1, 500_000} // others have votes, too
	if got := Weights(args).Weights[1]; got != 0 {
		t.Errorf("with gauge votes weight %d", got)
	}
}

func TestF5OneEpochMovesAWeightByASixtiethAtMost(t *testing.T) {
	for demand, want := range map[uint64]uint64{9: 406_666, 0: 393_334} {
		args := formula.WeightsArgs{Base: []uint64{400_000}, Demand: amounts(demand), Supply: amounts(9 - demand)}
		if got := Weights(args).Weights[0]; got != want {
			t.Errorf("demand %d moves the weight to %d, want %d", demand, got, want)
		}
	}
}

func TestAnOverflowingSumFails(t *testing.T) {
	sdktest.New(t).Expect(sdk.ErrOverflow, func() {
		Scores(formula.ScoresArgs{Measures: [][]sdk.Amount{{sdk.MaxAmount, sdk.U64(1)}}})
	})
}

// The genesis weights, with and without data. 400000 moves by at most 400000/2/30.
func TestF3Weights(t *testing.T) {
	base := []uint64{400_000, 200_000, 120_000, 120_000, 100_000, 60_000}
	suspended := []uint64{400_000, 0, 600_000}
	for name, c := range map[string]struct {
		args formula.WeightsArgs
		want []uint64
	}{
		"no data":              {formula.WeightsArgs{Base: base}, base},
		"zeros are no data":    {formula.WeightsArgs{Base: base, Demand: amounts(0, 0, 0, 0, 0, 0), Supply: amounts(0, 0, 0, 0, 0, 0), Gauge: make([]uint64, 6)}, base},
		"balanced":             {formula.WeightsArgs{Base: base, Demand: amounts(5, 5, 5, 5, 5, 5), Supply: amounts(5, 5, 5, 5, 5, 5)}, base},
		"previous has no say":  {formula.WeightsArgs{Base: base, Previous: []uint64{1, 2, 3, 4, 5, 6}}, base},
		"needed, not needed":   {formula.WeightsArgs{Base: base, Demand: amounts(9, 0, 0, 0, 0, 0), Supply: amounts(0, 9, 0, 0, 0, 0)}, []uint64{406_666, 196_667, 120_000, 120_000, 100_000, 60_000}},
		"three to one":         {formula.WeightsArgs{Base: []uint64{400_000}, Demand: amounts(3), Supply: amounts(1)}, []uint64{403_333}},
		"gauge":                {formula.WeightsArgs{Base: []uint64{500_000, 500_000}, Gauge: []uint64{3, 1}}, []uint64{504_166, 495_834}},
		"suspended stays":      {formula.WeightsArgs{Base: suspended, Demand: amounts(0, 9, 0), Supply: amounts(0, 0, 0), Gauge: []uint64{0, 7, 0}}, suspended},
		"upper bound":          {formula.WeightsArgs{Base: suspended, Demand: amounts(0, 0, 9), Supply: amounts(0, 0, 0)}, suspended},
		"lower bound":          {formula.WeightsArgs{Base: []uint64{10_000}, Demand: amounts(0), Supply: amounts(9)}, []uint64{10_000}},
		"outside bounds stays": {formula.WeightsArgs{Base: []uint64{5_000, 900_000}, Demand: amounts(0, 9), Supply: amounts(9, 0)}, []uint64{5_000, 900_000}},
		"huge numbers": {formula.WeightsArgs{Base: []uint64{400_000}, Demand: []sdk.Amount{sdk.MaxAmount}, Supply: []sdk.Amount{sdk.MaxAmount}},
			[]uint64{400_000}},
		"huge and uneven": {formula.WeightsArgs{Base: []uint64{400_000}, Demand: []sdk.Amount{sdk.MaxAmount}, Supply: []sdk.Amount{half(sdk.MaxAmount)}},
			[]uint64{402_222}}, // two thirds are needed
		"no roles": {formula.WeightsArgs{}, []uint64{}},
	} {
		if got := Weights(c.args).Weights; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestNonsenseAborts(t *testing.T) {
	chain := sdktest.New(t)
	chain.Expect(ErrLength, func() { Weights(formula.WeightsArgs{Base: []uint64{1, 2}, Demand: amounts(1)}) })
	chain.Expect(ErrLength, func() { Weights(formula.WeightsArgs{Base: []uint64{1}, Gauge: []uint64{1, 2}}) })
	chain.Must(func() { Weights(formula.WeightsArgs{Base: []uint64{ppm}}) })
	chain.Expect(ErrBase, func() { Weights(formula.WeightsArgs{Base: []uint64{ppm + 1}}) })
}

// Every answer stays within 1/30 of half the base, or within the bounds.
func FuzzWeightsStayNearTheVote(f *testing.F) {
	f.Add(uint64(400_000), uint64(1), uint64(0), uint64(7))
	f.Fuzz(func(t *testing.T, base, demand, supply, gauge uint64) {
		base %= maxWeight + 1
		got := Weights(formula.WeightsArgs{Base: []uint64{base}, Demand: amounts(demand), Supply: amounts(supply), Gauge: []uint64{gauge}}).Weights[0]
		if limit := (base + 1) / 60; got > base+limit || got+limit < base || got > maxWeight || base == 0 && got != 0 {
			t.Errorf("base %d became %d", base, got)
		}
	})
}
