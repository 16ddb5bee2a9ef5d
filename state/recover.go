package state

import (
	"fmt"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
)

// recover brings the tree pages on disk up to the last height, after a stop
// without Close. The undo log names the keys that changed since those pages
// were written, the flat space holds their values. It ends with the one check
// that costs nothing: the root page must hash to the recorded root.
func (s *Store) recover() error {
	changed, err := unwind(s.db, s.meta.paged, s.meta.Height, noLimit)
	if err != nil {
		return err
	}
	now := layer{disk{db: s.db, closed: new(atomic.Bool)}, changed}
	for _, w := range changed.byKey {
		if w.value, _, err = now.lower.get([]byte(w.key)); err != nil {
			return err
		}
	}
	root, pages, err := now.update()
	if err != nil {
		return err
	}
	if root != s.meta.Root {
		return fmt.Errorf("%w: the tree has root %x, height %d recorded %x", ErrCorrupt, root, s.meta.Height, s.meta.Root)
	}
	s.tree = s.tree.add(pages)
	return s.flushPages()
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
