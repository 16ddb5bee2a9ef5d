package state

import (
	"bytes"
	"errors"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/history"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// The checks below read what was just written. They are called behind
// invariant.Enabled; a failure to read is the next operation's to report.

// sound tells a disk that fails, which is no bug, from what must not be there.
func sound(err error) bool { return !errors.Is(disk.Fault("assert", err), ErrCorrupt) }

// assertJournal checks that the journal leads back to an empty overlay: it has
// one entry per key that says that the key was added.
func (o *Overlay) assertJournal() {
	added := 0
	for _, u := range o.journal {
		if u.added {
			added++
		}
		w, ok := o.writes.Get([]byte(u.w.Key))
		invariant.Assert(ok && w == u.w, "I2", "the journal writes key %x, the overlay does not", u.w.Key)
		invariant.Assert(len(w.Key) > 0 && len(w.Key) <= MaxKey && len(w.Value) <= MaxValue, "I2", "a pair of %d and %d bytes", len(w.Key), len(w.Value))
	}
	invariant.Assert(added == o.writes.Len(), "I2", "%d keys in the journal, %d in the overlay", added, o.writes.Len())
}

// assertRoot checks what a root must be where that is known without the tree.
func (o *Overlay) assertRoot(root [32]byte, changed []merkle.Write) {
	if o.writes.Len() == 0 {
		invariant.Assert(root == o.base.Root, "I13", "nothing is written, and root %x becomes %x", o.base.Root, root)
	}
	if len(changed) == 0 {
		invariant.Assert(root == o.base.Root, "I13", "no page changes, and root %x becomes %x", o.base.Root, root)
	}
}

// assertHead checks the head against the disk: the meta record, the roots of both
// ends of the history, the pairs that were written and the page of the root.
func (s *Store) assertHead(db pebble.Reader, all []*writes.Write) {
	m := s.meta
	if raw, ok, err := disk.Get(db, disk.MetaSpace, nil); err == nil {
		invariant.Assert(ok && bytes.Equal(raw, m.Encode()), "I1", "height %d: the meta record is %x", m.Height, raw)
	}
	for _, height := range []uint64{m.Oldest, m.Height} {
		h, err := disk.GetRoot(db, height)
		invariant.Assert(sound(err) && (err != nil || height != m.Height || h == m.Head), "I1", "height %d of %d: root %x, %v", height, m.Height, h.Root, err)
	}
	for _, w := range all {
		value, _, err := disk.GetValue(db, []byte(w.Key))
		invariant.Assert(err != nil || bytes.Equal(value, w.Value), "I1", "height %d: key %x is %x on disk, %x was written", m.Height, w.Key, value, w.Value)
	}
	invariant.Assert((m.Pairs == 0) == (m.Root == [32]byte{}), "I13", "height %d: %d pairs have root %x", m.Height, m.Pairs, m.Root)
	invariant.Assert(m.Oldest <= m.Height && m.Paged <= m.Height, "I1", "height %d, oldest %d, paged %d", m.Height, m.Oldest, m.Paged)
	invariant.Assert(m.Height-m.Oldest <= s.cfg.History+s.cfg.History/16+1, "I1", "height %d, oldest %d, a history of %d", m.Height, m.Oldest, s.cfg.History)
	invariant.Assert(s.tree == nil || m.Paged < m.Height, "I1", "pages of height %d are on disk, others are not", m.Height)
	s.assertRootPage(db)
}

// assertRootPage checks that the root page, in memory or on disk, has the root.
func (s *Store) assertRootPage(db pebble.Reader) {
	root, _, err := merkle.Update(pinned{db: db, tree: s.tree, closed: new(atomic.Bool)}, nil)
	invariant.Assert(sound(err) && (err != nil || root == s.meta.Root), "I1", "height %d: the root page has root %x, not %x: %v", s.meta.Height, root, s.meta.Root, err)
}

// assertUndo checks the undo log of the head: it names keys that were written,
// in order and once each, with values that they do not have any more.
func (s *Store) assertUndo(db pebble.Reader, all []*writes.Write) {
	written := map[string][]byte{}
	for _, w := range all {
		written[w.Key] = w.Value
	}
	last := ""
	err := history.Each(db, s.meta.Height-1, s.meta.Height, func(key, old []byte) error {
		value, ok := written[string(key)]
		invariant.Assert(ok, "I1", "height %d undoes key %x, which it has not written", s.meta.Height, key)
		invariant.Assert(last < string(key), "I1", "height %d undoes key %x after %x", s.meta.Height, key, last)
		invariant.Assert(!bytes.Equal(old, value), "I1", "height %d undoes key %x, which it has not changed", s.meta.Height, key)
		last = string(key)
		return nil
	})
	invariant.Assert(sound(err), "I1", "the undo log of height %d: %v", s.meta.Height, err)
}
