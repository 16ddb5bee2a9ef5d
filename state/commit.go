package state

import (
	"bytes"
	"cmp"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/history"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/pages"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// Commit makes o the state of height in one atomic batch, synced to disk
// unless Config.NoSync: pairs, undo log, root and height together, so that a
// crash leaves a whole height. Heights follow each other without gaps;
// the first may be any from 1. The overlay is spent afterwards, and stays
// usable when Commit fails with ErrHeight.
func (s *Store) Commit(o *Overlay, height uint64) (Head, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	switch {
	case s.closed.Load():
		return Head{}, ErrClosed
	case o.home != s:
		return Head{}, ErrScratch
	case o.base != s.meta.Head:
		return Head{}, ErrStale
	case height == 0 || s.meta.Height != 0 && height != s.meta.Height+1:
		return Head{}, fmt.Errorf("%w: %d after %d", ErrHeight, height, s.meta.Height)
	}
	sealed, err := o.seal()
	if err != nil {
		return Head{}, err
	}
	next := s.meta
	next.Head = Head{Height: height, Root: sealed.root}
	all := o.writes.Sorted()
	first := s.meta.Height == 0
	tree := s.tree.Add(sealed.pages)
	flush := first || s.due(tree, &next)
	batch := s.db.NewBatchWithSize(batchSize(all, tree, flush))
	defer s.drop(batch)
	log := history.NewLog(batch, height)
	if first { // nothing lies below it
		log, next.Oldest = nil, height
	}
	if next.Pairs, err = s.writePairs(batch, all, log); err != nil {
		return Head{}, err
	}
	if err := s.prune(batch, &next); err != nil {
		return Head{}, err
	}
	if err := batch.Set(disk.RootKey(height), next.Root[:], nil); err != nil {
		return Head{}, disk.Fault("commit", err)
	}
	if err := s.advance(batch, next, all, tree, flush); err != nil {
		return Head{}, err
	}
	if invariant.Enabled() && !first {
		s.assertUndo(s.db, all)
	}
	return next.Head, nil
}

// writePairs puts all writes, in key order, into the batch and what they overwrite
// into log, unless nil. Writes that change nothing are left out. It returns
// the number of pairs after them.
func (s *Store) writePairs(batch *pebble.Batch, all []*writes.Write, log *history.Log) (uint64, error) {
	lower, upper := disk.PairRange(nil, nil)
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return 0, disk.Fault("commit", err)
	}
	defer it.Close()
	pairs := s.meta.Pairs
	key, buf := []byte{disk.PairSpace}, []byte(nil)
	for _, w := range all {
		key = append(key[:1], w.Key...)
		old, found, _ := s.values.Get(s.changes.Load(), key[1:], buf[:0])
		if buf = old; len(old) == 0 {
			old = nil // absent, or unknown
		}
		if !found || invariant.Enabled() {
			onDisk, err := valueAt(it, key)
			if err != nil {
				return 0, err
			}
			if found {
				invariant.Assert(bytes.Equal(old, onDisk), "I1", "key %x is %x in the cache, %x on disk", w.Key, old, onDisk)
			}
			old = onDisk
		}
		switch {
		case old == nil && w.Value == nil, old != nil && bytes.Equal(old, w.Value):
			continue
		case w.Value == nil:
			pairs--
			err = batch.Delete(key, nil)
		default:
			if old == nil {
				pairs++
			}
			err = setRecord(batch, key, w)
		}
		if err == nil && log != nil {
			err = log.Add(w.Key, old)
		}
		if err != nil {
			return 0, disk.Fault("commit", err)
		}
	}
	if log != nil {
		err = log.Flush()
	}
	return pairs, disk.Fault("commit", cmp.Or(err, it.Error()))
}

// valueAt copies nothing: the value of a pair's key, nil for none, until the
// iterator moves.
func valueAt(it *pebble.Iterator, key []byte) ([]byte, error) {
	if !it.SeekPrefixGE(key) || !bytes.Equal(it.Key(), key) {
		return nil, disk.Fault("commit", it.Error())
	}
	record, err := it.ValueAndErr()
	if err == nil {
		record, err = disk.Value(record)
	}
	return record, disk.Fault("commit", err)
}

// setRecord puts a write into the batch.
func setRecord(batch *pebble.Batch, key []byte, w *writes.Write) error {
	op := batch.SetDeferred(len(key), disk.PrefixSize+len(w.Value))
	copy(op.Key, key)
	disk.AppendRecord(op.Value[:0], w.Prefix, w.Value)
	return op.Finish()
}

// prune forgets heights older than the history, some at a time.
func (s *Store) prune(batch *pebble.Batch, next *disk.Meta) error {
	limit := s.cfg.History
	if next.Height-next.Oldest <= limit+limit/16 {
		return nil
	}
	oldest := next.Height - limit
	err := history.Forget(batch, next.Oldest, oldest)
	next.Oldest = oldest
	return disk.Fault("prune", err)
}

// maxLag is how many heights the tree pages on disk may be behind: what a
// start after a crash has to compute again.
const maxLag = 128

// due says whether the pages of the next height should go to disk.
func (s *Store) due(tree *pages.Pending, next *disk.Meta) bool {
	return tree == nil || tree.Size() > s.cfg.pages() || next.Height-next.Paged >= min(maxLag, s.cfg.History)
}

// advance completes the batch with the meta record, and with the pages of its
// tree when flush says so, and makes it the store's head; all is what the batch
// holds for the pairs. The caller holds s.writing.
func (s *Store) advance(batch *pebble.Batch, next disk.Meta, all []*writes.Write, tree *pages.Pending, flush bool) error {
	if flush {
		if err := tree.Put(batch); err != nil {
			return err
		}
		next.Paged = next.Height
	}
	if err := batch.Set(disk.MetaKey, next.Encode(), nil); err != nil {
		return disk.Fault("commit", err)
	}
	s.changes.Add(1) // before the first change: what is read in place from now on is another height
	if err := s.apply(batch, s.sync); err != nil {
		s.changes.Add(^uint64(0))
		return disk.Fault("commit", err)
	}
	snapshot, err := s.snapshot()
	if err != nil {
		return disk.Fault("commit", err)
	}
	s.values.Advance(func(set func(key, v []byte)) {
		var key []byte
		for _, w := range all {
			key = append(key[:0], w.Key...)
			set(key, w.Value)
		}
	})
	if flush && tree != nil {
		s.pages.Advance(tree.Fill)
		tree = nil
	}
	s.meta, s.tree = next, tree
	if invariant.Enabled() {
		s.assertHead(snapshot, all)
	}
	s.pins.push(snapshot, next, tree, s.generations())
	_ = s.sweep() // the height is on disk: a failure from here on is the next one's
	return nil
}
