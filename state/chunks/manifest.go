// Package chunks is the state as pieces that can be checked one by one: how a
// snapshot is taken, what its manifest says, and how a receiver who trusts a
// root declines each bad chunk the moment it arrives.
//
// A chunk is one subtree of the tree, of all pairs below one path. The manifest
// is the top of the tree down to those subtrees. It reads and writes no store.
package chunks

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Manifest describes a snapshot of one height: the subtrees, one per chunk,
// that together hash to the root. Whoever trusts the root can check the
// manifest against it, and each chunk, alone and at once, against the
// manifest. Both are functions of the pairs and the height: every node makes
// the same bytes.
type Manifest struct {
	Head  disk.Head
	parts []merkle.Part
}

// ErrBad says that a manifest or chunk does not fit the root that it claims.
// Package state documents it as ErrSnapshot.
var ErrBad = errors.New("state: bad snapshot")

// format is that of manifests and chunks. Format 1: the first; 2: a chunk holds
// records, in any order.
const format = 2

// MaxBytes is the most bytes of one chunk, unless a single pair is larger:
// the tree is cut deeper where pairs are crowded, so that no choice of keys
// makes a chunk too large to travel. Part of what makes snapshots of two nodes
// equal.
const MaxBytes = 4 << 20

// Chunks is the number of chunks; 0 for a state without pairs. None is empty.
func (m *Manifest) Chunks() int { return len(m.parts) }

// What a manifest says of one node of the tree. A split is followed by the
// sixteen nodes below it.
const (
	nodeEmpty = iota
	nodePair
	nodeSubtree
	nodeSplit
)

// Encode is the manifest for the wire: its format, height and root, and the top
// of the tree in preorder.
func (m *Manifest) Encode() []byte {
	b := []byte{format}
	b = binary.BigEndian.AppendUint64(b, m.Head.Height)
	b = append(b, m.Head.Root[:]...)
	b, _ = appendNodes(b, m.parts, "")
	return b
}

// appendNodes writes the node at path and returns the parts beyond it.
func appendNodes(b []byte, parts []merkle.Part, path string) ([]byte, []merkle.Part) {
	if len(parts) == 0 || len(parts[0].Path) < len(path) || parts[0].Path[:len(path)] != path {
		return append(b, nodeEmpty), parts
	}
	switch p := parts[0]; {
	case len(p.Path) > len(path):
		b = append(b, nodeSplit)
		for i := range byte(16) {
			b, parts = appendNodes(b, parts, path+string([]byte{i}))
		}
		return b, parts
	case p.Leaf:
		b = append(b, nodePair)
	default:
		b = append(b, nodeSubtree)
	}
	return append(b, parts[0].Hash[:]...), parts[1:]
}

// Decode reads what Encode wrote and checks that the parts make the root that
// it claims. The caller compares Head with what it trusts. It fails with ErrBad.
func Decode(b []byte) (*Manifest, error) {
	const head = 1 + 8 + 32
	if len(b) < head || b[0] != format {
		return nil, fmt.Errorf("%w: not a manifest", ErrBad)
	}
	m := &Manifest{}
	m.Head.Height = binary.BigEndian.Uint64(b[1:])
	copy(m.Head.Root[:], b[9:])
	rest, err := m.readNodes(b[head:], nil)
	if err != nil {
		return nil, err
	}
	if m.Head.Height == 0 || len(rest) != 0 || merkle.RootOf(m.parts) != m.Head.Root {
		return nil, fmt.Errorf("%w: the parts do not make the root", ErrBad)
	}
	return m, nil
}

// readNodes reads the node at path and all below it. A path has at most 64
// nibbles: as many as a key's hash.
func (m *Manifest) readNodes(b, path []byte) (rest []byte, err error) {
	bad := fmt.Errorf("%w: the manifest is malformed", ErrBad)
	if len(b) == 0 {
		return nil, bad
	}
	kind := b[0]
	b = b[1:]
	switch {
	case kind == nodeEmpty:
		return b, nil
	case kind == nodeSplit && len(path) < 64:
		have := len(m.parts)
		for i := range byte(16) {
			if b, err = m.readNodes(b, append(path, i)); err != nil {
				return nil, err
			}
		}
		if len(m.parts) == have {
			return nil, bad // nothing to split
		}
		return b, nil
	case kind > nodeSubtree || len(b) < 32:
		return nil, bad
	}
	part := merkle.Part{Path: string(path), Leaf: kind == nodePair}
	if copy(part.Hash[:], b); part.Hash == [32]byte{} {
		return nil, bad
	}
	m.parts = append(m.parts, part)
	return b[32:], nil
}
