package main

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestFourTimesTheContributionIsTwiceTheScore(t *testing.T) {
	measures := [][]sdk.Amount{{sdk.U64(1)}, {sdk.U64(4)}, {sdk.U64(1), sdk.U64(1)}, {}, {sdk.U64(0)}}
	want := []sdk.Amount{sdk.U64(1_000_000), sdk.U64(2_000_000), sdk.U64(1_414_213), {}, {}}
	if got := Scores(formula.ScoresArgs{Measures: measures}).Scores; !slices.Equal(got, want) {
		t.Errorf("scores %v, want %v", got, want)
	}
}

func TestWeightsFollowTheVote(t *testing.T) {
	base := []uint64{7, 0, 3}
	if got := Weights(formula.WeightsArgs{Base: base}).Weights; !slices.Equal(got, base) {
		t.Errorf("weights %v, want %v", got, base)
	}
}

func parse(t *testing.T, n *big.Int) sdk.Amount {
	t.Helper()
	a, ok := sdk.ParseAmount(n.String())
	if !ok {
		t.Fatalf("%s is no amount", n)
	}
	return a
}

// numbers are squares and their neighbours of every size, then random ones.
func numbers() []*big.Int {
	r := rand.New(rand.NewPCG(1, 2))
	limit := new(big.Int).Lsh(big.NewInt(1), 128)
	list := []*big.Int{new(big.Int).Sub(limit, big.NewInt(1))}
	for range 2000 {
		root := new(big.Int).SetUint64(r.Uint64() >> r.UintN(64))
		square := new(big.Int).Mul(root, root)
		for _, d := range []int64{-1, 0, 1, r.Int64N(1 << 62)} {
			if n := new(big.Int).Add(square, big.NewInt(d)); n.Sign() >= 0 && n.Cmp(limit) < 0 {
				list = append(list, n)
			}
		}
	}
	return list
}

func TestRootsAreExact(t *testing.T) {
	trillion, split := big.NewInt(1_000_000_000_000), new(big.Int).Lsh(big.NewInt(1), 88)
	for _, n := range numbers() {
		a := parse(t, n)
		if got, want := sqrt(a), new(big.Int).Sqrt(n).Uint64(); got != want {
			t.Fatalf("sqrt(%s) = %d, want %d", n, got, want)
		}
		want := new(big.Int)
		if n.Cmp(split) < 0 {
			want.Sqrt(want.Mul(n, trillion))
		} else {
			want.Mul(want.Sqrt(n), big.NewInt(million))
		}
		if got := microRoot(a); got.String() != want.String() {
			t.Fatalf("microRoot(%s) = %s, want %s", n, got, want)
		}
	}
}

func TestMoreContributionNeverScoresLess(t *testing.T) {
	list := numbers()
	slices.SortFunc(list, func(a, b *big.Int) int { return a.Cmp(b) })
	var last sdk.Amount
	for _, n := range list {
		score := microRoot(parse(t, n))
		if score.Less(last) {
			t.Fatalf("%s scores %s, less than a smaller one with %s", n, score, last)
		}
		last = score
	}
}
