package bulk

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// record is what goes into the database.
type record struct{ key, value []byte }

// run is records that are sorted together.
type run []record

// place is where a record of a run is.
type place struct {
	head uint64 // of its key, behind what all keys of the run begin with
	at   int
}

// sorted lists the records in order of their keys. Most comparisons are decided
// by the heads, which lie beside each other in memory, as the keys do not.
func (r run) sorted() []place {
	common := r.common()
	places := make([]place, len(r))
	for i := range r {
		var head [8]byte
		copy(head[:], r[i].key[common:])
		places[i] = place{binary.BigEndian.Uint64(head[:]), i}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return bytes.Compare(r[a.at].key, r[b.at].key)
	})
	return places
}

// common is how many bytes all keys begin with.
func (r run) common() int {
	if len(r) == 0 {
		return 0
	}
	first := r[0].key
	n := len(first)
	for i := range r {
		key := r[i].key
		n = min(n, len(key))
		for !bytes.Equal(key[:n], first[:n]) { // seldom
			n--
		}
	}
	return n
}
