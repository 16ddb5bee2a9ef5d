package disk

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Format is the number of the format that this package describes. Format 1: the
// first; 2: pages are stored as patches; 3: records. A node declines a store of
// another format (ErrFormat) rather than guess.
const Format = 3

// First bytes of the database's keys. Each space is contiguous, so that one
// range covers it.
const (
	PairSpace = 'd' // key -> record
	MetaSpace = 'm' // -> Meta, one record
	PageSpace = 'p' // path of nibbles -> merkle page, or patches of one
	RootSpace = 'r' // height (8 bytes, big endian) -> root at that height
	UndoSpace = 'u' // height, chunk number (4 bytes) -> what that height overwrote
)

// MetaKey is the key of the meta record.
var MetaKey = []byte{MetaSpace}

// Unfinished stands in place of the meta record while a restore goes on.
var Unfinished = binary.BigEndian.AppendUint32(nil, 0xffffffff)

// Head names one committed state: its height and root. Height zero means that
// nothing was committed; its root is that of the empty tree, 32 zero bytes.
type Head struct {
	Height uint64
	Root   [32]byte
}

// Meta is the record that makes a batch a height.
type Meta struct {
	Head
	Oldest uint64 // lowest height of the history
	Paged  uint64 // height that the tree pages on disk belong to
	Pairs  uint64 // pairs in the pair space
}

const metaSize = 4 + 8 + 32 + 8 + 8 + 8

// Encode is the stored form, which begins with the format.
func (m *Meta) Encode() []byte {
	b := make([]byte, 0, metaSize)
	b = binary.BigEndian.AppendUint32(b, Format)
	b = binary.BigEndian.AppendUint64(b, m.Height)
	b = append(b, m.Root[:]...)
	b = binary.BigEndian.AppendUint64(b, m.Oldest)
	b = binary.BigEndian.AppendUint64(b, m.Paged)
	return binary.BigEndian.AppendUint64(b, m.Pairs)
}

// DecodeMeta reads what Encode wrote. It fails with ErrFormat or ErrCorrupt.
func DecodeMeta(b []byte) (m Meta, err error) {
	if len(b) < 4 {
		return m, fmt.Errorf("%w: meta record of %d bytes", ErrCorrupt, len(b))
	}
	if bytes.Equal(b, Unfinished) {
		return m, fmt.Errorf("%w: a restore that was never finished; delete the directory and begin again", ErrFormat)
	}
	if f := binary.BigEndian.Uint32(b); f != Format {
		return m, fmt.Errorf("%w: format %d, this program knows %d", ErrFormat, f, Format)
	}
	if len(b) != metaSize {
		return m, fmt.Errorf("%w: meta record of %d bytes", ErrCorrupt, len(b))
	}
	m.Height = binary.BigEndian.Uint64(b[4:])
	copy(m.Root[:], b[12:])
	m.Oldest = binary.BigEndian.Uint64(b[44:])
	m.Paged = binary.BigEndian.Uint64(b[52:])
	m.Pairs = binary.BigEndian.Uint64(b[60:])
	if m.Oldest > m.Height || m.Paged > m.Height {
		return m, fmt.Errorf("%w: meta record of height %d", ErrCorrupt, m.Height)
	}
	return m, nil
}

// Covers fails with ErrFuture or ErrPruned unless height is within the history.
func (m *Meta) Covers(height uint64) error {
	switch {
	case height > m.Height:
		return fmt.Errorf("%w: %d, last is %d", ErrFuture, height, m.Height)
	case height < m.Oldest:
		return fmt.Errorf("%w: %d, oldest is %d", ErrPruned, height, m.Oldest)
	}
	return nil
}

// RootKey is where the root of a height lies.
func RootKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{RootSpace}, height)
}

// UndoKey is where the undo log of a height begins; that of the next height is
// its end.
func UndoKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{UndoSpace}, height)
}

// UndoChunkKey is where one chunk of it lies.
func UndoChunkKey(height uint64, chunk uint32) []byte {
	return binary.BigEndian.AppendUint32(UndoKey(height), chunk)
}

// Key is a key of a space.
func Key(space byte, key []byte) []byte {
	b := make([]byte, 0, 1+len(key))
	return append(append(b, space), key...)
}

// PairRange is where the pairs in [start, end) lie; a nil bound is open.
func PairRange(start, end []byte) (lower, upper []byte) {
	lower = Key(PairSpace, start)
	if end == nil {
		return lower, []byte{PairSpace + 1}
	}
	return lower, Key(PairSpace, end)
}
