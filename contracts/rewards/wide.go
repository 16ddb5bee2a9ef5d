package main

import (
	"math/bits"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// wide is an unsigned number of 192 bits: enough for rates of 128 bits times seconds of
// 64 bits. It holds a sum until that is divided once, so that no term is truncated.
type wide struct{ hi, mid, lo uint64 }

// addProduct adds a*n, and returns false when the sum needs more than 192 bits.
func (w *wide) addProduct(a sdk.Amount, n uint64) bool {
	carryHi, lo := bits.Mul64(a.Lo, n)
	top, mid := bits.Mul64(a.Hi, n)
	mid, carry := bits.Add64(mid, carryHi, 0)
	top += carry // a product of 128 and 64 bits has 192: no overflow

	w.lo, carry = bits.Add64(w.lo, lo, 0)
	w.mid, carry = bits.Add64(w.mid, mid, carry)
	w.hi, carry = bits.Add64(w.hi, top, carry)
	return carry == 0
}

// div returns floor(w/n), and false when that needs more than 128 bits. n is not 0.
func (w wide) div(n uint64) (sdk.Amount, bool) {
	if w.hi >= n {
		return sdk.Amount{}, false
	}
	hi, rest := bits.Div64(w.hi, w.mid, n)
	lo, _ := bits.Div64(rest, w.lo, n)
	return sdk.Amount{Hi: hi, Lo: lo}, true
}

// shiftRight returns a >> n.
func shiftRight(a sdk.Amount, n uint) sdk.Amount {
	if n >= 64 {
		return sdk.Amount{Lo: a.Hi >> (n - 64)}
	}
	return sdk.Amount{Hi: a.Hi >> n, Lo: a.Lo>>n | a.Hi<<(64-n)}
}
