package maintenance

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// ErrNoState says that the node of a home never made or fetched a block.
var ErrNoState = errors.New("no state yet")

// Stopped is the home of a node that does not run, opened by a tool. While it is
// open no node can start there. It is less than a node on purpose: it opens what a
// node would not run with, such as a state that does not fit the blocks.
type Stopped struct {
	dir   home.Dir
	cfg   home.Config
	lock  *home.Lock
	state *state.Store
	comet *cometdb.Store // nil until Comet is called
}

// Open opens the state of a stopped home. It fails with home.ErrNotInitialised,
// home.ErrInUse while a node runs, ErrNoState, or because the state is damaged.
func Open(h home.Dir, cfg home.Config) (*Stopped, error) {
	if !h.Initialised() {
		return nil, fmt.Errorf("node: %s: %w", h, home.ErrNotInitialised)
	}
	if _, err := os.Stat(h.App()); err != nil {
		return nil, fmt.Errorf("node: %s: %w: %w", h, ErrNoState, err)
	}
	l, err := home.Acquire(h)
	if err != nil {
		return nil, err
	}
	s := &Stopped{dir: h, cfg: cfg, lock: l}
	if s.state, err = state.Open(h.App(), cfg.State(nil)); err != nil {
		return nil, errors.Join(h.Remedy(fmt.Errorf("node: open state: %w", err)), s.Close())
	}
	return s, nil
}

// Dir is the folder.
func (s *Stopped) Dir() home.Dir { return s.dir }

// State is the store of the state. It belongs to s: Close closes it.
func (s *Stopped) State() *state.Store { return s.state }

// Comet is CometBFT's stores, opened by the first call. They belong to s.
func (s *Stopped) Comet() (*cometdb.Store, error) {
	if s.comet != nil {
		return s.comet, nil
	}
	c, err := cometdb.Open(s.dir.Comet(), cometdb.Config{FS: s.cfg.FS})
	if err != nil {
		return nil, s.dir.Remedy(fmt.Errorf("node: %w", err))
	}
	s.comet = c
	if _, err := c.Blocks(); err != nil {
		return nil, s.dir.Damaged(fmt.Errorf("%s: %w", s.dir.Comet(), err))
	}
	return c, nil
}

// Snapshot takes one of the last height; progress may be nil.
func (s *Stopped) Snapshot(ctx context.Context, progress snapshot.Progress) (snapshot.Info, error) {
	view := s.state.View()
	defer view.Close()
	return s.dir.Snapshots().Create(ctx, view, progress)
}

// Backup copies the home into dir: see Source.Backup. The node may have signed something
// above its last block, which only its consensus log tells: it goes along.
func (s *Stopped) Backup(ctx context.Context, dir string, keys bool) (state.Head, error) {
	c, err := s.Comet()
	if err != nil {
		return state.Head{}, err
	}
	return Source{Dir: s.dir, State: s.state, Comet: c, ConsensusLog: true}.Backup(ctx, home.Dir(dir), keys)
}

// Close releases the home.
func (s *Stopped) Close() error {
	var errs []error
	if s.comet != nil {
		errs = append(errs, s.comet.Close())
	}
	if s.state != nil {
		errs = append(errs, s.state.Close())
	}
	return errors.Join(append(errs, s.lock.Release())...)
}
