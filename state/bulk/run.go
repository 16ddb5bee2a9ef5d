package bulk

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// record is what goes into the database.
type record struct{ key, value []byte }

// run is records that are sorted together: their bytes, one behind the other, and
// where each of them is. Neither holds pointers, so the collector has nothing to
// look at.
type run struct {
	data   []byte // of each record: length of the key and of the value, key, value
	places []place
	spare  []place
	common int // bytes that all keys begin with
}

// place is where a record of a run is.
type place struct {
	head     uint64 // of its key, behind what all keys of the run begin with
	at, size uint32
}

// A run is full with so many bytes, of which a record has some in each list of
// places.
const (
	runSize   = 24 << 20
	placeSize = 2 * 16
)

func (r *run) full(key, value []byte) bool {
	size := len(r.data) + len(key) + len(value) + placeSize*len(r.places)
	return len(r.places) > 0 && size > runSize
}

// header is the length of the key, the space counted, in 16 bits, and of the value
// in 32.
const header = 2 + 4

// add copies a record in; the space stands before its key.
func (r *run) add(space byte, key, value []byte) {
	at, end := len(r.data), len(r.data)+header+1+len(key)+len(value)
	if end > cap(r.data) {
		grown := make([]byte, at, max(end, min(8*end, runSize)))
		copy(grown, r.data)
		r.data = grown
	}
	b := binary.BigEndian.AppendUint16(r.data, uint16(1+len(key)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
	r.data = append(append(append(b, space), key...), value...)
	r.places = append(r.places, place{at: uint32(at), size: uint32(end - at)})
	r.compareHead(r.data[at+header:][:1+len(key)])
}

// compareHead learns from a new key what all keys begin with.
func (r *run) compareHead(key []byte) {
	if len(r.places) == 1 {
		r.common = len(key)
	}
	first := r.record(r.places[0]).key
	r.common = min(r.common, len(key))
	for !bytes.Equal(key[:r.common], first[:r.common]) { // seldom
		r.common--
	}
}

// stored is a record as it lies in a run.
func (r *run) stored(p place) []byte { return r.data[p.at : p.at+p.size] }

func (r *run) record(p place) record { return open(r.stored(p)) }

// open takes a stored record apart.
func open(b []byte) record {
	end := header + int(binary.BigEndian.Uint16(b))
	return record{b[header:end:end], b[end:]}
}

// sizeOf is how long a stored record is that begins with these bytes.
func sizeOf(b []byte) int {
	return header + int(binary.BigEndian.Uint16(b)) + int(binary.BigEndian.Uint32(b[2:]))
}

// sort puts the places in order of the keys. They are counted into 4,096 parts
// first, as large as the keys lie apart; most comparisons within one are decided
// by the heads, which lie beside each other in memory, as the keys do not.
func (r *run) sort() {
	low, high := r.heads()
	shift := max(0, bits.Len64(high-low)-partBits)
	var next [1<<partBits + 1]int
	for i := range r.places {
		next[(r.places[i].head-low)>>shift+1]++
	}
	for i := range len(next) - 1 {
		next[i+1] += next[i]
	}
	sorted := slices.Grow(r.spare[:0], len(r.places))[:len(r.places)]
	for _, p := range r.places {
		at := &next[(p.head-low)>>shift]
		sorted[*at] = p
		*at++
	}
	r.places, r.spare = sorted, r.places
	from := 0
	for _, to := range next[:len(next)-1] { // by now each has moved to its end
		slices.SortFunc(sorted[from:to], r.compare)
		from = to
	}
}

const partBits = 12

func (r *run) compare(a, b place) int {
	if a.head != b.head {
		return cmp.Compare(a.head, b.head)
	}
	return bytes.Compare(r.record(a).key, r.record(b).key)
}

// heads sets the heads and returns the least and the greatest.
func (r *run) heads() (low, high uint64) {
	low = math.MaxUint64
	for i := range r.places {
		p := &r.places[i]
		var head [8]byte
		copy(head[:], r.record(*p).key[r.common:])
		p.head = binary.BigEndian.Uint64(head[:])
		low, high = min(low, p.head), max(high, p.head)
	}
	return low, high
}

// clear empties the run and keeps its memory.
func (r *run) clear() { r.data, r.places = r.data[:0], r.places[:0] }
