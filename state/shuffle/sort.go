package shuffle

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sort"
)

// list is records in memory, sorted by hash.
type list struct {
	buf   []byte
	items []item
}

// item is a record in buf.
type item struct {
	head uint64 // of its hash: decides nearly always
	at   int
}

// sorted orders the records in buf.
func sorted(buf []byte, records int) *list {
	l := &list{buf, make([]item, 0, records)}
	for at := 0; at < len(buf); {
		r, _ := cut(buf[at:])
		l.items = append(l.items, item{binary.BigEndian.Uint64(r), at})
		at += len(r)
	}
	slices.SortFunc(l.items, func(a, b item) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return bytes.Compare(l.hash(a), l.hash(b))
	})
	return l
}

func (l *list) hash(i item) []byte { return l.buf[i.at : i.at+sha256.Size] }

// Weigh is Shuffle.Weigh.
func (l *list) Weigh(path string) (weight int, _ error) {
	for _, i := range l.under(path) {
		r, _ := cut(l.buf[i.at:])
		weight += len(r) - recordHead
	}
	return weight, nil
}

// Gather is Shuffle.Gather.
func (l *list) Gather(path string, b []byte) ([]byte, int, error) {
	items := l.under(path)
	for _, i := range items {
		r, _ := cut(l.buf[i.at:])
		b = append(b, r[recordHead:]...)
	}
	return b, len(items), nil
}

// under is the records below path.
func (l *list) under(path string) []item {
	from := sort.Search(len(l.items), func(i int) bool { return compare(l.hash(l.items[i]), path) >= 0 })
	n := sort.Search(len(l.items)-from, func(i int) bool { return compare(l.hash(l.items[from+i]), path) > 0 })
	return l.items[from : from+n]
}

// compare says where a hash lies: before path, below it or behind.
func compare(hash []byte, path string) int {
	for depth := range len(path) {
		nibble := hash[depth/2] >> (4 * (1 - depth&1)) & 15
		if nibble != path[depth] {
			return cmp.Compare(nibble, path[depth])
		}
	}
	return 0
}
