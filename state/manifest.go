package state

import (
	"encoding/binary"
	"fmt"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Manifest describes a snapshot of one version: the subtrees, one per chunk,
// that together hash to the root. Whoever trusts the root can check the
// manifest against it, and each chunk, alone and at once, against the
// manifest. Both are functions of the pairs and the height: every node makes
// the same bytes.
type Manifest struct {
	Head  Head
	parts []merkle.Part
}

// manifestFormat is the version of manifests and chunks. Version 1: the first;
// version 2: a chunk holds records, in any order.
const manifestFormat = 2

// chunkBytes is the most bytes of one chunk, unless a single pair is larger:
// the tree is cut deeper where pairs are crowded, so that no choice of keys
// makes a chunk too large to travel. Part of what makes snapshots of two nodes
// equal.
const chunkBytes = 4 << 20

// Chunks is the number of chunks; 0 for a state without pairs. None is empty.
func (m *Manifest) Chunks() int { return len(m.parts) }

// What a manifest says of one place in the tree. A split is followed by the
// sixteen places below it.
const (
	placeEmpty = iota
	placePair
	placeSubtree
	placeSplit
)

// Encode is the manifest for the wire: its format, height and root, and the top
// of the tree in preorder.
func (m *Manifest) Encode() []byte {
	b := []byte{manifestFormat}
	b = binary.BigEndian.AppendUint64(b, m.Head.Height)
	b = append(b, m.Head.Root[:]...)
	b, _ = appendPlaces(b, m.parts, "")
	return b
}

// appendPlaces writes the place at path and returns the parts beyond it.
func appendPlaces(b []byte, parts []merkle.Part, path string) ([]byte, []merkle.Part) {
	if len(parts) == 0 || len(parts[0].Path) < len(path) || parts[0].Path[:len(path)] != path {
		return append(b, placeEmpty), parts
	}
	switch p := parts[0]; {
	case len(p.Path) > len(path):
		b = append(b, placeSplit)
		for i := range byte(16) {
			b, parts = appendPlaces(b, parts, path+string([]byte{i}))
		}
		return b, parts
	case p.Leaf:
		b = append(b, placePair)
	default:
		b = append(b, placeSubtree)
	}
	return append(b, parts[0].Hash[:]...), parts[1:]
}

// DecodeManifest reads what Encode wrote and checks that the parts make the
// root that it claims. The caller compares Head with what it trusts. It
// fails with ErrSnapshot.
func DecodeManifest(b []byte) (*Manifest, error) {
	const head = 1 + 8 + 32
	if len(b) < head || b[0] != manifestFormat {
		return nil, fmt.Errorf("%w: not a manifest", ErrSnapshot)
	}
	m := &Manifest{}
	m.Head.Height = binary.BigEndian.Uint64(b[1:])
	copy(m.Head.Root[:], b[9:])
	rest, err := m.places(b[head:], nil)
	if err != nil {
		return nil, err
	}
	if m.Head.Height == 0 || len(rest) != 0 || merkle.RootOf(m.parts) != m.Head.Root {
		return nil, fmt.Errorf("%w: the parts do not make the root", ErrSnapshot)
	}
	return m, nil
}

// places reads the place at path and all below it. A path has at most 64
// nibbles: as many as a key's hash.
func (m *Manifest) places(b, path []byte) (rest []byte, err error) {
	bad := fmt.Errorf("%w: the manifest is malformed", ErrSnapshot)
	if len(b) == 0 {
		return nil, bad
	}
	kind := b[0]
	b = b[1:]
	switch {
	case kind == placeEmpty:
		return b, nil
	case kind == placeSplit && len(path) < 64:
		have := len(m.parts)
		for i := range byte(16) {
			if b, err = m.places(b, append(path, i)); err != nil {
				return nil, err
			}
		}
		if len(m.parts) == have {
			return nil, bad // nothing to split
		}
		return b, nil
	case kind > placeSubtree || len(b) < 32:
		return nil, bad
	}
	part := merkle.Part{Path: string(path), Leaf: kind == placePair}
	if copy(part.Hash[:], b); part.Hash == [32]byte{} {
		return nil, bad
	}
	m.parts = append(m.parts, part)
	return b[32:], nil
}
