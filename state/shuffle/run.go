package shuffle

import (
	"encoding/binary"
	"slices"
)

// places is how many values three nibbles have.
const places = 1 << 12

// A run is full with so many bytes or so many pairs, though it takes one pair of
// any size. In which order pairs lie depends on these.
const (
	runBytes = 8 << 20
	runPairs = 1 << 17
)

// run is pairs in the order in which they came.
type run struct {
	data  []byte
	items []item
	order []byte // data in order of the places
}

// item is a pair in a run.
type item struct {
	size  uint32
	place uint16
}

func (r *run) full(key, value []byte) bool {
	size := len(key) + len(value) + 2*binary.MaxVarintLen32
	return len(r.items) == runPairs || len(r.items) > 0 && len(r.data)+size > runBytes
}

// add appends a pair: length of the key, key, length of the value, value. It
// returns how many bytes that are.
func (r *run) add(place int, key, value []byte) int {
	if r.data == nil {
		r.data, r.items = make([]byte, 0, runBytes), make([]item, 0, runPairs)
	}
	before := len(r.data)
	r.data = binary.AppendUvarint(r.data, uint64(len(key)))
	r.data = append(r.data, key...)
	r.data = binary.AppendUvarint(r.data, uint64(len(value)))
	r.data = append(r.data, value...)
	size := len(r.data) - before
	r.items = append(r.items, item{uint32(size), uint16(place)})
	return size
}

// layout is how many bytes lie before each place.
type layout [places + 1]uint32

// sort empties the run. It returns the pairs in order of their places, and at one
// place as they came; until the next call.
func (r *run) sort() (order []byte, before *layout) {
	before = new(layout)
	for _, it := range r.items {
		before[it.place+1] += it.size
	}
	for i := range places {
		before[i+1] += before[i]
	}
	r.order = slices.Grow(r.order[:0], len(r.data))[:len(r.data)]
	next, rest := *before, r.data
	for _, it := range r.items {
		copy(r.order[next[it.place]:], rest[:it.size])
		next[it.place] += it.size
		rest = rest[it.size:]
	}
	r.data, r.items = r.data[:0], r.items[:0]
	return r.order, before
}
