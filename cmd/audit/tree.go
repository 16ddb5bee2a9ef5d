package audit

import (
	"crypto/sha256"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// root is the Merkle root of an epoch: that of RFC 6962 over what was verified, and of a long epoch the
// hash of the roots of the chain's epochs in it, in their order.
func (e *Epoch) root() (root sdk.Hash) {
	leaves := map[uint64][][32]byte{}
	for i := range e.Contributions {
		c := &e.Contributions[i]
		leaves[c.Epoch] = append(leaves[c.Epoch], e.leaf(c))
	}
	for n := e.Account.Epoch; n <= e.Inputs.Last; n++ {
		part := tree(leaves[n])
		if n == e.Account.Epoch {
			root = sdk.HashOf(part[:])
			continue
		}
		both := sha256.Sum256(append(root.Bytes(), part[:]...))
		root = sdk.HashOf(both[:])
	}
	return root
}

// leaf is the hash of a contribution: of the CBOR array of role id, number, id, account and measures.
func (e *Epoch) leaf(c *Contribution) [32]byte {
	role, _ := e.roleID(c.Role)
	var enc sdk.Encoder
	enc.Array(5)
	enc.Uint(role)
	enc.Uint(c.Number)
	enc.Text(c.ID)
	enc.Address(c.Account)
	enc.Array(len(c.Measures))
	for _, m := range c.Measures {
		enc.Amount(m)
	}
	return sha256.Sum256(append([]byte{0}, enc.Bytes()...))
}

// tree is the root over leaves: the left subtree is the largest that is complete.
func tree(leaves [][32]byte) [32]byte {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	left := half(len(leaves))
	a, b := tree(leaves[:left]), tree(leaves[left:])
	return sha256.Sum256(append(append([]byte{1}, a[:]...), b[:]...))
}

// half is the largest power of two below n.
func half(n int) int {
	left := 1
	for left*2 < n {
		left *= 2
	}
	return left
}
