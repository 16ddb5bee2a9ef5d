// Package merkle computes the authenticated tree of the state store: which root
// a set of pairs has, how a root changes with a batch of writes, and proofs
// that a key is present or absent. It knows nothing of disks; pages come from
// a Source and changed pages are handed back.
//
// The tree is a binary sparse Merkle tree over sha256(key). A subtree with one
// pair is that pair's leaf, an empty subtree is 32 zero bytes, so its depth is
// about log2 of the number of pairs:
//
//	leaf   = sha256(0x00 || sha256(key) || sha256(value))
//	branch = sha256(0x01 || left || right)
//
// It is stored four levels at a time: a page is the 16 subtrees below one
// nibble path, and the page lies at that path. Paths do not name a height,
// so a page that changes is overwritten and old pages never need collecting.
// Leaves carry their key, because an absence proof must name its neighbours.
//
// Both hash shapes have 65 bytes of input and differ in the first, so neither
// can pass for the other. The shape of the tree follows from its pairs alone.
package merkle
