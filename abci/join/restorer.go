package join

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/state"
)

// A Restorer puts the state of a joining node together from chunks that come one by one.
// It implements abci.Restorer. Its methods may be called from several goroutines.
type Restorer struct {
	life context.Context // ends when the node stops
	dir  home.Dir
	cfg  state.Config
	log  *slog.Logger

	steps atomic.Uint64 // see Steps

	mu      sync.Mutex
	pending *state.Restorer // nil when none is under way
	adopted bool            // the folder is to be removed with the next block
}

// NewRestorer returns a restorer for a home, whose stores cfg configures. It begins
// nothing after life has ended.
func NewRestorer(life context.Context, dir home.Dir, cfg state.Config, log *slog.Logger) *Restorer {
	return &Restorer{life: life, dir: dir, cfg: cfg, log: log}
}

// Begin implements abci.Restorer.
func (r *Restorer) Begin(m *state.Manifest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.abandon(); err != nil {
		return err
	}
	if r.life.Err() != nil {
		return errors.New("node: stopping")
	}
	if err := os.RemoveAll(r.dir.Restore()); err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	pending, err := state.Restore(r.dir.RestoredApp(), r.cfg, m)
	if err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	r.pending, r.adopted = pending, false
	r.log.Info("restoring a snapshot", "height", m.Head.Height, "chunks", m.Chunks())
	return nil
}

// Add implements abci.Restorer.
func (r *Restorer) Add(i int, chunk []byte) (missing int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pending == nil {
		return 0, errors.New("node: no restore is under way")
	}
	if err := r.pending.Add(i, chunk); err != nil {
		return 0, err
	}
	r.steps.Add(1)
	return len(r.pending.Missing()), nil
}

// Steps counts what restores have done so far: it grows while one moves.
func (r *Restorer) Steps() uint64 { return r.steps.Load() }

// Adopt implements abci.Restorer: the restored folder replaces that of the empty state.
func (r *Restorer) Adopt(empty *state.Store) (*state.Store, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pending == nil {
		return nil, errors.New("node: no restore is under way")
	}
	head, err := r.pending.Finish(r.life, func(uint64, uint64) { r.steps.Add(1) })
	if err != nil {
		return nil, err
	}
	r.pending = nil
	if err := closeEmpty(empty); err != nil {
		return nil, err
	}
	err = errors.Join(os.RemoveAll(r.dir.App()), os.Rename(r.dir.RestoredApp(), r.dir.App()), home.SyncDir(r.dir.Data()))
	if err != nil {
		return nil, fmt.Errorf("node: adopt the restored state: %w", err)
	}
	store, err := state.Open(r.dir.App(), r.cfg)
	if err != nil {
		return nil, err
	}
	r.adopted = true
	r.log.Info("joined from a snapshot", "height", head.Height)
	return store, nil
}

// closeEmpty closes the state that the node began with. A query may look at it
// for a moment yet.
func closeEmpty(store *state.Store) error {
	var err error
	for range 100 {
		if err = store.Close(); err == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("node: close the empty state: %w", err)
}

// Unfinished reports whether a restored state has no block above it yet: CometBFT's
// stores and the state do not belong together before.
func (r *Restorer) Unfinished() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.adopted
}

// Committed ends a restore once a block has been committed above it. It fails if the
// folder of the restore cannot be removed: the next start would begin anew.
func (r *Restorer) Committed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.adopted {
		return nil
	}
	r.adopted = false
	if err := os.RemoveAll(r.dir.Restore()); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	return nil
}

// Close gives up a restore under way.
func (r *Restorer) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.abandon()
}

// abandon closes a restore that will not be finished. The caller holds mu.
func (r *Restorer) abandon() error {
	if r.pending == nil {
		return nil
	}
	err := r.pending.Close()
	r.pending = nil
	return err
}

// RemoveUnfinished removes from a home what an interrupted restore left behind:
// everything that did not come from this node. What it signed is elsewhere and stays.
func RemoveUnfinished(h home.Dir) error {
	if _, err := os.Stat(h.Restore()); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	err := errors.Join(os.RemoveAll(h.App()), os.RemoveAll(h.Comet()), home.SyncDir(h.Data()))
	if err == nil { // last, since it says that the others are unfinished
		err = os.RemoveAll(h.Restore())
	}
	if err != nil {
		return fmt.Errorf("node: remove an interrupted restore: %w", err)
	}
	return nil
}
