package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// The contributions that an epoch verifies are the leaves of the Merkle tree of RFC 6962, in the order
// of role and number, so that a proof of one of them needs no node. It grows by one leaf at a time:
// what is stored is the roots of its complete subtrees, the largest first, one for each bit of the
// number of leaves.

func node(left, right sdk.Hash) sdk.Hash {
	return sdk.SHA256(append(append([]byte{1}, left.Bytes()...), right.Bytes()...))
}

// addLeaf adds what is verified or measured: role id, number, id, account and measures, as a CBOR array.
func (p *progress) addLeaf(s *rewards.Entry, number uint64) {
	var e sdk.Encoder
	e.Array(5)
	e.Uint(p.Role)
	e.Uint(number)
	e.Text(s.ID)
	e.Address(s.Account)
	e.Array(len(s.Measures))
	for _, m := range s.Measures {
		e.Amount(m)
	}
	p.addHash(sdk.SHA256(append([]byte{0}, e.Bytes()...)))
}

func (p *progress) addHash(leaf sdk.Hash) {
	for bits := p.Verified; bits&1 == 1; bits >>= 1 {
		last := len(p.Peaks) - 1
		leaf = node(p.Peaks[last], leaf)
		p.Peaks = p.Peaks[:last]
	}
	p.Peaks = append(p.Peaks, leaf)
	p.Verified++
}

// root of the leaves so far; of none it is the SHA-256 of nothing.
func (p *progress) root() sdk.Hash {
	last := len(p.Peaks) - 1
	if last < 0 {
		return sdk.SHA256(nil)
	}
	root := p.Peaks[last]
	for i := last - 1; i >= 0; i-- {
		root = node(p.Peaks[i], root)
	}
	return root
}
