package state

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// A record is what the flat space holds for a key: the head of the key's hash,
// which is its first two bytes, and the value. Who writes a pair has hashed the
// key anyway; a snapshot, which has to know where each pair belongs in the tree,
// need not do it again.
const headSize = 2

// headOf is the head of a key's hash.
func headOf(key []byte) uint16 {
	hash := sha256.Sum256(key)
	return binary.BigEndian.Uint16(hash[:])
}

func appendRecord(to []byte, head uint16, value []byte) []byte {
	return append(binary.BigEndian.AppendUint16(to, head), value...)
}

// openRecord is the value in a record.
func openRecord(record []byte) ([]byte, error) {
	if len(record) <= headSize {
		return nil, fmt.Errorf("%w: record of %d bytes", ErrCorrupt, len(record))
	}
	return record[headSize:], nil
}

// headIn is the head in a record that openRecord has seen.
func headIn(record []byte) uint16 { return binary.BigEndian.Uint16(record) }
