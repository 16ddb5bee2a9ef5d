package state

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/history"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/pages"
)

// View is an immutable picture of one committed height, safe for concurrent
// use until it is closed.
type View struct {
	reader  reader
	head    Head
	pairs   uint64 // 0 if nobody counted
	prover  *merkle.Prover
	closed  *atomic.Bool
	release func()
}

// View pictures the last commit. It is cheap and never fails; the caller
// closes it. After Store.Close its reads fail with ErrClosed.
func (s *Store) View() *View {
	p := s.pins.holdTip()
	if p == nil {
		closed := new(atomic.Bool)
		closed.Store(true)
		return &View{reader: pinned{closed: closed}, prover: &s.prover, closed: closed}
	}
	return s.view(p)
}

// ViewAt pictures a height of the history; the caller closes it. It fails with
// ErrPruned below the history and ErrFuture above the last commit. The last
// few heights cost nothing, an older one memory and time in proportion to what
// changed since (ErrHistorySize).
func (s *Store) ViewAt(height uint64) (*View, error) {
	p := s.pins.hold(height)
	if p == nil {
		return nil, ErrClosed
	}
	v := s.view(p)
	if p.meta.Height == height {
		return v, nil
	}
	err := v.turnBack(p, height, s.cfg.HistoryBytes)
	if err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

func (s *Store) view(p *pin) *View {
	closed := new(atomic.Bool)
	return &View{
		reader: pinned{p.snapshot, p.tree, closed, s, p.generations},
		head:   p.meta.Head,
		pairs:  p.meta.Pairs,
		prover: &s.prover,
		closed: closed,
		release: func() {
			s.pins.release(p)
			_ = s.sweep() // a failure of the disk is the writer's to report
		},
	}
}

// turnBack lays the undo log of the heights above height over the view.
func (v *View) turnBack(p *pin, height uint64, limit int64) error {
	if err := p.meta.Covers(height); err != nil {
		return err
	}
	back, err := history.Unwind(p.snapshot, height, p.meta.Height, limit)
	if err != nil {
		return err
	}
	if v.head, err = disk.GetRoot(p.snapshot, height); err != nil {
		return err
	}
	v.pairs = 0
	v.reader = &past{layer: layer{v.reader, back}, root: v.head.Root}
	return nil
}

// Get returns the value of key; ok is false when there is none. The value
// belongs to the caller.
func (v *View) Get(key []byte) (value []byte, ok bool, err error) { return v.reader.get(key) }

// Iterate walks [start, end) in byte order, or backwards from end. An empty
// bound is open.
func (v *View) Iterate(start, end []byte, reverse bool) *Iterator {
	return iterate(v.reader.cursor, start, end, reverse)
}

// Height is the height pictured.
func (v *View) Height() uint64 { return v.head.Height }

// Root is the root of the height pictured.
func (v *View) Root() [32]byte { return v.head.Root }

// Overlay is a scratch pad above the view that can never be committed. It
// lives no longer than the view.
func (v *View) Overlay() *Overlay { return newOverlay(v.reader, v.head, nil) }

// Close releases the view; its iterators must be closed before. Closing twice
// is harmless.
func (v *View) Close() {
	if !v.closed.Swap(true) {
		v.release()
	}
}

// past is an older height: the undo log over a newer snapshot. Its tree pages
// are computed when a proof first asks for them.
type past struct {
	layer
	root [32]byte
	once sync.Once
	tree *pages.Pending
	err  error
}

func (p *past) Page(path []byte) (*merkle.Page, error) {
	p.once.Do(p.computePages)
	if p.err != nil {
		return nil, p.err
	}
	if page, ok := p.tree.Find(path); ok {
		return page, nil
	}
	return p.lower.Page(path)
}

func (p *past) computePages() {
	root, changed, err := p.update()
	if err == nil && root != p.root {
		err = fmt.Errorf("%w: the undo log leads to root %x, recorded is %x", ErrCorrupt, root, p.root)
	}
	p.tree, p.err = p.tree.Add(changed), err
}
