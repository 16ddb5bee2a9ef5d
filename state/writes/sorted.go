package writes

import (
	"slices"
	"sort"
	"strings"
)

// sorted holds writes in key order as a list of short sorted parts: a search
// halves its way to a part and then within it, and an insertion moves at most
// one part's pointers. Its cost has no bad case that a writer could arrange.
// The zero value is empty.
type sorted struct {
	parts [][]*Write // none empty, each at most maxPart long
}

const maxPart = 512

// search finds the part that key belongs to, and the index in it; that may be
// the end of the part.
func (s *sorted) search(key string) (part, i int) {
	part = sort.Search(len(s.parts), func(i int) bool { return s.parts[i][0].Key > key }) - 1
	if part < 0 {
		return 0, 0
	}
	i, _ = slices.BinarySearchFunc(s.parts[part], key, func(w *Write, key string) int {
		return strings.Compare(w.Key, key)
	})
	return part, i
}

// insert adds a write whose key is not there yet.
func (s *sorted) insert(w *Write) {
	if len(s.parts) == 0 {
		s.parts = append(s.parts, []*Write{w})
		return
	}
	part, i := s.search(w.Key)
	full := slices.Insert(s.parts[part], i, w)
	s.parts[part] = full
	if len(full) > maxPart {
		half := len(full) / 2
		s.parts[part] = full[:half:half]
		s.parts = slices.Insert(s.parts, part+1, slices.Clone(full[half:]))
	}
}

// remove takes out the write of key, if there is one.
func (s *sorted) remove(key string) {
	part, i := s.search(key)
	if part == len(s.parts) || i == len(s.parts[part]) || s.parts[part][i].Key != key {
		return
	}
	if s.parts[part] = slices.Delete(s.parts[part], i, i+1); len(s.parts[part]) == 0 {
		s.parts = slices.Delete(s.parts, part, part+1)
	}
}

// above is the first write after key, or at it when inclusive; nil for none.
func (s *sorted) above(key string, inclusive bool) *Write {
	part, i := s.search(key)
	if part < len(s.parts) && i < len(s.parts[part]) && s.parts[part][i].Key == key && !inclusive {
		i++
	}
	if part < len(s.parts) && i == len(s.parts[part]) {
		part, i = part+1, 0
	}
	if part >= len(s.parts) {
		return nil
	}
	return s.parts[part][i]
}

// below is the last write before key; nil for none.
func (s *sorted) below(key string) *Write {
	part, i := s.search(key)
	if i == 0 { // the part that starts at key, or the very first
		if part == 0 {
			return nil
		}
		part--
		i = len(s.parts[part])
	}
	return s.parts[part][i-1]
}

// last is the greatest write; nil for none.
func (s *sorted) last() *Write {
	if len(s.parts) == 0 {
		return nil
	}
	part := s.parts[len(s.parts)-1]
	return part[len(part)-1]
}
