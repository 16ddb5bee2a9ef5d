package merkle

import "crypto/sha256"

// Hash is a sha256 digest. The zero Hash is an empty subtree, and the root of
// the empty tree.
type Hash = [sha256.Size]byte

// First bytes of what is hashed: they keep leaves and branches apart.
const (
	leafTag   = 0x00
	branchTag = 0x01
)

// LeafHash is the hash of one pair in the tree.
func LeafHash(key, value []byte) Hash {
	return leafHash(sha256.Sum256(key), sha256.Sum256(value))
}

func leafHash(keyHash, valueHash Hash) Hash { return tagged(leafTag, &keyHash, &valueHash) }

func tagged(tag byte, a, b *Hash) Hash {
	var in [1 + 2*sha256.Size]byte
	in[0] = tag
	copy(in[1:], a[:])
	copy(in[1+sha256.Size:], b[:])
	return sha256.Sum256(in[:])
}

// kind says what a subtree is, which decides how it joins its sibling.
type kind uint8

const (
	none   kind = iota // no pair
	leaf               // exactly one pair
	branch             // two pairs or more
)

// subtree is the summary of a subtree that its parent needs.
type subtree struct {
	hash Hash
	kind kind
}
