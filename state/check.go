package state

import (
	"context"
	"fmt"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Report is what Check counted.
type Report struct {
	Head  Head
	Pairs uint64
	Pages uint64 // tree pages
	Bytes uint64 // keys and values
}

// Check reads the whole head and compares the tree with the pairs:
// every page hashes to what its parent says, every leaf is the hash of its
// pair, the root is the recorded one, and there are as many pairs as leaves
// and nothing besides. Commits may go on meanwhile. progress, unless nil, is
// told the pairs done and in total. Damage is reported as ErrCorrupt.
func (s *Store) Check(ctx context.Context, progress func(done, total uint64)) (Report, error) {
	p := s.pins.holdTip()
	if p == nil {
		return Report{}, ErrClosed
	}
	v := s.view(p)
	v.reader = pinned{db: p.snapshot, tree: p.tree, closed: v.closed} // past the caches: the disk is what counts
	defer v.Close()
	r := Report{Head: v.head}
	root, visited, err := merkle.Walk(v.reader, func(key string, leaf [32]byte) error {
		record, ok, err := disk.Get(p.snapshot, disk.PairSpace, []byte(key))
		if err != nil {
			return err
		}
		value, err := disk.Value(record)
		if !ok || err != nil || disk.Prefix(record) != disk.HashPrefix([]byte(key)) || merkle.LeafHash([]byte(key), value) != leaf {
			return fmt.Errorf("%w: tree and pair disagree on key %x", ErrCorrupt, key)
		}
		r.Pairs++
		r.Bytes += uint64(len(key) + len(value))
		if progress != nil && r.Pairs%1024 == 0 {
			progress(r.Pairs, p.meta.Pairs)
		}
		return ctx.Err()
	})
	if err != nil {
		return r, disk.Fault("check", err)
	}
	r.Pages = visited
	if root != v.head.Root {
		return r, fmt.Errorf("%w: the tree has root %x, recorded is %x", ErrCorrupt, root, v.head.Root)
	}
	return r, s.checkCounts(p, &r)
}

// checkCounts compares the walk with what lies in the store: a pair outside
// the tree, or a page that nothing leads to, shows only here.
func (s *Store) checkCounts(p *pin, r *Report) error {
	pairs, err := disk.Count(p.snapshot, disk.PairSpace)
	if err != nil {
		return err
	}
	if pairs != r.Pairs || p.meta.Pairs != r.Pairs {
		return fmt.Errorf("%w: %d leaves, %d pairs, %d recorded", ErrCorrupt, r.Pairs, pairs, p.meta.Pairs)
	}
	if p.tree != nil {
		return nil // some pages are still in memory
	}
	pages, err := disk.Count(p.snapshot, disk.PageSpace)
	if err == nil && pages != r.Pages {
		err = fmt.Errorf("%w: %d pages, %d in the tree", ErrCorrupt, pages, r.Pages)
	}
	return err
}
