package state

import (
	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/pages"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// batchSize guesses the bytes of a commit, so that a large batch need not grow
// by copying itself: pairs, as much again for what they overwrite, and patches
// of pages when they go with them.
func batchSize(all []*writes.Write, tree *pages.Pending, flush bool) int {
	size := 4096
	for _, w := range all {
		size += 2 * (len(w.Key) + len(w.Value) + 8)
	}
	if flush {
		size += tree.Size() / 8
	}
	return size
}

// apply commits a batch. After a failure of the disk none is taken any more:
// what Pebble had in memory by then need not be on disk.
func (s *Store) apply(batch *pebble.Batch, sync *pebble.WriteOptions) error {
	if err := s.guard.Fault(); err != nil {
		return err
	}
	return s.guard.Do(func() error { return batch.Commit(sync) })
}

// drop releases a batch, unless a commit that will never end still uses it.
func (s *Store) drop(batch *pebble.Batch) {
	if !s.guard.Dead() {
		_ = batch.Close()
	}
}

// snapshot pictures the database now.
func (s *Store) snapshot() (*pebble.Snapshot, error) {
	var made *pebble.Snapshot
	err := s.guard.Do(func() error {
		made = s.db.NewSnapshot()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}
