package sorter

import (
	"encoding/binary"
	"slices"
)

// A spill is full with so many bytes or so many pairs, though it takes one pair
// of any size. In which order the pairs of one rank lie depends on these.
const (
	spillBytes = 8 << 20
	spillPairs = 1 << 17
)

// spill is pairs in the order in which they came, until it is written.
type spill struct {
	data   []byte
	items  []item
	sorted []byte // data in order of the ranks
}

// item is a pair of a spill.
type item struct {
	size uint32
	rank uint16
}

func (s *spill) full(key, value []byte) bool {
	size := len(key) + len(value) + 2*binary.MaxVarintLen32
	return len(s.items) == spillPairs || len(s.items) > 0 && len(s.data)+size > spillBytes
}

func (s *spill) add(key, value []byte) {
	before := len(s.data)
	if need := before + len(key) + len(value) + 2*binary.MaxVarintLen32; need > cap(s.data) {
		s.data = slices.Grow(s.data, max(need, min(8*need, spillBytes))-before)
	}
	s.data = appendPair(s.data, key, value)
	s.items = append(s.items, item{size: uint32(len(s.data) - before)})
}

// keys is a Keys: of a few thousand pairs, all.
func (s *spill) keys(visit func(key []byte)) error {
	every := len(s.items)/(4*listKeys) + 1
	rest := s.data
	for i, it := range s.items {
		if i%every == 0 {
			key, _, _ := cutPair(rest)
			visit(key)
		}
		rest = rest[it.size:]
	}
	return nil
}

// layout is how many bytes lie before each rank.
type layout [Ranks + 1]uint32

// sort empties the spill. It returns the pairs in order of their ranks, and those
// of one rank as they came, until the next call; pairs counts them by rank.
func (s *spill) sort(rank Rank, pairs *[Ranks]int) (sorted []byte, before *layout) {
	before = new(layout)
	rest := s.data
	for i := range s.items {
		it := &s.items[i]
		key, value, _ := cutPair(rest)
		it.rank = uint16(rank(key, value))
		before[it.rank+1] += it.size
		pairs[it.rank]++
		rest = rest[it.size:]
	}
	for i := range Ranks {
		before[i+1] += before[i]
	}
	s.sorted = slices.Grow(s.sorted[:0], len(s.data))[:len(s.data)]
	next := *before
	rest = s.data
	for _, it := range s.items {
		copy(s.sorted[next[it.rank]:], rest[:it.size])
		next[it.rank] += it.size
		rest = rest[it.size:]
	}
	s.data, s.items = s.data[:0], s.items[:0]
	return s.sorted, before
}
