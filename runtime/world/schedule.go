package world

import (
	"math/big"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// The schedule of what the capability "mint" may create: a rate for 90 days, half of it until the first year is over, and
// half as much each year after it.
const (
	secondsADay  = 86_400
	scheduleYear = 365 * secondsADay
	firstPhase   = 90 * secondsADay
	allEmission  = 1_000_000 // ppm
)

// scheduled is what the schedule allows from its start to a moment, in base units times seconds a day.
func (s *Supply) scheduled(until uint64) *big.Int {
	rate := amountInt(s.PerDay)
	sum := new(big.Int)
	for at := uint64(0); s.Start+at < until && rate.Sign() > 0; {
		end := uint64(firstPhase)
		if at > 0 {
			end = (at/scheduleYear + 1) * scheduleYear
		}
		seconds := min(end, until-s.Start) - at
		sum.Add(sum, new(big.Int).Mul(rate, new(big.Int).SetUint64(seconds)))
		at += seconds
		rate.Rsh(rate, 1)
	}
	return sum.Quo(sum, big.NewInt(secondsADay))
}

// Accrue makes mintable what the schedule has for the time between two moments, or a share of it in ppm, rounded down: what
// is cut off then is never minted. Truncation of the schedule itself loses nothing: it is the difference of two sums from its start.
// What is left of an earlier time can be minted no more, if something of that was: so one epoch's emission is that of one epoch. If
// nothing was minted since, nothing is lost.
func (s *Supply) Accrue(from, to, share uint64) {
	part := s.scheduled(to)
	part.Sub(part, s.scheduled(from))
	part.Mul(part, new(big.Int).SetUint64(share)).Quo(part, big.NewInt(allEmission))
	if s.Taken {
		s.Due, s.Taken = abi.Amount{}, false
	}
	s.Due = sum(s.Due, intAmount(part))
}

func amountInt(a abi.Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.Lo))
}

// intAmount is a number as an amount, the largest one if it is above that.
func intAmount(n *big.Int) abi.Amount {
	if n.BitLen() > 128 {
		return largestAmount
	}
	low := new(big.Int).And(n, new(big.Int).SetUint64(^uint64(0)))
	return abi.Amount{Hi: new(big.Int).Rsh(n, 64).Uint64(), Lo: low.Uint64()}
}
