package sorter

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Ranks is how many ranks there are: 0 to Ranks-1.
const Ranks = 1 << 12

// Rank gives a pair its rank. It never falls as pairs rise in the order.
type Rank func(key, value []byte) int

// Order is what pairs are sorted by: the ranks among pairs that have had equal
// ranks depth times.
type Order func(depth int, keys Keys) (Rank, error)

// Keys visits the keys that are to be ranked: at depth 0, where the others are yet
// to come, some of the first, and all of them below. A key is valid during the call.
type Keys func(visit func(key []byte)) error

// Nibbles is how many nibbles of a hash ByHash turns into one rank.
const Nibbles = 3

// ByHash sorts by the sha256 of keys, three nibbles at a time. prefix gives the
// first two bytes of it, for a pair whose value brings them along.
func ByHash(prefix func(value []byte) uint16) Order {
	return func(depth int, _ Keys) (Rank, error) {
		if depth == 0 {
			return func(_, value []byte) int { return int(prefix(value) >> 4) }, nil
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
		}, nil
	}
}

// ByKey sorts by the keys themselves. Some two thousand of them, about as far from
// each other as from the ends, have an odd rank each; those between two have the
// even rank in between. As all keys are looked at from depth 1 on, whoever chose
// the keys and the order in which they came, no rank has more than one in a
// hundred of them, and after a few ranks different keys are apart.
func ByKey(_ int, keys Keys) (Rank, error) {
	var q quantiles
	if err := keys(q.add); err != nil {
		return nil, err
	}
	cuts := q.cut(Ranks/2 - 1)
	var begin []byte // of all cuts
	if len(cuts) > 0 {
		begin = cuts[0][:alike(cuts[0], cuts[len(cuts)-1])]
	}
	list := make([]headed, len(cuts))
	for i, cut := range cuts {
		list[i] = headOf(cut[len(begin):])
	}
	return func(key, _ []byte) int {
		rest, ok := bytes.CutPrefix(key, begin)
		switch {
		case ok:
		case bytes.Compare(key, begin) < 0:
			return 0
		default:
			return 2 * len(list)
		}
		i, found := slices.BinarySearchFunc(list, headOf(rest), headed.compare)
		if found {
			return 2*i + 1
		}
		return 2 * i
	}, nil
}

// alike is how many bytes two keys begin with alike.
func alike(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// headed is a key with its first eight bytes, which decide most comparisons.
type headed struct {
	head uint64
	key  []byte
}

func headOf(key []byte) headed {
	var head [8]byte
	copy(head[:], key)
	return headed{binary.BigEndian.Uint64(head[:]), key}
}

func (a headed) compare(b headed) int {
	if a.head != b.head {
		return cmp.Compare(a.head, b.head)
	}
	return bytes.Compare(a.key, b.key)
}
