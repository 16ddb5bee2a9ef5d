package state

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Rollback returns to a height of the history, one height at a time, each step
// atomic: stopped halfway, the store is at a height in between. Views that are
// open keep their picture; overlays become stale. It fails with ErrPruned or
// ErrFuture.
func (s *Store) Rollback(to uint64) (Head, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.closed.Load() {
		return Head{}, ErrClosed
	}
	if err := s.meta.covers(to); err != nil {
		return Head{}, err
	}
	for s.meta.Height > to {
		if err := s.stepBack(); err != nil {
			return s.meta.Head, err
		}
	}
	return s.meta.Head, nil
}

// Oldest is the lowest height that ViewAt and Rollback reach.
func (s *Store) Oldest() uint64 { return s.pins.tip().oldest }

// covers says whether a height is within the history.
func (m *meta) covers(height uint64) error {
	switch {
	case height > m.Height:
		return fmt.Errorf("%w: %d, last is %d", ErrFuture, height, m.Height)
	case height < m.oldest:
		return fmt.Errorf("%w: %d, oldest is %d", ErrPruned, height, m.oldest)
	}
	return nil
}

// stepBack undoes the last height.
func (s *Store) stepBack() error {
	last := s.meta.Height
	prev := s.meta
	var err error
	if prev.Head, err = headAt(s.db, last-1); err != nil {
		return err
	}
	back := layer{lower: tip{s, s.tree, s.edition()}}
	if back.writes, err = unwind(s.db, last-1, last, noLimit); err != nil {
		return err
	}
	root, pages, err := back.update()
	if err != nil {
		return err
	}
	if root != prev.Root {
		return fmt.Errorf("%w: height %d undone has root %x, recorded is %x", ErrCorrupt, last, root, prev.Root)
	}
	batch := s.db.NewBatch()
	defer s.drop(batch)
	writes := back.writes.sorted()
	if prev.pairs, err = s.writePairs(batch, writes, nil); err != nil {
		return err
	}
	if err := firstErr(
		batch.DeleteRange(undoKey(last), undoKey(last+1), nil),
		batch.Delete(rootKey(last), nil),
	); err != nil {
		return fault("rollback", err)
	}
	if err := s.advance(batch, prev, writes, s.tree.add(pages), true); err != nil {
		return err
	}
	s.pins.clear()
	return fault("rollback", s.sweep())
}

// headAt reads the recorded root of a height of the history.
func headAt(db pebble.Reader, height uint64) (Head, error) {
	raw, ok, err := lookup(db, rootSpace, rootKey(height)[1:])
	if err != nil {
		return Head{}, err
	}
	v := Head{Height: height}
	if !ok || len(raw) != len(v.Root) {
		return Head{}, fmt.Errorf("%w: no root recorded for height %d", ErrCorrupt, height)
	}
	copy(v.Root[:], raw)
	return v, nil
}
