package main

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var genesis = []uint64{400_000, 200_000, 120_000, 120_000, 100_000, 60_000}

// only is a list of terms that say nothing, but for the first role.
func only(first uint64) []uint64 { return []uint64{first, ppm, ppm, ppm, ppm, ppm} }

// 400,000 of a million becomes 400,000 * x of what the sum is then.
func TestF3Weights(t *testing.T) {
	sdktest.New(t)
	suspended := []uint64{400_000, 0, 600_000}
	for name, c := range map[string]struct {
		args formula.WeightsArgs
		want []uint64
	}{
		"no data":             {formula.WeightsArgs{Base: genesis}, genesis},
		"zeros are no data":   {formula.WeightsArgs{Base: genesis, Demand: amounts(0, 0, 0, 0, 0, 0), Supply: amounts(0, 0, 0, 0, 0, 0), Gauge: make([]uint64, 6)}, genesis},
		"as usual":            {formula.WeightsArgs{Base: genesis, Demand: amounts(only(ppm)...), Supply: amounts(only(ppm)...), Gauge: only(ppm)}, genesis},
		"twice both":          {formula.WeightsArgs{Base: genesis, Demand: amounts(only(2 * ppm)...), Supply: amounts(only(2 * ppm)...)}, genesis},
		"previous has no say": {formula.WeightsArgs{Base: genesis, Previous: []uint64{1, 2, 3, 4, 5, 6}}, genesis},
		// 400 * 4/3 = 533.3 of 1,133.3
		"twice the demand": {formula.WeightsArgs{Base: genesis, Demand: amounts(only(2 * ppm)...)}, []uint64{470_588, 176_471, 105_883, 105_882, 88_235, 52_941}},
		// 400 * 2/3 = 266.7 of 866.7
		"twice the supply": {formula.WeightsArgs{Base: genesis, Supply: amounts(only(2 * ppm)...)}, []uint64{307_692, 230_769, 138_462, 138_461, 115_385, 69_231}},
		// 800 of 1,400
		"twice the priority": {formula.WeightsArgs{Base: genesis, Gauge: only(2 * ppm)}, []uint64{571_429, 142_857, 85_714, 85_714, 71_429, 42_857}},
		"beyond the range":   {formula.WeightsArgs{Base: genesis, Gauge: only(9 * ppm)}, []uint64{571_429, 142_857, 85_714, 85_714, 71_429, 42_857}},
		"upper bound":        {formula.WeightsArgs{Base: genesis, Demand: amounts(only(2 * ppm)...), Gauge: only(2 * ppm)}, []uint64{600_000, 133_333, 80_000, 80_000, 66_667, 40_000}},
		"another bound":      {formula.WeightsArgs{Base: genesis, Gauge: only(2 * ppm), MinWeight: 60_000, MaxWeight: 500_000}, []uint64{500_000, 162_963, 97_778, 97_778, 81_481, 60_000}},
		"suspended stays":    {formula.WeightsArgs{Base: suspended, Demand: amounts(0, 2*ppm, 0), Gauge: []uint64{0, 2 * ppm, 0}}, suspended},
		"huge numbers":       {formula.WeightsArgs{Base: genesis, Demand: []sdk.Amount{sdk.MaxAmount, {}, {}, {}, {}, {}}}, []uint64{470_588, 176_471, 105_883, 105_882, 88_235, 52_941}},
		"no roles":           {formula.WeightsArgs{}, nil},
	} {
		got := Weights(c.args).Weights
		var sum uint64
		for _, w := range got {
			sum += w
		}
		if !slices.Equal(got, c.want) || len(got) > 0 && sum != ppm {
			t.Errorf("%s: %v, want %v; sum %d", name, got, c.want, sum)
		}
	}
}

// Whatever is measured and voted, every weight stays within the bounds and suspended roles at 0.
func TestF5NothingLeavesTheBounds(t *testing.T) {
	sdktest.New(t)
	r := rand.New(rand.NewSource(1))
	term := func() uint64 { return uint64(r.Int63n(5 * ppm)) }
	for range 5000 {
		n := 2 + r.Intn(20)
		args := formula.WeightsArgs{MinWeight: uint64(r.Intn(20_000)), MaxWeight: 500_000 + uint64(r.Intn(500_000))}
		raw := make([]uint64, n)
		for i := range raw {
			raw[i] = uint64(r.Intn(5)) * uint64(r.Intn(1000))
		}
		if raw[0], raw[1] = 1000, 1000; r.Intn(3) == 0 {
			raw[1] = 1
		}
		base := within(raw, raw, args.MinWeight, args.MaxWeight)
		args.Base = base
		for range n {
			args.Demand, args.Supply = append(args.Demand, sdk.U64(term())), append(args.Supply, sdk.U64(term()))
			args.Gauge = append(args.Gauge, term())
		}
		var sum uint64
		got := Weights(args).Weights
		for i, w := range got {
			sum += w
			if base[i] == 0 && w != 0 || base[i] > 0 && w < args.MinWeight || w > args.MaxWeight {
				t.Fatalf("%+v: role %d has %d", args, i, w)
			}
		}
		if sum != ppm && !slices.Equal(got, base) {
			t.Fatalf("%+v: sum %d", args, sum)
		}
	}
}

func TestF4SuspendedRoleStaysSuspended(t *testing.T) {
	sdktest.New(t)
	args := formula.WeightsArgs{Base: []uint64{400_000, 0, 600_000}, Demand: amounts(2*ppm, 2*ppm, ppm), Gauge: []uint64{ppm, 2 * ppm, ppm}}
	if got := Weights(args).Weights; got[1] != 0 || got[0] <= 400_000 {
		t.Errorf("%v", got)
	}
}

func TestNonsenseAborts(t *testing.T) {
	chain := sdktest.New(t)
	chain.Expect(ErrLength, func() { Weights(formula.WeightsArgs{Base: []uint64{1, 2}, Demand: amounts(1)}) })
	chain.Expect(ErrLength, func() { Weights(formula.WeightsArgs{Base: []uint64{1}, Gauge: []uint64{1, 2}}) })
	chain.Must(func() { Weights(formula.WeightsArgs{Base: []uint64{ppm}}) })
	chain.Expect(ErrBase, func() { Weights(formula.WeightsArgs{Base: []uint64{ppm + 1}}) })
}
