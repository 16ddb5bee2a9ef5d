package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

//peerz:errors
const (
	ErrLength = 1 // a list is neither empty nor as long as the base weights
	ErrBase   = 2 // a base weight is above 1,000,000 ppm
)

const (
	ppm       = 1_000_000
	smoothing = 30      // weights go 1/30 of the way to where the data points
	minWeight = 10_000  // ppm; a positive weight is not moved below
	maxWeight = 600_000 // ppm; nor above
)

// Weights moves the voted weights 1/30 of the way to a target and no further, so that one
// epoch's measurements, which can be gamed, never weigh more than the vote.
//
// The target is base * (1/2 + need), where need = demand / (demand + supply) is 1/2
// when they are balanced; with gauge votes it is averaged with the gauge's shares.
// Without data the target is the base, and the result is exactly the base (F3). It does
// not depend on Previous: a vote takes effect whole, at once.
func Weights(args formula.WeightsArgs) formula.WeightsResult {
	n := len(args.Base)
	if !fits(len(args.Demand), n) || !fits(len(args.Supply), n) || !fits(len(args.Gauge), n) {
		sdk.Abort(ErrLength, "lists differ in length")
	}
	for _, base := range args.Base {
		if base > ppm {
			sdk.Abort(ErrBase, "base weight above 1,000,000 ppm")
		}
	}
	gauge := gauges(args.Base, args.Gauge)
	weights := make([]uint64, n)
	for i, base := range args.Base {
		if base == 0 {
			continue // suspended (F4)
		}
		target := byNeed(base, amountAt(args.Demand, i), amountAt(args.Supply, i))
		if gauge != nil {
			target = (target + gauge[i]) / 2
		}
		weights[i] = approach(base, target)
	}
	return formula.WeightsResult{Weights: weights}
}

func fits(length, n int) bool { return length == 0 || length == n }

func amountAt(list []sdk.Amount, i int) sdk.Amount {
	if i >= len(list) {
		return sdk.Amount{}
	}
	return list[i]
}

// byNeed returns base * (1/2 + demand/(demand+supply)) in ppm: base when there is no
// data, half of it when nobody wants the role, one and a half when nobody offers it.
func byNeed(base uint64, demand, supply sdk.Amount) uint64 {
	total, ok := demand.CheckedAdd(supply)
	if !ok { // halve both: the ratio stays
		demand, supply = half(demand), half(supply)
		total = demand.Add(supply)
	}
	if total.IsZero() {
		return base
	}
	need, _, _ := sdk.MulDiv(demand, sdk.U64(ppm), total) // at most ppm, so it fits
	return base * (ppm/2 + need.Lo) / ppm
}

func half(a sdk.Amount) sdk.Amount { return sdk.Amount{Hi: a.Hi >> 1, Lo: a.Hi<<63 | a.Lo>>1} }

// gauges returns each role's share of all gauge votes for roles that are not suspended,
// scaled to the sum of the base weights; nil without votes.
func gauges(base, votes []uint64) []uint64 {
	var sum uint64
	var total sdk.Amount
	for i, v := range votes {
		if base[i] > 0 {
			sum, total = sum+base[i], total.Add(sdk.U64(v))
		}
	}
	if total.IsZero() {
		return nil
	}
	shares := make([]uint64, len(base))
	for i, v := range votes {
		share, _, _ := sdk.MulDiv(sdk.U64(v), sdk.U64(sum), total)
		shares[i] = share.Lo
	}
	return shares
}

// approach returns base moved 1/30 of the way to target, rounded towards base, and
// not out of the bounds of a weight (F5).
func approach(base, target uint64) uint64 {
	if target < base {
		low := base - (base-target)/smoothing
		return max(low, min(base, minWeight))
	}
	high := base + (target-base)/smoothing
	return min(high, max(base, maxWeight))
}
