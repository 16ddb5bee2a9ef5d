package state

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// formatVersion is the version of everything below. Version 1: the first;
// version 2: pages are stored as patches; version 3: records. A node refuses a store of another
// version (ErrFormat) rather than guess.
const formatVersion = 3

// First bytes of Pebble keys. Each space is contiguous, so that one range
// covers it.
const (
	flatSpace = 'd' // key -> record
	metaSpace = 'm' // -> meta, one record
	pageSpace = 'p' // path of nibbles -> merkle page
	rootSpace = 'r' // height (8 bytes, big endian) -> root at that height
	undoSpace = 'u' // height, chunk number (4 bytes) -> what that height overwrote
)

var metaKey = []byte{metaSpace}

// meta is the record that makes a batch a version.
type meta struct {
	Head
	oldest uint64 // lowest height of the history
	paged  uint64 // height that the tree pages on disk belong to
	pairs  uint64 // pairs in the flat space
}

const metaSize = 4 + 8 + 32 + 8 + 8 + 8

func (m *meta) encode() []byte {
	b := make([]byte, 0, metaSize)
	b = binary.BigEndian.AppendUint32(b, formatVersion)
	b = binary.BigEndian.AppendUint64(b, m.Height)
	b = append(b, m.Root[:]...)
	b = binary.BigEndian.AppendUint64(b, m.oldest)
	b = binary.BigEndian.AppendUint64(b, m.paged)
	return binary.BigEndian.AppendUint64(b, m.pairs)
}

func decodeMeta(b []byte) (m meta, err error) {
	if len(b) < 4 {
		return m, fmt.Errorf("%w: meta record of %d bytes", ErrCorrupt, len(b))
	}
	if bytes.Equal(b, unfinished) {
		return m, fmt.Errorf("%w: a restore that was never finished; delete the directory and begin again", ErrFormat)
	}
	if v := binary.BigEndian.Uint32(b); v != formatVersion {
		return m, fmt.Errorf("%w: version %d, this program knows %d", ErrFormat, v, formatVersion)
	}
	if len(b) != metaSize {
		return m, fmt.Errorf("%w: meta record of %d bytes", ErrCorrupt, len(b))
	}
	m.Height = binary.BigEndian.Uint64(b[4:])
	copy(m.Root[:], b[12:])
	m.oldest = binary.BigEndian.Uint64(b[44:])
	m.paged = binary.BigEndian.Uint64(b[52:])
	m.pairs = binary.BigEndian.Uint64(b[60:])
	if m.oldest > m.Height || m.paged > m.Height {
		return m, fmt.Errorf("%w: meta record of height %d", ErrCorrupt, m.Height)
	}
	return m, nil
}

func rootKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{rootSpace}, height)
}

func undoKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{undoSpace}, height)
}

func undoChunkKey(height uint64, chunk uint32) []byte {
	return binary.BigEndian.AppendUint32(undoKey(height), chunk)
}

// inSpace prefixes a key with its space.
func inSpace(space byte, key []byte) []byte {
	b := make([]byte, 0, 1+len(key))
	return append(append(b, space), key...)
}

// flatRange is the Pebble range of the pairs in [start, end); a nil bound is
// open.
func flatRange(start, end []byte) (lower, upper []byte) {
	lower = inSpace(flatSpace, start)
	if end == nil {
		return lower, []byte{flatSpace + 1}
	}
	return lower, inSpace(flatSpace, end)
}
