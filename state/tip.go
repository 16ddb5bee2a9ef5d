package state

import "github.com/peerz-ai/peerz-chain/state/merkle"

// tip reads the last version in place, without a snapshot, for the overlay
// that will be committed on top of it. Once the store moves on, every read
// fails with ErrStale instead of mixing two heights.
type tip struct {
	store   *Store
	tree    *delta
	version uint64
}

func (t tip) check() error {
	switch {
	case t.store.closed.Load():
		return ErrClosed
	case t.store.version.Load() != t.version:
		return ErrStale
	}
	return nil
}

func (t tip) get(key []byte) ([]byte, bool, error) {
	if err := t.check(); err != nil {
		return nil, false, err
	}
	return lookup(t.store.db, flatSpace, key)
}

func (t tip) cursor(start, end []byte, reverse bool) (cursor, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	return scan(t.store.db, start, end, reverse)
}

func (t tip) Page(path []byte) (*merkle.Page, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	p, current := t.store.cache.get(t.version, path)
	if !current {
		return nil, ErrStale
	}
	if p != nil {
		return p, nil
	}
	p, ok := t.tree.find(path)
	var err error
	if !ok {
		p, err = loadPage(t.store.db, path)
	}
	if err == nil && p != nil {
		t.store.cache.put(t.version, path, p)
	}
	return p, err
}
