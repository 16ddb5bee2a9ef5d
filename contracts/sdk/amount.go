package sdk

import "math/bits"

// Amount is a number of base units, 0 to 2^128-1; one token is 10^18 of them.
// The zero value is zero. Add and Sub never wrap: they fail the call.
type Amount struct{ Hi, Lo uint64 }

// MaxAmount is 2^128-1.
var MaxAmount = Amount{^uint64(0), ^uint64(0)}

// U64 returns n as an amount.
func U64(n uint64) Amount { return Amount{0, n} }

// CheckedAdd returns a+b, and false when the sum needs more than 128 bits.
func (a Amount) CheckedAdd(b Amount) (Amount, bool) {
	lo, carry := bits.Add64(a.Lo, b.Lo, 0)
	hi, carry := bits.Add64(a.Hi, b.Hi, carry)
	return Amount{hi, lo}, carry == 0
}

// CheckedSub returns a-b, and false when b is larger than a.
func (a Amount) CheckedSub(b Amount) (Amount, bool) {
	lo, borrow := bits.Sub64(a.Lo, b.Lo, 0)
	hi, borrow := bits.Sub64(a.Hi, b.Hi, borrow)
	return Amount{hi, lo}, borrow == 0
}

// Add returns a+b, or aborts the call with ErrOverflow.
//
//go:noinline
func (a Amount) Add(b Amount) Amount {
	sum, ok := a.CheckedAdd(b)
	if !ok {
		Abort(ErrOverflow, "amount overflow")
	}
	return sum
}

// Sub returns a-b, or aborts the call with ErrOverflow when b is larger.
//
//go:noinline
func (a Amount) Sub(b Amount) Amount {
	difference, ok := a.CheckedSub(b)
	if !ok {
		Abort(ErrOverflow, "amount underflow")
	}
	return difference
}

// Cmp returns -1, 0 or 1 as a is less than, equal to or greater than b.
func (a Amount) Cmp(b Amount) int {
	switch {
	case a == b:
		return 0
	case a.Less(b):
		return -1
	}
	return 1
}

// Less reports a < b.
func (a Amount) Less(b Amount) bool {
	return a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo
}

// IsZero reports a == 0.
func (a Amount) IsZero() bool { return a.Hi|a.Lo == 0 }

// String returns a in decimal, without leading zeros or separators.
//
//go:noinline
func (a Amount) String() string {
	var digits [39]byte // 2^128-1 has 39
	i := len(digits)
	for {
		var digit uint64
		hi := a.Hi / 10
		a.Lo, digit = bits.Div64(a.Hi%10, a.Lo, 10)
		a.Hi = hi
		i--
		digits[i] = '0' + byte(digit)
		if a.IsZero() {
			return string(digits[i:])
		}
	}
}

// ParseAmount reads what String writes: 1 to 39 digits and nothing else, no leading
// zero except "0" itself. It returns false for anything else and for 2^128 and above.
//
//go:noinline
func ParseAmount(s string) (Amount, bool) {
	if s == "" || len(s) > 39 || len(s) > 1 && s[0] == '0' {
		return Amount{}, false
	}
	var a Amount
	for i := 0; i < len(s); i++ {
		digit := uint64(s[i] - '0')
		if digit > 9 {
			return Amount{}, false
		}
		over, hi := bits.Mul64(a.Hi, 10)
		mid, lo := bits.Mul64(a.Lo, 10)
		hi, carry := bits.Add64(hi, mid, 0)
		if over != 0 || carry != 0 {
			return Amount{}, false
		}
		var ok bool
		if a, ok = (Amount{hi, lo}).CheckedAdd(U64(digit)); !ok {
			return Amount{}, false
		}
	}
	return a, true
}

// amount16 reads the ABI's 16 bytes, little endian.
func amount16(b []byte) Amount { return Amount{Hi: le64(b[8:]), Lo: le64(b)} }
