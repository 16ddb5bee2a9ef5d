package abi

import (
	"bytes"
	"fmt"
	"math/bits"
	"strconv"
)

// String returns the decimal digits of a in base units.
func (a Amount) String() string {
	if a.Hi == 0 {
		return strconv.FormatUint(a.Lo, 10)
	}
	const chunk = 10_000_000_000_000_000_000 // 10^19, the largest power of ten in a uint64
	hi, rem := a.Hi/chunk, a.Hi%chunk
	lo, low := bits.Div64(rem, a.Lo, chunk)
	return Amount{hi, lo}.String() + fmt.Sprintf("%019d", low)
}

// ParseAmount reads a decimal integer without sign, spaces, or leading zeros.
func ParseAmount(s string) (Amount, error) {
	if s == "" || len(s) > 39 || len(s) > 1 && s[0] == '0' {
		return Amount{}, fmt.Errorf("amount %.50q: %w", s, ErrAmount)
	}
	var a Amount
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		ten, ok := a.Mul(U64(10))
		sum, ok2 := ten.Add(U64(uint64(d)))
		if d > 9 || !ok || !ok2 {
			return Amount{}, fmt.Errorf("amount %.50q: %w", s, ErrAmount)
		}
		a = sum
	}
	return a, nil
}

// MarshalJSON writes a decimal string, since JSON numbers lose digits in many readers.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(`"` + a.String() + `"`), nil }

// UnmarshalJSON accepts a decimal string or a JSON integer.
func (a *Amount) UnmarshalJSON(b []byte) error {
	p, err := ParseAmount(string(bytes.Trim(b, `"`)))
	if err == nil {
		*a = p
	}
	return err
}

// MarshalCBOR writes an unsigned integer below 2^64, and the shortest tag 2 bignum above.
func (a Amount) MarshalCBOR() ([]byte, error) { return a.AppendCBOR(nil), nil }

// UnmarshalCBOR accepts exactly what MarshalCBOR writes.
func (a *Amount) UnmarshalCBOR(b []byte) error {
	v, rest, err := readAmount(b)
	if err != nil {
		return err
	}
	if len(rest) != 0 {
		return errTrailing
	}
	*a = v
	return nil
}
