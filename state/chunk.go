package state

import (
	"encoding/binary"
	"fmt"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Chunk is chunk i of the snapshot that m describes; m must come from this
// view. It holds pairs in order of key hash: key length, key, value length,
// value.
func (v *View) Chunk(m *Manifest, i int) ([]byte, error) {
	if m.Version != v.version || i < 0 || i >= len(m.parts) {
		return nil, fmt.Errorf("%w: no chunk %d at height %d", ErrSnapshot, i, v.version.Height)
	}
	var b []byte
	err := merkle.Keys(v.reader, m.parts[i].Path, func(key string) error {
		value, ok, err := v.Get([]byte(key))
		if err == nil && !ok {
			err = fmt.Errorf("%w: the tree has a key without value", ErrCorrupt)
		}
		b = appendPair(b, key, value)
		return err
	})
	return b, fault("chunk", err)
}

func appendPair(b []byte, key string, value []byte) []byte {
	b = append(binary.AppendUvarint(b, uint64(len(key))), key...)
	return append(binary.AppendUvarint(b, uint64(len(value))), value...)
}

// Verify checks chunk i without keeping it. It fails with ErrSnapshot.
func (m *Manifest) Verify(i int, chunk []byte) error {
	_, _, _, err := m.openChunk(i, chunk)
	return err
}

// openChunk reads the pairs of chunk i and builds their subtree, which must be
// the one that the manifest names.
func (m *Manifest) openChunk(i int, b []byte) (pairs []write, built merkle.Built, pages []merkle.Write, err error) {
	refuse := func(why string) error { return fmt.Errorf("%w: chunk %d: %s", ErrSnapshot, i, why) }
	if i < 0 || i >= len(m.parts) {
		return nil, built, nil, refuse("no such chunk")
	}
	var changes []merkle.Change
	for len(b) > 0 {
		key, rest, ok := cutBytes(b, 0)
		if !ok || checkKey(key) != nil {
			return nil, built, nil, refuse("bad key")
		}
		value, rest, ok := cutBytes(rest, 0)
		if !ok || len(value) == 0 || len(value) > MaxValue {
			return nil, built, nil, refuse("bad value")
		}
		b = rest
		w := write{string(key), value}
		pairs = append(pairs, w)
		changes = append(changes, merkle.Set(w.key, value))
	}
	if built, pages, err = merkle.Build(m.parts[i].Path, changes); err != nil {
		return nil, built, nil, refuse(err.Error())
	}
	if built.Part() != m.parts[i] {
		return nil, built, nil, refuse("not the pairs that the manifest names")
	}
	return pairs, built, pages, nil
}
