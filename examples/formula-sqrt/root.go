package main

import (
	"math/bits"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// million is one, in the unit of scores.
const million = 1_000_000

// microRoot returns floor(10^6 * sqrt(n)) for n below 2^88, and 10^6 * floor(sqrt(n))
// above, where 10^12 * n would not fit. It never falls as n grows.
func microRoot(n sdk.Amount) sdk.Amount {
	if n.Hi < 1<<24 {
		return sdk.U64(sqrt(times(n, million*million)))
	}
	return times(sdk.U64(sqrt(n)), million)
}

// times returns a*b, which must fit.
func times(a sdk.Amount, b uint64) sdk.Amount {
	hi, lo := bits.Mul64(a.Lo, b)
	return sdk.Amount{Hi: hi + a.Hi*b, Lo: lo}
}

// sqrt returns floor(sqrt(n)), bit by bit from the top: bit b belongs to the root when
// what is left of n still holds (2*root + 2^b) * 2^b.
func sqrt(n sdk.Amount) uint64 {
	var root uint64
	for b := 63; b >= 0; b-- {
		trial := sdk.Amount{Hi: root >> 63, Lo: root<<1 | 1<<b} // 2*root has no bits below b+2
		if rest, ok := n.CheckedSub(shift(trial, b)); ok {
			n, root = rest, root|1<<b
		}
	}
	return root
}

// shift returns a << b.
func shift(a sdk.Amount, b int) sdk.Amount {
	return sdk.Amount{Hi: a.Hi<<b | a.Lo>>(64-b), Lo: a.Lo << b}
}
