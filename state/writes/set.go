// Package writes is a set of writes above a state that is read elsewhere: pairs
// to set and keys to remove. It answers lookups and ordered scans, and can take
// single writes back.
package writes

import (
	"slices"
	"strings"

	"github.com/RaduBerinde/btreemap"

	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Write is a pair to be set, or a key to be removed when Value is nil.
type Write struct {
	Key    string
	Value  []byte // never changed, only replaced
	Prefix uint16 // of the key's hash, once Changes was called
}

// Set holds at most one write per key. Blocks write far more often than they
// scan, so order is only made on demand. It is for one goroutine; once Order was
// called, any number may read.
type Set struct {
	byKey map[string]*Write
	order *btreemap.BTreeMap[string, *Write]
	fresh []*Write // in byKey, not yet in order
}

// degree is half of what a node of the ordered tree holds at most.
const degree = 32

// New makes an empty set.
func New() *Set {
	return &Set{byKey: map[string]*Write{}, order: btreemap.New[string, *Write](degree, strings.Compare)}
}

// Len is the number of writes.
func (s *Set) Len() int { return len(s.byKey) }

// Get finds the write of a key.
func (s *Set) Get(key []byte) (*Write, bool) {
	w, ok := s.byKey[string(key)]
	return w, ok
}

// Add puts in a key that is not there yet. It takes value over.
func (s *Set) Add(key string, value []byte) *Write {
	w := &Write{Key: key, Value: value}
	s.byKey[key] = w
	s.fresh = append(s.fresh, w)
	return w
}

// Remove forgets that w was written. The last one added is the cheapest.
func (s *Set) Remove(w *Write) {
	delete(s.byKey, w.Key)
	if last := len(s.fresh) - 1; last >= 0 && s.fresh[last] == w {
		s.fresh = s.fresh[:last]
		return
	}
	s.Order()
	s.order.Delete(w.Key)
}

// Order brings fresh writes into order, which a scan would otherwise do.
func (s *Set) Order() {
	for _, w := range s.fresh {
		s.order.ReplaceOrInsert(w.Key, w)
	}
	clear(s.fresh)
	s.fresh = s.fresh[:0]
}

// ahead is the nearest write after key in the given direction, nil for none; at itself
// counts, forwards, when inclusive. A nil key, backwards, is the end.
func (s *Set) ahead(key []byte, inclusive, reverse bool) (next *Write) {
	if len(s.fresh) > 0 {
		s.Order()
	}
	first := func(_ string, w *Write) bool {
		next = w
		return false
	}
	switch {
	case reverse && key == nil:
		_, next, _ = s.order.Max()
	case reverse:
		s.order.DescendFunc(btreemap.LT(string(key)), btreemap.Min[string](), first)
	case inclusive:
		s.order.AscendFunc(btreemap.GE(string(key)), btreemap.Max[string](), first)
	default:
		s.order.AscendFunc(btreemap.GT(string(key)), btreemap.Max[string](), first)
	}
	return next
}

// Sorted lists the writes in order of their keys.
func (s *Set) Sorted() []*Write {
	all := make([]*Write, 0, len(s.byKey))
	for _, w := range s.byKey { // order does not matter: they are sorted below
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b *Write) int { return strings.Compare(a.Key, b.Key) })
	if invariant.Enabled() {
		s.assertOrder(all)
	}
	return all
}

// assertOrder compares the two ways to walk the set, whose cost the writer of a
// block never pays twice.
func (s *Set) assertOrder(all []*Write) {
	s.Order()
	n := 0
	for _, w := range s.order.Ascend(btreemap.Min[string](), btreemap.Max[string]()) {
		invariant.Assert(n < len(all) && all[n] == w, "writes", "key %x is out of order", w.Key)
		n++
	}
	invariant.Assert(n == len(all), "writes", "%d writes in order, %d by key", n, len(all))
}

// Changes lists the writes for an update of the tree, in any order, and sets
// their prefixes.
func (s *Set) Changes() []merkle.Change {
	changes := make([]merkle.Change, 0, len(s.byKey))
	for _, w := range s.byKey { // order does not matter: merkle.Update sorts
		c := merkle.Remove(w.Key)
		if w.Value != nil {
			c = merkle.Set(w.Key, w.Value)
		}
		w.Prefix = c.Prefix()
		changes = append(changes, c)
	}
	return changes
}
