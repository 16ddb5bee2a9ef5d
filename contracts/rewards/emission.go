package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// The emission schedule. A fifth of the cap over the first 90 days, at the constant
// daily rate r0 = ((cap*20)/100)/90; then r0/2 until the first year is over, r0/4 in the
// second year, and so on: r0 >> (1 + whole years since the start). Divisions truncate.
// In the limit 41/45 of the cap is emitted.
const (
	day        = 86400
	year       = 365 * day
	firstPhase = 90 * day
	// maxHalvings is where any rate has become 0: a rate has at most 128 bits.
	maxHalvings = 128
)

// dailyRate returns r0, base units per day. It is below limit/450.
func dailyRate(limit sdk.Amount) sdk.Amount {
	fifth, _, _ := sdk.MulDiv(limit, sdk.U64(20), sdk.U64(100)) // below limit: it fits
	rate, _, _ := sdk.MulDiv(fifth, sdk.U64(1), sdk.U64(90))
	return rate
}

// accumulated returns what the schedule emits in [from, to), unix seconds: the interval
// is cut at day 90 and at each whole year since start, seconds times rate are summed in
// 192 bits, and the sum is divided by a day once. Time before start emits nothing, nor
// does an interval that ends before it begins. It takes at most 130 steps; the result is
// below limit. It returns false for what cannot be represented, which no limit causes.
func accumulated(limit sdk.Amount, start, from, to uint64) (sdk.Amount, bool) {
	from = max(from, start)
	if from >= to {
		return sdk.Amount{}, true
	}
	rate := dailyRate(limit)
	at, end := from-start, to-start
	var sum wide
	for at < end {
		until, halvings := phase(at)
		if halvings >= maxHalvings {
			break
		}
		until = min(until, end)
		if !sum.addProduct(shiftRight(rate, uint(halvings)), until-at) {
			return sdk.Amount{}, false
		}
		at = until
	}
	return sum.div(day)
}

// phase returns the end of the phase that contains the moment at, in seconds since the
// start, and how often the rate has been halved in it.
func phase(at uint64) (end, halvings uint64) {
	if at < firstPhase {
		return firstPhase, 0
	}
	years := at / year
	if years >= maxHalvings {
		return at, maxHalvings
	}
	return (years + 1) * year, years + 1
}

// Schedule computes the emission of an interval for any cap; it reads no state.
func Schedule(a rewards.ScheduleArgs) rewards.ScheduleResult {
	amount, ok := accumulated(a.Cap, a.Start, a.From, a.To)
	if !ok {
		sdk.Abort(rewards.ErrRange, "schedule out of range")
	}
	return rewards.ScheduleResult{Amount: amount}
}
