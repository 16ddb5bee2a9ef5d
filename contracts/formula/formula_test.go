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

func TestAnOverflowingSumFails(t *testing.T) {
	sdktest.New(t).Expect(sdk.ErrOverflow, func() {
		Scores(formula.ScoresArgs{Measures: [][]sdk.Amount{{sdk.MaxAmount, sdk.U64(1)}}})
	})
}

// rules writes formula_params with one rule.
func rules(role string, full, most uint64) []byte {
	return formula.Params([]formula.Rule{{Role: role, Full: sdk.U64(full), Cap: sdk.U64(most)}})
}

// The first hundred points of a kind whole, the next half, then a quarter; all kinds together score at most 190. Other roles stay linear.
func TestPointsAreWorthLessAndLess(t *testing.T) {
	sdktest.New(t)
	params := rules("social", 100, 190)
	for _, c := range []struct {
		points []sdk.Amount
		want   uint64
	}{
		{amounts(0), 0}, {amounts(1), 1}, {amounts(100), 100}, {amounts(101), 100}, {amounts(102), 101}, {amounts(200), 150}, {amounts(204), 151}, {amounts(250), 162},
		{amounts(100, 80), 180}, {amounts(140, 60), 180}, {amounts(100, 100), 190}, {amounts(10_000), 190},
	} {
		args := formula.ScoresArgs{Role: "social", Params: params, Measures: [][]sdk.Amount{c.points}}
		if got := Scores(args).Scores[0]; got != sdk.U64(c.want) {
			t.Errorf("%v points score %s, want %d", c.points, got, c.want)
		}
		args.Role = "developers"
		if got, want := Scores(args).Scores[0], Scores(formula.ScoresArgs{Measures: args.Measures}).Scores[0]; got != want {
			t.Errorf("%v changes score %s", c.points, got)
		}
	}
}

func TestF1MoreNeverScoresLessByARule(t *testing.T) {
	sdktest.New(t)
	last := sdk.Amount{}
	for n := range uint64(3000) {
		score := Scores(formula.ScoresArgs{Role: "social", Params: rules("social", 7, 2000), Measures: [][]sdk.Amount{amounts(n)}}).Scores[0]
		if score.Less(last) {
			t.Fatalf("%d scores %s after %s", n, score, last)
		}
		last = score
	}
}

func TestParametersThatAreNoRulesChangeNothing(t *testing.T) {
	sdktest.New(t)
	for _, params := range [][]byte{nil, {0}, {0x81}, {0x80}, rules("social", 0, 5), rules("social", 6, 5), append(rules("social", 1, 5), 0)} {
		if got := Scores(formula.ScoresArgs{Role: "social", Params: params, Measures: [][]sdk.Amount{amounts(100)}}).Scores[0]; got != sdk.U64(100) {
			t.Errorf("with %x: %s", params, got)
		}
	}
}
