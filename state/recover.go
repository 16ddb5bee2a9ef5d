package state

import (
	"cmp"
	"fmt"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/history"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// recoverPages brings the tree pages on disk up to the last height, after a stop
// without Close. The undo log names the keys that changed since those pages
// were written, the pair space holds their values. It ends with the one check
// that costs nothing: the root page must hash to the recorded root.
func (s *Store) recoverPages() error {
	changes, err := s.changedSince(s.meta.Paged)
	if err != nil {
		return err
	}
	root, changed, err := merkle.Update(pinned{db: s.db, closed: new(atomic.Bool)}, changes)
	if err != nil {
		return disk.Fault("root", err)
	}
	if root != s.meta.Root {
		return fmt.Errorf("%w: the tree has root %x, height %d recorded %x", ErrCorrupt, root, s.meta.Height, s.meta.Root)
	}
	s.tree = s.tree.Add(changed)
	return s.flushPages()
}

// changedSince lists the keys that changed above a height as what they are now.
// Of the values only the hashes stay in memory, as they may be large.
func (s *Store) changedSince(height uint64) (changes []merkle.Change, err error) {
	seen := map[string]bool{}
	err = history.Each(s.db, height, s.meta.Height, func(key, _ []byte) error {
		if seen[string(key)] {
			return nil
		}
		seen[string(key)] = true
		value, ok, err := disk.GetValue(s.db, key)
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
	if s.meta.Paged == s.meta.Height {
		return nil
	}
	batch := s.db.NewBatch()
	defer s.drop(batch)
	if err := s.tree.Put(batch); err != nil {
		return err
	}
	next := s.meta
	next.Paged = next.Height
	err := cmp.Or(batch.Set(disk.MetaKey, next.Encode(), nil), s.apply(batch, pebble.Sync))
	if err == nil {
		s.pages.Advance(s.tree.Fill)
		s.meta, s.tree = next, nil
		if invariant.Enabled() {
			s.assertRootPage(s.db)
		}
	}
	return disk.Fault("pages", err)
}
