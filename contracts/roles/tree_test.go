package main

import (
	"crypto/sha256"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// rootOf is the root of RFC 6962, by its definition.
func rootOf(leaves [][]byte) [32]byte {
	switch n := len(leaves); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	default:
		k := 1
		for 2*k < n {
			k *= 2
		}
		left, right := rootOf(leaves[:k]), rootOf(leaves[k:])
		return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	}
}

// The root of what was verified is that of RFC 6962, however many there are, over the bytes that others write down.
func TestTheRootOfWhatWasVerified(t *testing.T) {
	var leaves [][]byte
	p := progress{Role: 3}
	for n := range uint64(20) {
		root := rootOf(leaves)
		if p.root() != sdk.HashOf(root[:]) || p.Verified != n {
			t.Fatalf("%d leaves: root %x, want %x", n, p.root().Bytes(), root)
		}
		account := sdk.AddressOf([]byte{7})
		p.addLeaf(&rewards.Entry{ID: "ab", Account: account, Measures: []sdk.Amount{sdk.U64(5), sdk.U64(n)}}, n)
		leaf := append([]byte{0x85, 3, byte(n), 0x62, 'a', 'b', 0x54}, account.Bytes()...) // an array of five: role, number, id, account
		leaves = append(leaves, append(leaf, 0x82, 5, byte(n)))                            // and measures; all numbers here are below 24
	}
}
