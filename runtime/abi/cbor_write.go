package abi

import (
	"cmp"
	"math/bits"
)

// The Append functions write deterministic CBOR (RFC 8949, section 4.2): definite lengths and
// the shortest form of every number. The keys of a map are the caller's to sort: bytewise by
// their encoding, which for text means shorter first, then by bytes (SortKeys).

// CBOR major types.
const (
	majorUint  = 0
	majorNeg   = 1
	majorBytes = 2
	majorText  = 3
	majorArray = 4
	majorMap   = 5
	majorTag   = 6
	majorOther = 7

	bignumTag = 0xc2 // tag 2: unsigned bignum
)

func appendHead(b []byte, major byte, n uint64) []byte {
	major <<= 5
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return append(b, major|25, byte(n>>8), byte(n))
	case n < 1<<32:
		return append(b, major|26, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	b = append(b, major|27)
	for s := 56; s >= 0; s -= 8 {
		b = append(b, byte(n>>s))
	}
	return b
}

// AppendUint appends an unsigned integer.
func AppendUint(b []byte, n uint64) []byte { return appendHead(b, majorUint, n) }

// AppendInt appends a signed integer.
func AppendInt(b []byte, n int64) []byte {
	if n < 0 {
		return appendHead(b, majorNeg, uint64(-1-n))
	}
	return AppendUint(b, uint64(n))
}

// AppendBytes appends a byte string.
func AppendBytes(b, v []byte) []byte { return append(appendHead(b, majorBytes, uint64(len(v))), v...) }

// AppendText appends a text string, which must be UTF-8.
func AppendText(b []byte, s string) []byte {
	return append(appendHead(b, majorText, uint64(len(s))), s...)
}

// AppendBool appends true or false.
func AppendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 0xf5)
	}
	return append(b, 0xf4)
}

// AppendArray starts an array of n elements.
func AppendArray(b []byte, n int) []byte { return appendHead(b, majorArray, uint64(n)) }

// AppendMap starts a map of n pairs.
func AppendMap(b []byte, n int) []byte { return appendHead(b, majorMap, uint64(n)) }

// AppendCBOR appends the amount: an integer below 2^64, the shortest bignum from there on.
func (a Amount) AppendCBOR(b []byte) []byte {
	if a.Hi == 0 {
		return AppendUint(b, a.Lo)
	}
	n := (bits.Len64(a.Hi) + 7) / 8
	b = append(b, bignumTag, 0x40|byte(8+n))
	for i := n - 1; i >= 0; i-- {
		b = append(b, byte(a.Hi>>(8*i)))
	}
	for i := 7; i >= 0; i-- {
		b = append(b, byte(a.Lo>>(8*i)))
	}
	return b
}

// CompareKeys is below, equal to or above 0 as text key a sorts before, with or after b in a
// deterministic map.
func CompareKeys(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }
