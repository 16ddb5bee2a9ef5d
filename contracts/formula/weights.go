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
	ppm  = 1_000_000
	low  = ppm / 2 // a term is held within half and twice
	high = ppm * 2
)

// Weights moves the voted weights by three terms, each of which is 1 (1,000,000 ppm) when it says nothing:
//
//	weight = base * need * priority, need = 2 * demand / (demand + supply)
//
// More demand than usual raises a role, more supply lowers it, and so does each alone; votes on the gauge raise what they
// favour. What comes out is brought to a sum of a million, and each role that is not suspended within the bounds of the
// vote (F5). Without data it is exactly the vote (F3). It does not depend on Previous: a vote takes effect whole, at once, and
// the terms are smoothed by who measures them.
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
	wanted := make([]uint64, n)
	moved := false
	for i, base := range args.Base {
		demand, supply := term(amountAt(args.Demand, i)), term(amountAt(args.Supply, i))
		priority := uint64(ppm)
		if len(args.Gauge) > 0 {
			priority = term(sdk.U64(args.Gauge[i]))
		}
		moved = moved || demand != supply || priority != ppm
		need := 2 * ppm * demand / (demand + supply)
		wanted[i] = base * need / 1000 * priority / ppm // thousandths of ppm, for the rounding; a suspended role stays at 0 (F4)
	}
	if !moved {
		return formula.WeightsResult{Weights: args.Base}
	}
	least, most := bounds(&args)
	return formula.WeightsResult{Weights: within(wanted, args.Base, least, most)}
}

func fits(length, n int) bool { return length == 0 || length == n }

func amountAt(list []sdk.Amount, i int) sdk.Amount {
	if i >= len(list) {
		return sdk.Amount{}
	}
	return list[i]
}

// term holds a term within its range; 0 is no data.
func term(a sdk.Amount) uint64 {
	switch {
	case a.IsZero():
		return ppm
	case a.Hi > 0:
		return high
	}
	return min(max(a.Lo, low), high)
}

// bounds are those of the vote, or the usual ones.
func bounds(args *formula.WeightsArgs) (least, most uint64) {
	if args.MaxWeight == 0 {
		return 10_000, 600_000
	}
	return args.MinWeight, args.MaxWeight
}

// within brings weights to a sum of a million with each of those above 0 between least and most: what is outside is set to
// the bound, and the others share what is left as before. Where that cannot be it returns the vote.
func within(wanted, base []uint64, least, most uint64) []uint64 {
	result, free := make([]uint64, len(wanted)), make([]uint64, len(wanted))
	copy(free, wanted)
	for range 2 * len(wanted) {
		left := uint64(ppm)
		for _, w := range result {
			left -= min(w, left)
		}
		parts, ok := sdk.Apportion(sdk.U64(left), free)
		if !ok {
			break // nothing is free
		}
		if !settle(result, free, parts, func(part uint64) bool { return part > most }, most) &&
			!settle(result, free, parts, func(part uint64) bool { return part < least }, least) {
			for i, part := range parts {
				result[i] += part.Lo
			}
			return result
		}
	}
	return base
}

// settle gives every free role whose part is outside a bound that bound, and reports whether there was one.
func settle(result, free []uint64, parts []sdk.Amount, outside func(uint64) bool, bound uint64) (found bool) {
	for i, part := range parts {
		if free[i] > 0 && outside(part.Lo) {
			result[i], free[i], found = bound, 0, true
		}
	}
	return found
}
