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
	Version Version
	depth   int // chunks are the subtrees at so many nibbles, 1 to maxDepth
	parts   []merkle.Part
}

const (
	manifestFormat = 1
	maxDepth       = 4
	chunkPairs     = 2048 // about as many pairs per chunk, unless the state is vast
)

// Chunks is the number of chunks.
func (m *Manifest) Chunks() int { return len(m.parts) }

// Manifest describes a snapshot of the view.
func (v *View) Manifest() (*Manifest, error) {
	for depth := 1; ; depth++ {
		parts, err := merkle.Parts(v.reader, depth)
		if err != nil {
			return nil, fault("manifest", err)
		}
		m := &Manifest{Version: v.version, depth: depth, parts: parts}
		if depth == maxDepth {
			return m, nil
		}
		// Keys are spread evenly by their hashes: one chunk tells the size of
		// all. A lone pair or none means that there are few.
		pairs := 0
		if err := merkle.Keys(v.reader, depth, 0, func(string) error { pairs++; return nil }); err != nil {
			return nil, fault("manifest", err)
		}
		if pairs <= chunkPairs {
			return m, nil
		}
	}
}

// Encode is the manifest for the wire.
func (m *Manifest) Encode() []byte {
	b := []byte{manifestFormat, byte(m.depth)}
	b = binary.BigEndian.AppendUint64(b, m.Version.Height)
	b = append(b, m.Version.Root[:]...)
	for _, p := range m.parts {
		switch {
		case p.Leaf:
			b = append(append(b, 1), p.Hash[:]...)
		case p.Hash != [32]byte{}:
			b = append(append(b, 2), p.Hash[:]...)
		default:
			b = append(b, 0)
		}
	}
	return b
}

// DecodeManifest reads what Encode wrote and checks that the parts make the
// root that it claims. The caller compares Version with what it trusts. It
// fails with ErrSnapshot.
func DecodeManifest(b []byte) (*Manifest, error) {
	const head = 2 + 8 + 32
	if len(b) < head || b[0] != manifestFormat || b[1] < 1 || b[1] > maxDepth {
		return nil, fmt.Errorf("%w: not a manifest", ErrSnapshot)
	}
	m := &Manifest{depth: int(b[1])}
	m.Version.Height = binary.BigEndian.Uint64(b[2:])
	copy(m.Version.Root[:], b[10:])
	n := 1 << (4 * m.depth)
	if b = b[head:]; m.Version.Height == 0 || len(b) < n {
		return nil, fmt.Errorf("%w: not a manifest", ErrSnapshot)
	}
	m.parts = make([]merkle.Part, n)
	for i := range m.parts {
		if len(b) == 0 || b[0] > 2 || b[0] != 0 && len(b) < 33 {
			return nil, fmt.Errorf("%w: manifest part %d", ErrSnapshot, i)
		}
		kind := b[0]
		if b = b[1:]; kind == 0 {
			continue
		}
		m.parts[i].Leaf = kind == 1
		b = b[copy(m.parts[i].Hash[:], b):]
		if m.parts[i].Hash == [32]byte{} {
			return nil, fmt.Errorf("%w: manifest part %d", ErrSnapshot, i)
		}
	}
	if len(b) != 0 || merkle.RootOf(m.parts) != m.Version.Root {
		return nil, fmt.Errorf("%w: the parts do not make the root", ErrSnapshot)
	}
	return m, nil
}
