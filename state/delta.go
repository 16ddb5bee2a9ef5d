package state

import (
	"maps"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// delta is the tree pages that one height changed, above those of the heights
// before it, above the pages on disk. The same pages near the root change at
// every height, so they go to disk only now and then (Store.advance); after a
// crash they are computed again from the undo log. A delta is immutable; nil
// is the tree on disk itself.
type delta struct {
	pages map[string]*merkle.Page // a nil page is gone
	below *delta
	size  int // rough bytes of memory, everything below included
}

// add lays the writes of the next height over d.
func (d *delta) add(writes []merkle.Write) *delta {
	if len(writes) == 0 {
		return d
	}
	next := &delta{pages: make(map[string]*merkle.Page, len(writes)), below: d, size: d.weight(writes)}
	for _, w := range writes {
		next.pages[w.Path] = w.Page
	}
	return next
}

// weight is the size of d with writes above it.
func (d *delta) weight(writes []merkle.Write) (size int) {
	if d != nil {
		size = d.size
	}
	for _, w := range writes {
		size += pageCost(w.Path, w.Page)
	}
	return size
}

// find looks a page up; ok is false when the answer is on disk.
func (d *delta) find(path []byte) (p *merkle.Page, ok bool) {
	for ; d != nil; d = d.below {
		if p, ok = d.pages[string(path)]; ok {
			return p, true
		}
	}
	return nil, false
}

// put writes what d holds, the newest state of each page, into a batch.
func (d *delta) put(batch *pebble.Batch) error {
	newest := map[string]*merkle.Page{}
	for ; d != nil; d = d.below {
		for path, p := range d.pages {
			if _, newer := newest[path]; !newer {
				newest[path] = p
			}
		}
	}
	key := []byte{pageSpace}
	var buf []byte
	for _, path := range slices.Sorted(maps.Keys(newest)) {
		key = append(key[:1], path...)
		var err error
		if p := newest[path]; p == nil {
			err = batch.Delete(key, nil)
		} else {
			buf = p.Encode(buf[:0])
			err = batch.Set(key, buf, nil)
		}
		if err != nil {
			return fault("pages", err)
		}
	}
	return nil
}

// pageCost is roughly what one page occupies in a map, in bytes.
func pageCost(path string, p *merkle.Page) int { return 48 + len(path) + p.Size() }
