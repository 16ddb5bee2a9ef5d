package state

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/history"
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
	if err := s.meta.Covers(to); err != nil {
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
func (s *Store) Oldest() uint64 { return s.pins.tip().Oldest }

// stepBack undoes the last height.
func (s *Store) stepBack() error {
	last := s.meta.Height
	prev := s.meta
	var err error
	if prev.Head, err = disk.GetRoot(s.db, last-1); err != nil {
		return err
	}
	back := layer{lower: tip{s, s.tree, s.generations()}}
	if back.writes, err = history.Unwind(s.db, last-1, last, history.NoLimit); err != nil {
		return err
	}
	root, changed, err := back.update()
	if err != nil {
		return err
	}
	if root != prev.Root {
		return fmt.Errorf("%w: height %d undone has root %x, recorded is %x", ErrCorrupt, last, root, prev.Root)
	}
	batch := s.db.NewBatch()
	defer s.drop(batch)
	undone := back.writes.Sorted()
	if prev.Pairs, err = s.writePairs(batch, undone, nil); err != nil {
		return err
	}
	if err := history.ForgetLast(batch, last); err != nil {
		return disk.Fault("rollback", err)
	}
	if err := s.advance(batch, prev, undone, s.tree.Add(changed), true); err != nil {
		return err
	}
	s.pins.clear()
	return disk.Fault("rollback", s.sweep())
}
