package state

import (
	"cmp"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/pages"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// tip reads the head in place, without a Pebble snapshot, for the overlay that
// will be committed on top of it. Once the store moves on, every read fails with
// ErrStale instead of mixing two heights; what comes from disk is checked again
// after the read, since a commit may have begun meanwhile.
type tip struct {
	store *Store
	tree  *pages.Pending
	generations
}

// generations says which content of the store's caches belongs to a head. Values
// change with each, the tree on disk now and then.
type generations struct{ values, pages uint64 }

// generations is that of the head. The caller holds s.writing.
func (s *Store) generations() generations {
	return generations{s.values.Generation(), s.pages.Generation()}
}

func (t tip) check() error {
	switch {
	case t.store.closed.Load():
		return ErrClosed
	case t.store.changes.Load() != t.values:
		return ErrStale
	}
	return nil
}

func (t tip) get(key []byte) ([]byte, bool, error) {
	if err := t.check(); err != nil {
		return nil, false, err
	}
	value, found, current := t.store.values.Get(t.values, key, nil)
	switch {
	case !current:
		return nil, false, ErrStale
	case found:
		return value, value != nil, nil
	}
	value, _, err := disk.GetValue(t.store.db, key)
	if err = cmp.Or(err, t.check()); err != nil {
		return nil, false, err
	}
	t.store.values.Put(t.values, key, value)
	return value, value != nil, nil
}

func (t tip) cursor(start, end []byte, reverse bool) (writes.Cursor, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	return disk.Scan(t.store.db, start, end, reverse)
}

// Page implements merkle.Source.
func (t tip) Page(path []byte) (*merkle.Page, error) {
	return t.page(path, func(path []byte) ([]byte, error) { return pages.Get(t.store.db, path) })
}

// page finds a page in memory, or else by read, which gives its stored form,
// nil for none, and takes it into the cache.
func (t tip) page(path []byte, read func(path []byte) ([]byte, error)) (*merkle.Page, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if p, ok := t.tree.Find(path); ok {
		return p, nil
	}
	var short [pages.BufferSize]byte
	raw, found, current := t.store.pages.Get(t.pages, path, short[:0])
	switch {
	case !current:
		return nil, ErrStale
	case found:
		return pages.Open(raw, nil)
	}
	raw, err := read(path)
	if err = cmp.Or(err, t.check()); err != nil {
		return nil, err
	}
	t.store.pages.Put(t.pages, path, raw)
	return pages.Open(raw, nil)
}

// scan is a tip whose pages are asked for in order of their paths.
type scan struct {
	tip
	disk *pages.Scanner
}

// Page implements merkle.Source.
func (s *scan) Page(path []byte) (*merkle.Page, error) { return s.page(path, s.disk.Seek) }

// treeInOrder is what an update reads the pages of lower from, and what ends it.
// Closing the store waits for the end.
func treeInOrder(lower reader) (merkle.Source, func()) {
	t, ok := lower.(tip)
	if !ok {
		return lower, func() {}
	}
	s := &scan{t, pages.NewScanner(t.store.db)}
	t.store.updates.RLock()
	return s, func() {
		s.disk.Close()
		t.store.updates.RUnlock()
	}
}
