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

// rules writes formula_params.
func rules(list ...any) []byte {
	var e sdk.Encoder
	e.Array(len(list) / 3)
	for i := 0; i < len(list); i += 3 {
		e.Array(3)
		e.Text(list[i].(string))
		e.Amount(sdk.U64(uint64(list[i+1].(int))))
		e.Amount(sdk.U64(uint64(list[i+2].(int))))
	}
	return e.Bytes()
}

// The first hundred points whole, the next half, then a quarter; nothing above 250. Other roles stay linear.
func TestPointsAreWorthLessAndLess(t *testing.T) {
	sdktest.New(t)
	params := rules("social", 100, 250)
	for points, want := range map[uint64]uint64{0: 0, 1: 1, 100: 100, 101: 100, 102: 101, 200: 150, 204: 151, 250: 162, 10_000: 162} {
		args := formula.ScoresArgs{Role: "social", Params: params, Measures: [][]sdk.Amount{amounts(points)}}
		if got := Scores(args).Scores[0]; got != sdk.U64(want) {
			t.Errorf("%d points score %s, want %d", points, got, want)
		}
		args.Role = "developers"
		if got := Scores(args).Scores[0]; got != sdk.U64(points) {
			t.Errorf("%d changes score %s", points, got)
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
