package state

import (
	"bytes"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

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
	value, ok, err := t.store.values.get(t.version, key)
	if err == nil && !ok {
		if value, _, err = lookup(t.store.db, flatSpace, key); err == nil {
			t.store.values.put(t.version, string(key), value)
		}
	}
	return bytes.Clone(value), value != nil, err
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
	p, ok, err := t.store.pages.get(t.version, path)
	if err != nil || ok {
		return p, err
	}
	if p, ok = t.tree.find(path); !ok {
		p, err = loadPage(t.store.db, path)
	}
	if err == nil {
		t.store.pages.put(t.version, string(path), p)
	}
	return p, err
}
