package main

import (
	"encoding/binary"

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

func (b *bench) load() error {
	for at := 0; at < b.keys; at += largeBlock {
		var writes []store.Write
		for i := at; i < min(at+largeBlock, b.keys); i++ {
			writes = append(writes, store.Write{Key: key(i), Value: b.value()})
		}
		if err := b.Commit(writes); err != nil {
			return err
		}
	}
	return nil
}
