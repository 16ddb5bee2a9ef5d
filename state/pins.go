package state

import (
	"errors"
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/pages"
)

// recent is how many of the last heights stay pinned, so that a view of one
// costs nothing: light clients ask for the height before the last.
const recent = 4

// pin is a Pebble snapshot of one height, shared by its views.
type pin struct {
	snapshot    *pebble.Snapshot
	meta        disk.Meta
	tree        *pages.Pending // above the pages in the snapshot
	generations generations
	users       int // views, plus one while it is among the recent
}

// pins counts who uses which snapshot. It lets Commit publish a height
// without waiting for readers.
type pins struct {
	mu     sync.Mutex
	recent []*pin // oldest first; the last one is the tip
	views  int
	unused []*pebble.Snapshot // to be closed by Store.sweep
}

// push publishes the next height.
func (p *pins) push(s *pebble.Snapshot, m disk.Meta, tree *pages.Pending, g generations) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := len(p.recent) - 1; last >= 0 && invariant.Enabled() {
		from := p.recent[last].meta.Height
		invariant.Assert(from == 0 || m.Height == from+1 || m.Height == from-1, "I1", "height %d follows height %d", m.Height, from)
	}
	p.recent = append(p.recent, &pin{snapshot: s, meta: m, tree: tree, generations: g, users: 1})
	if len(p.recent) > recent {
		p.drop(p.recent[0])
		p.recent = append(p.recent[:0], p.recent[1:]...)
	}
}

// hold takes the pin of a height, or the tip when it is not pinned; nil after
// close.
func (p *pins) hold(height uint64) *pin {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, q := range p.recent[:max(0, len(p.recent)-1)] {
		if q.meta.Height == height {
			return p.take(q)
		}
	}
	return p.takeTip()
}

// holdTip takes the pin of the head; nil after close.
func (p *pins) holdTip() *pin {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.takeTip()
}

func (p *pins) takeTip() *pin {
	if len(p.recent) == 0 {
		return nil
	}
	return p.take(p.recent[len(p.recent)-1])
}

func (p *pins) take(q *pin) *pin {
	q.users++
	p.views++
	return q
}

// tip is the head's, zero after close.
func (p *pins) tip() disk.Meta {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.recent) == 0 {
		return disk.Meta{}
	}
	return p.recent[len(p.recent)-1].meta
}

// release gives a held pin back.
func (p *pins) release(q *pin) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.views--
	p.drop(q)
}

func (p *pins) drop(q *pin) {
	if invariant.Enabled() {
		invariant.Assert(q.users > 0 && p.views >= 0, "state", "height %d is released more often than held", q.meta.Height)
	}
	if q.users--; q.users == 0 {
		p.unused = append(p.unused, q.snapshot)
	}
}

// sweep closes the snapshots that nobody uses any more. Pebble may wait for a
// compaction to be recorded there: no reader shall wait with it, and after a
// failure of the disk that never ends.
func (s *Store) sweep() error {
	s.pins.mu.Lock()
	unused := s.pins.unused
	s.pins.unused = nil
	s.pins.mu.Unlock()
	if len(unused) == 0 {
		return nil
	}
	return s.guard.Do(func() error {
		var errs []error
		for _, snapshot := range unused {
			errs = append(errs, snapshot.Close())
		}
		return errors.Join(errs...)
	})
}

// clear forgets all recent heights but the tip: after a rollback their
// heights come again, with other content.
func (p *pins) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.recent) - 1
	for _, q := range p.recent[:last] {
		p.drop(q)
	}
	p.recent = append(p.recent[:0], p.recent[last])
}

// close releases everything, unless views are open.
func (p *pins) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.views > 0 {
		return fmt.Errorf("state: close: %d views are open", p.views)
	}
	for _, q := range p.recent {
		p.drop(q)
	}
	p.recent = nil
	return nil
}
