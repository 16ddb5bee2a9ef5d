package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/peerz-ai/peerz-chain/bench/store"
)

// key is the ith key: spread like a hash, the same in every store.
func key(i int) []byte {
	k := make([]byte, keySize)
	for at := 0; at < keySize; at += 8 {
		binary.LittleEndian.PutUint64(k[at:], mix(uint64(i)<<2|uint64(at/8)))
	}
	return k
}

// mix is the finaliser of splitmix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// value is random, so that compression hides nothing.
func (b *bench) value() []byte {
	v := make([]byte, 0, valueSize+8)
	for len(v) < valueSize {
		v = binary.LittleEndian.AppendUint64(v, b.dice.Uint64())
	}
	return v[:valueSize]
}

// overwrites gives random keys new values.
func (b *bench) overwrites(updates int) []store.Write {
	writes := make([]store.Write, updates)
	for i := range writes {
		writes[i] = store.Write{Key: key(b.dice.IntN(b.keys)), Value: b.value()}
	}
	return writes
}

// regionSize is about how many keys are put in order at once.
const regionSize = 500_000

// load fills the store. Keys come in the order of their hashes, which is random to all stores
// but ours, and spares ours most of the work: how it grows is not what is measured.
func (b *bench) load() error {
	regions := uint64(b.keys/regionSize) + 1
	for region := range regions {
		for part := range slices.Chunk(b.region(region, regions), largeBlock) {
			writes := make([]store.Write, len(part))
			for n, p := range part {
				writes[n] = store.Write{Key: key(p.i), Value: b.value()}
			}
			if err := b.Commit(writes); err != nil {
				return err
			}
		}
	}
	return nil
}

type position struct {
	hash uint64 // head of the key's hash
	i    int
}

// region is one of so many parts of the keys, in order of their hashes.
func (b *bench) region(region, regions uint64) (in []position) {
	for i := range b.keys {
		sum := sha256.Sum256(key(i))
		hash := binary.BigEndian.Uint64(sum[:])
		if at, _ := bits.Mul64(hash, regions); at == region {
			in = append(in, position{hash, i})
		}
	}
	slices.SortFunc(in, func(a, b position) int { return cmp.Compare(a.hash, b.hash) })
	return in
}
