package bulk

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// record is what goes into the database: the key is space and key.
type record struct {
	space      byte
	key, value []byte
}

func compare(a, b *record) int {
	if a.space != b.space {
		return cmp.Compare(a.space, b.space)
	}
	return bytes.Compare(a.key, b.key)
}

// run is records that are sorted together.
type run []record

// sort orders them by key. Most comparisons are decided by the first bytes, which
// lie beside each other in memory, as the keys do not.
func (r run) sort() {
	type place struct {
		head uint64
		at   int
	}
	places := make([]place, len(r))
	for i := range r {
		places[i] = place{head(&r[i]), i}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return compare(&r[a.at], &r[b.at])
	})
	sorted := make(run, len(r))
	for i, p := range places {
		sorted[i] = r[p.at]
	}
	copy(r, sorted)
}

// head is the first eight bytes of a key as a number in the same order.
func head(r *record) uint64 {
	var b [8]byte
	b[0] = r.space
	copy(b[1:], r.key)
	return binary.BigEndian.Uint64(b[:])
}
