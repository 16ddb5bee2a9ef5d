package audit

import (
	"math/big"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	day        = 86400
	year       = 365 * day
	firstPhase = 90 * day
	million    = 1_000_000
)

// Accumulated is what the schedule with a cap has emitted from its start to a moment: a fifth of the cap over 90
// days, half that rate until the first year is over, and half as much each year after it. Seconds times
// rate are added up and divided by a day once.
func Accumulated(limit sdk.Amount, start, until uint64) *big.Int {
	rate := new(big.Int).Mul(Wide(limit), big.NewInt(20))
	rate.Quo(rate, big.NewInt(100)).Quo(rate, big.NewInt(90))
	sum := new(big.Int)
	for at := uint64(0); start+at < until && rate.Sign() > 0; {
		end := uint64(firstPhase)
		if at > 0 {
			end = (at/year + 1) * year
		}
		seconds := min(end, until-start) - at
		sum.Add(sum, new(big.Int).Mul(rate, new(big.Int).SetUint64(seconds)))
		at += seconds
		rate.Rsh(rate, 1)
	}
	return sum.Quo(sum, big.NewInt(day))
}

func least(a, b *big.Int) *big.Int {
	if b.Cmp(a) < 0 {
		return b
	}
	return a
}

// Wide is an amount for sums that need not fit one.
func Wide(a sdk.Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.Lo))
}

// share is floor(a * n / d), and 0 when d is 0.
func share(a, n, d *big.Int) *big.Int {
	if d.Sign() == 0 {
		return new(big.Int)
	}
	p := new(big.Int).Mul(a, n)
	return p.Quo(p, d)
}

func sum(numbers ...*big.Int) *big.Int {
	total := new(big.Int)
	for _, n := range numbers {
		total.Add(total, n)
	}
	return total
}

func count(n uint64) *big.Int { return new(big.Int).SetUint64(n) }
