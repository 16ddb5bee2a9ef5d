package abi

import (
	"errors"
	"strings"
)

const bech32Charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

var (
	errBech32Case     = errors.New("mixed case")
	errBech32Form     = errors.New("not bech32")
	errBech32Checksum = errors.New("wrong checksum, a character is mistyped")
)

// bech32Encode is BIP-173: prefix, '1', the data in groups of five bits, six of checksum.
func bech32Encode(hrp string, data []byte) string {
	five := regroup(nil, data, 8, 5)
	sum := bech32Polymod(hrp, append(five[:len(five):len(five)], 0, 0, 0, 0, 0, 0)) ^ 1
	var b strings.Builder
	b.WriteString(hrp)
	b.WriteByte('1')
	for _, v := range five {
		b.WriteByte(bech32Charset[v])
	}
	for i := 5; i >= 0; i-- {
		b.WriteByte(bech32Charset[sum>>(5*i)&31])
	}
	return b.String()
}

// bech32Decode returns the prefix and the data bytes. It refuses what bech32Encode would
// not write, except that all-upper-case text is accepted.
func bech32Decode(s string) (hrp string, data []byte, err error) {
	if len(s) > 90 {
		return "", nil, errBech32Form
	}
	lower := strings.ToLower(s)
	if s != lower && s != strings.ToUpper(s) {
		return "", nil, errBech32Case
	}
	sep := strings.LastIndexByte(lower, '1')
	if sep < 1 || len(lower)-sep-1 < 6 {
		return "", nil, errBech32Form
	}
	hrp = lower[:sep]
	five := make([]byte, 0, len(lower)-sep-1)
	for i := sep + 1; i < len(lower); i++ {
		v := strings.IndexByte(bech32Charset, lower[i])
		if v < 0 {
			return "", nil, errBech32Form
		}
		five = append(five, byte(v))
	}
	if bech32Polymod(hrp, five) != 1 {
		return "", nil, errBech32Checksum
	}
	five = five[:len(five)-6]
	data = regroup(nil, five, 5, 8)
	// Encoding again proves that the padding was zero and no group was left over.
	if back := regroup(nil, data, 8, 5); string(back) != string(five) {
		return "", nil, errBech32Form
	}
	return hrp, data, nil
}

// regroup re-slices a bit string from groups of `from` bits to groups of `to` bits. Left-over
// bits are padded with zeros when the groups shrink, and dropped when they grow.
func regroup(dst, src []byte, from, to uint) []byte {
	var acc, n uint
	for _, v := range src {
		acc, n = acc<<from|uint(v), n+from
		for n >= to {
			n -= to
			dst = append(dst, byte(acc>>n))
			acc &= 1<<n - 1
		}
	}
	if to < from && n > 0 {
		dst = append(dst, byte(acc<<(to-n)))
	}
	return dst
}

func bech32Polymod(hrp string, values []byte) uint32 {
	gen := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	step := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range gen {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := 0; i < len(hrp); i++ {
		step(hrp[i] >> 5)
	}
	step(0)
	for i := 0; i < len(hrp); i++ {
		step(hrp[i] & 31)
	}
	for _, v := range values {
		step(v)
	}
	return sum
}
