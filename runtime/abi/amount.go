package abi

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// Amount is a quantity of base units, 0 to 2^128-1; one token is 10^18 base units. The zero
// value is nothing. Arithmetic never wraps: it reports what does not fit.
type Amount struct{ Hi, Lo uint64 }

// Unit is one token in base units.
var Unit = U64(1_000_000_000_000_000_000)

// ErrAmount is returned for text or bytes that are no amount.
var ErrAmount = errors.New("not an amount (a decimal integer from 0 to 2^128-1)")

// U64 returns n base units.
func U64(n uint64) Amount { return Amount{Lo: n} }

// IsZero reports whether a is nothing.
func (a Amount) IsZero() bool { return a.Hi|a.Lo == 0 }

// Cmp returns -1, 0 or 1 as a is below, equal to or above b.
func (a Amount) Cmp(b Amount) int {
	switch {
	case a == b:
		return 0
	case a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo:
		return -1
	}
	return 1
}

// Less reports whether a < b.
func (a Amount) Less(b Amount) bool { return a.Cmp(b) < 0 }

// Add returns a+b; ok is false when the sum needs more than 128 bits.
func (a Amount) Add(b Amount) (sum Amount, ok bool) {
	lo, c := bits.Add64(a.Lo, b.Lo, 0)
	hi, c := bits.Add64(a.Hi, b.Hi, c)
	return Amount{hi, lo}, c == 0
}

// Sub returns a-b; ok is false when b is above a.
func (a Amount) Sub(b Amount) (diff Amount, ok bool) {
	lo, c := bits.Sub64(a.Lo, b.Lo, 0)
	hi, c := bits.Sub64(a.Hi, b.Hi, c)
	return Amount{hi, lo}, c == 0
}

// Mul returns a*b; ok is false when the product needs more than 128 bits.
func (a Amount) Mul(b Amount) (product Amount, ok bool) {
	p := mulWide(a, b)
	return Amount{p[1], p[0]}, p[2]|p[3] == 0
}

// MulDiv returns floor(a*b/c) and the remainder, with an exact 256-bit product. ok is false
// when c is zero or the quotient needs more than 128 bits.
func (a Amount) MulDiv(b, c Amount) (q, r Amount, ok bool) {
	p := mulWide(a, b)
	hi := Amount{p[3], p[2]}
	if !hi.Less(c) { // also c == 0
		return Amount{}, Amount{}, false
	}
	if c.Hi == 0 { // then p[3] == 0 and p[2] < c.Lo
		var rem uint64
		q.Hi, rem = bits.Div64(p[2], p[1], c.Lo)
		q.Lo, r.Lo = bits.Div64(rem, p[0], c.Lo)
		return q, r, true
	}
	s := uint(bits.LeadingZeros64(c.Hi))
	d := c.shl(s)
	u3, u2 := p[3]<<s|p[2]>>(64-s), p[2]<<s|p[1]>>(64-s) // a shift by 64 gives 0
	u1, u0 := p[1]<<s|p[0]>>(64-s), p[0]<<s
	q.Hi, u3, u2 = div3by2(u3, u2, u1, d)
	q.Lo, u3, u2 = div3by2(u3, u2, u0, d)
	return q, Amount{u3, u2}.shr(s), true
}

// div3by2 divides the three limbs u2,u1,u0 by the normalised d, given (u2,u1) < d: one step
// of schoolbook division (Knuth, algorithm D).
func div3by2(u2, u1, u0 uint64, d Amount) (q, r1, r0 uint64) {
	var rhat, carry uint64
	if u2 == d.Hi { // the quotient digit would be 2^64: start one below
		q = ^uint64(0)
		rhat, carry = bits.Add64(u1, d.Hi, 0)
	} else {
		q, rhat = bits.Div64(u2, u1, d.Hi)
	}
	for carry == 0 { // at most twice
		hi, lo := bits.Mul64(q, d.Lo)
		if hi < rhat || hi == rhat && lo <= u0 {
			break
		}
		q--
		rhat, carry = bits.Add64(rhat, d.Hi, 0)
	}
	hi, lo := bits.Mul64(q, d.Lo)
	r0, b := bits.Sub64(u0, lo, 0)
	r1, _ = bits.Sub64(rhat, hi, b)
	return q, r1, r0
}

func (a Amount) shl(s uint) Amount { return Amount{a.Hi<<s | a.Lo>>(64-s), a.Lo << s} }
func (a Amount) shr(s uint) Amount { return Amount{a.Hi >> s, a.Lo>>s | a.Hi<<(64-s)} }

// mulWide returns the 256-bit product, least significant limb first.
func mulWide(a, b Amount) (p [4]uint64) {
	h00, l00 := bits.Mul64(a.Lo, b.Lo)
	h01, l01 := bits.Mul64(a.Lo, b.Hi)
	h10, l10 := bits.Mul64(a.Hi, b.Lo)
	h11, l11 := bits.Mul64(a.Hi, b.Hi)
	p[0] = l00
	var c1, c2 uint64
	p[1], c1 = bits.Add64(h00, l01, 0)
	p[1], c2 = bits.Add64(p[1], l10, 0)
	p[2], c1 = bits.Add64(h01, h10, c1)
	p[3] = h11 + c1
	p[2], c1 = bits.Add64(p[2], l11, c2)
	p[3] += c1
	return p
}

// AmountSize is the length of an amount on the ABI: little endian.
const AmountSize = 16

// PutLE writes a into the first AmountSize bytes of b.
func (a Amount) PutLE(b []byte) {
	binary.LittleEndian.PutUint64(b, a.Lo)
	binary.LittleEndian.PutUint64(b[8:], a.Hi)
}

// AppendLE appends the AmountSize bytes of a to b.
func (a Amount) AppendLE(b []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, a.Lo), a.Hi)
}

// AmountLE reads an amount from the first AmountSize bytes of b.
func AmountLE(b []byte) Amount {
	return Amount{Lo: binary.LittleEndian.Uint64(b), Hi: binary.LittleEndian.Uint64(b[8:])}
}
