package state

import (
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// tip reads the last version in place, without a snapshot, for the overlay
// that will be committed on top of it. Once the store moves on, every read
// fails with ErrStale instead of mixing two heights; what comes from disk is
// checked again after the read, since a commit may have begun meanwhile.
type tip struct {
	store *Store
	tree  *delta
	edition
}

// edition says which content of the store's caches belongs to a version. Values
// change with each, the tree on disk now and then.
type edition struct{ values, pages uint64 }

// edition is that of the last version. The caller holds s.writing.
func (s *Store) edition() edition { return edition{s.values.version, s.pages.version} }

func (t tip) check() error {
	switch {
	case t.store.closed.Load():
		return ErrClosed
	case t.store.version.Load() != t.values:
		return ErrStale
	}
	return nil
}

func (t tip) get(key []byte) ([]byte, bool, error) {
	if err := t.check(); err != nil {
		return nil, false, err
	}
	value, ok, err := t.store.values.get(t.values, key, nil)
	if err == nil && !ok {
		value, _, err = lookupValue(t.store.db, key)
		if err = firstErr(err, t.check()); err == nil {
			t.store.values.put(t.values, key, value)
		}
	}
	if err != nil {
		return nil, false, err
	}
	return value, value != nil, nil
}

func (t tip) cursor(start, end []byte, reverse bool) (cursor, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	return scan(t.store.db, start, end, reverse)
}

// Page implements merkle.Source.
func (t tip) Page(path []byte) (*merkle.Page, error) {
	return t.page(path, func(path []byte) ([]byte, error) {
		raw, _, err := lookup(t.store.db, pageSpace, path)
		return raw, err
	})
}

// page finds a page in memory, or else by read, which gives its stored form,
// nil for none, and takes it into the cache.
func (t tip) page(path []byte, read func(path []byte) ([]byte, error)) (*merkle.Page, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if p, ok := t.tree.find(path); ok {
		return p, nil
	}
	var short [pageBuffer]byte
	raw, ok, err := t.store.pages.get(t.pages, path, short[:0])
	if err != nil || ok {
		return openPage(raw, err)
	}
	raw, err = read(path)
	if err = firstErr(err, t.check()); err != nil {
		return nil, err
	}
	t.store.pages.put(t.pages, path, raw)
	return openPage(raw, nil)
}
