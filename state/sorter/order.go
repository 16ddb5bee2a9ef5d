package sorter

import (
	"bytes"
	"crypto/sha256"
)

// Ranks is how many ranks there are: 0 to Ranks-1.
const Ranks = 1 << 12

// Rank gives a pair its rank. It never falls as pairs rise in the order.
type Rank func(key, value []byte) int

// Order is what pairs are sorted by: the ranks among pairs that have had equal
// ranks depth times. sample is some of those pairs, in their stored form.
type Order func(depth int, sample []byte) Rank

// Nibbles is how many nibbles of a hash ByHash turns into one rank.
const Nibbles = 3

// ByHash sorts by the sha256 of keys, three nibbles at a time. prefix gives the
// first two bytes of it, for a pair whose value brings them along.
func ByHash(prefix func(value []byte) uint16) Order {
	return func(depth int, _ []byte) Rank {
		if depth == 0 {
			return func(_, value []byte) int { return int(prefix(value) >> 4) }
		}
		return func(key, _ []byte) (rank int) {
			hash := sha256.Sum256(key)
			for i := depth * Nibbles; i < (depth+1)*Nibbles; i++ {
				rank <<= 4
				if i < 2*len(hash) { // zero beyond its end
					rank |= int(hash[i/2] >> (4 * (1 - i&1)) & 15)
				}
			}
			return rank
		}
	}
}

// ByKey sorts by the keys themselves. All keys of the sample begin alike; what
// comes behind that is the rank. Other keys are below or above all of those. So
// pairs with different keys are apart after some ranks, whatever the keys are.
func ByKey(_ int, sample []byte) Rank {
	first, _, size := cutPair(sample)
	common := len(first)
	for rest := sample[size:]; len(rest) > 0; rest = rest[size:] {
		var key []byte
		key, _, size = cutPair(rest)
		common = min(common, len(key))
		for !bytes.Equal(key[:common], first[:common]) { // seldom
			common--
		}
	}
	prefix := bytes.Clone(first[:common])
	return func(key, _ []byte) int {
		switch bytes.Compare(key[:min(common, len(key))], prefix) {
		case -1:
			return 0
		case +1:
			return Ranks - 1
		}
		// A byte and three bits of the next, each one more than it is: zero is the
		// end of the key.
		rank := 0
		if common < len(key) {
			rank = 9 * (1 + int(key[common]))
		}
		if common+1 < len(key) {
			rank += 1 + int(key[common+1]>>5)
		}
		return 1 + rank
	}
}
