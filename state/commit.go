package state

import (
	"bytes"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Commit makes o the state of height in one atomic batch, synced to disk
// unless Config.NoSync: pairs, undo log, root and version together, so that a
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
	next.Head = Head{height, sealed.root}
	writes := o.writes.sorted()
	first := s.meta.Height == 0
	tree := s.tree.add(sealed.pages)
	flush := first || s.due(tree, &next)
	batch := s.db.NewBatchWithSize(batchSize(writes, tree, flush))
	defer s.drop(batch)
	log := &undoLog{batch: batch, height: height}
	if first { // nothing lies below it
		log, next.oldest = nil, height
	}
	if next.pairs, err = s.writePairs(batch, writes, log); err != nil {
		return Head{}, err
	}
	if err := s.prune(batch, &next); err != nil {
		return Head{}, err
	}
	if err := batch.Set(rootKey(height), next.Root[:], nil); err != nil {
		return Head{}, fault("commit", err)
	}
	return next.Head, s.advance(batch, next, writes, tree, flush)
}

// writePairs puts writes, in key order, into the batch and what they overwrite
// into log, unless nil. Writes that change nothing are left out. It returns
// the number of pairs after them.
func (s *Store) writePairs(batch *pebble.Batch, writes []*write, log *undoLog) (uint64, error) {
	lower, upper := flatRange(nil, nil)
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return 0, fault("commit", err)
	}
	defer it.Close()
	pairs := s.meta.pairs
	key, buf := []byte{flatSpace}, []byte(nil)
	for _, w := range writes {
		key = append(key[:1], w.key...)
		old, ok, err := s.values.get(s.version.Load(), key[1:], buf[:0])
		if buf = old; len(old) == 0 {
			old = nil // absent, or unknown
		}
		if err == nil && !ok && it.SeekPrefixGE(key) && bytes.Equal(it.Key(), key) {
			if old, err = it.ValueAndErr(); err == nil {
				old, err = openRecord(old)
			}
		}
		if err != nil {
			return 0, fault("commit", err)
		}
		switch {
		case old == nil && w.value == nil, old != nil && bytes.Equal(old, w.value):
			continue
		case w.value == nil:
			pairs--
			err = batch.Delete(key, nil)
		default:
			if old == nil {
				pairs++
			}
			err = setRecord(batch, key, w)
		}
		if err == nil && log != nil {
			err = log.add(w.key, old)
		}
		if err != nil {
			return 0, fault("commit", err)
		}
	}
	if log != nil {
		err = log.flush()
	}
	return pairs, fault("commit", firstErr(err, it.Error()))
}

// setRecord puts a write into the batch.
func setRecord(batch *pebble.Batch, key []byte, w *write) error {
	op := batch.SetDeferred(len(key), headSize+len(w.value))
	copy(op.Key, key)
	appendRecord(op.Value[:0], w.head, w.value)
	return op.Finish()
}

func firstErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// prune forgets heights older than the history, some at a time: two range
// deletions whatever the amount of data.
func (s *Store) prune(batch *pebble.Batch, next *meta) error {
	kept := s.cfg.History
	if next.Height-next.oldest <= kept+kept/16 {
		return nil
	}
	oldest := next.Height - kept
	err := firstErr(
		batch.DeleteRange(undoKey(next.oldest), undoKey(oldest+1), nil),
		batch.DeleteRange(rootKey(next.oldest), rootKey(oldest), nil),
	)
	next.oldest = oldest
	return fault("prune", err)
}

// maxLag is how many heights the tree pages on disk may be behind: what a
// start after a crash has to compute again.
const maxLag = 128

// due says whether the pages of the next version should go to disk.
func (s *Store) due(tree *delta, next *meta) bool {
	return tree == nil || tree.size > s.cfg.pages() || next.Height-next.paged >= min(maxLag, s.cfg.History)
}

// advance completes the batch with the version, and with the pages of its tree
// when flush says so, and makes it the store's last version; writes are what
// the batch holds for the flat space. The caller holds s.writing.
func (s *Store) advance(batch *pebble.Batch, next meta, writes []*write, tree *delta, flush bool) error {
	if flush {
		if err := tree.put(batch); err != nil {
			return err
		}
		next.paged = next.Height
	}
	if err := batch.Set(metaKey, next.encode(), nil); err != nil {
		return fault("commit", err)
	}
	s.version.Add(1) // before the first change: what is read in place from now on is another version
	if err := s.apply(batch, s.sync); err != nil {
		s.version.Add(^uint64(0))
		return fault("commit", err)
	}
	snapshot, err := s.snapshot()
	if err != nil {
		return fault("commit", err)
	}
	s.values.advance(func(set func(key, v []byte)) {
		var key []byte
		for _, w := range writes {
			key = append(key[:0], w.key...)
			set(key, w.value)
		}
	})
	if flush && tree != nil {
		s.pages.advance(tree.cache)
		tree = nil
	}
	s.meta, s.tree = next, tree
	s.pins.push(snapshot, next, tree, s.edition())
	_ = s.sweep() // the height is on disk: a failure from here on is the next one's
	return nil
}
