package state

import (
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/pages"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// reader is one state: its pairs and the tree above them.
type reader interface {
	get(key []byte) (value []byte, ok bool, err error)
	cursor(start, end []byte, reverse bool) (writes.Cursor, error)
	merkle.Source
}

// pinned reads a Pebble snapshot until closed, or the store's caches while they
// are of the same generations. It takes from them but adds nothing: queries must
// not push out what blocks need.
type pinned struct {
	db     pebble.Reader
	tree   *pages.Pending
	closed *atomic.Bool
	store  *Store // nil to read past its caches
	generations
}

func (p pinned) get(key []byte) ([]byte, bool, error) {
	if p.closed.Load() {
		return nil, false, ErrClosed
	}
	if p.store != nil {
		if value, ok := p.store.values.Peek(p.values, key, nil); ok {
			return value, value != nil, nil
		}
	}
	return disk.GetValue(p.db, key)
}

func (p pinned) cursor(start, end []byte, reverse bool) (writes.Cursor, error) {
	if p.closed.Load() {
		return nil, ErrClosed
	}
	return disk.Scan(p.db, start, end, reverse)
}

func (p pinned) Page(path []byte) (*merkle.Page, error) {
	if p.closed.Load() {
		return nil, ErrClosed
	}
	if page, ok := p.tree.Find(path); ok {
		return page, nil
	}
	if p.store != nil {
		var short [pages.BufferSize]byte
		if raw, ok := p.store.pages.Peek(p.pages, path, short[:0]); ok {
			return pages.Open(raw, nil)
		}
	}
	return pages.Open(pages.Get(p.db, path))
}
