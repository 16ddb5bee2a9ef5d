package disk

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Limits on what one pair may hold, in bytes. Part of consensus: a node that
// accepts more than its peers forks.
const (
	MaxKey   = 1 << 10
	MaxValue = 1 << 24
)

// PrefixSize is how many bytes of a key's hash stand before its value in a
// record, the stored form of a pair. Who writes a pair has hashed the key
// anyway; a snapshot, which has to know where each pair belongs in the tree,
// need not do it again.
const PrefixSize = 2

// HashPrefix is the first two bytes of the sha256 of key.
func HashPrefix(key []byte) uint16 {
	hash := sha256.Sum256(key)
	return binary.BigEndian.Uint16(hash[:])
}

// AppendRecord appends the record of a value.
func AppendRecord(to []byte, prefix uint16, value []byte) []byte {
	return append(binary.BigEndian.AppendUint16(to, prefix), value...)
}

// Value is the value in a record, a part of it. It fails with ErrCorrupt.
func Value(record []byte) ([]byte, error) {
	if len(record) <= PrefixSize {
		return nil, fmt.Errorf("%w: record of %d bytes", ErrCorrupt, len(record))
	}
	return record[PrefixSize:], nil
}

// Prefix is the hash prefix in a record that Value has accepted.
func Prefix(record []byte) uint16 { return binary.BigEndian.Uint16(record) }

// CutBytes reads a length, stored plus bias as a uvarint in its shortest form,
// and so many bytes. The slices alias b.
func CutBytes(b []byte, bias uint64) (head, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n < bias || n-bias > uint64(len(b)-w) || w > 1 && b[w-1] == 0 {
		return nil, nil, false
	}
	end := w + int(n-bias)
	return b[w:end:end], b[end:], true
}
