package state

import (
	"fmt"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// recover brings the tree pages on disk up to the last height, after a stop
// without Close. The undo log names the keys that changed since those pages
// were written, the flat space holds their values. It ends with the one check
// that costs nothing: the root page must hash to the recorded root.
func (s *Store) recover() error {
	changes, err := s.changedSince(s.meta.paged)
	if err != nil {
		return err
	}
	root, pages, err := merkle.Update(disk{db: s.db, closed: new(atomic.Bool)}, changes)
	if err != nil {
		return fault("root", err)
	}
	if root != s.meta.Root {
		return fmt.Errorf("%w: the tree has root %x, height %d recorded %x", ErrCorrupt, root, s.meta.Height, s.meta.Root)
	}
	s.tree = s.tree.add(pages)
	return s.flushPages()
}

// changedSince lists the keys that changed above a height as what they are now.
// Of the values it keeps no more than their hashes, as they may be large.
func (s *Store) changedSince(height uint64) (changes []merkle.Change, err error) {
	seen := map[string]bool{}
	err = eachUndo(s.db, height, s.meta.Height, func(key, _ []byte) error {
		if seen[string(key)] {
			return nil
		}
		seen[string(key)] = true
		value, ok, err := lookupValue(s.db, key)
		if ok {
			changes = append(changes, merkle.Set(string(key), value))
		} else {
			changes = append(changes, merkle.Remove(string(key)))
		}
		return err
	})
	return changes, err
}

// flushPages writes the pages that are only in memory.
func (s *Store) flushPages() error {
	if s.meta.paged == s.meta.Height {
		return nil
	}
	batch := s.db.NewBatch()
	defer s.drop(batch)
	if err := s.tree.put(batch); err != nil {
		return err
	}
	next := s.meta
	next.paged = next.Height
	err := firstErr(batch.Set(metaKey, next.encode(), nil), s.apply(batch, pebble.Sync))
	if err == nil {
		s.pages.advance(s.tree.cache)
		s.meta, s.tree = next, nil
	}
	return fault("pages", err)
}
