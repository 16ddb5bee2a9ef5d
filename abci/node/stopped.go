package node

import (
	"errors"
	"fmt"
	"os"

	"github.com/cockroachdb/pebble/v2/vfs"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/state"
)

// Stopped is the home of a node that does not run, opened by a tool. While it is
// open no node can start there. It is less than a Node on purpose: it opens what a
// node would refuse, such as a state that does not fit the blocks.
type Stopped struct {
	home  Home
	disk  vfs.FS
	lock  *lock
	state *state.Store
	comet *cometdb.Store // nil until blocks are asked for
}

// OpenStopped opens the state of a stopped home. It fails with ErrNotInitialised,
// ErrInUse while a node runs, or because the state is damaged.
func OpenStopped(h Home, cfg Config) (*Stopped, error) {
	if !h.Initialised() {
		return nil, fmt.Errorf("node: %s: %w: there is no config/genesis.json", h, ErrNotInitialised)
	}
	if _, err := os.Stat(h.App()); err != nil {
		return nil, fmt.Errorf("node: %s: %w: %w", h, ErrNoState, err)
	}
	l, err := acquire(h)
	if err != nil {
		return nil, err
	}
	s := &Stopped{home: h, disk: cfg.disk, lock: l}
	s.state, err = state.Open(h.App(), state.Config{CacheBytes: cfg.CacheMB << 20, History: cfg.History, FS: cfg.disk})
	if err != nil {
		return nil, errors.Join(remedy(h, fmt.Errorf("node: open state: %w", err)), s.Close())
	}
	return s, nil
}

// State is the node's state store. It belongs to s: Close closes it.
func (s *Stopped) State() *state.Store { return s.state }

// openComet opens CometBFT's stores. NewBlockStore panics on what it cannot read.
func (s *Stopped) openComet() (blocks *store.BlockStore, outcomes sm.Store, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = damaged(s.home, fmt.Errorf("%s: %v", s.home.Comet(), r))
		}
	}()
	if s.comet, err = cometdb.Open(s.home.Comet(), cometdb.Config{FS: s.disk}); err != nil {
		return nil, nil, remedy(s.home, fmt.Errorf("node: %w", err))
	}
	return store.NewBlockStore(s.comet.DB("blockstore")), sm.NewStore(s.comet.DB("state"), sm.StoreOptions{}), nil
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
	return errors.Join(append(errs, s.lock.release())...)
}

// Home is the folder.
func (s *Stopped) Home() Home { return s.home }

// Remedy adds to a failure of the state what the operator can do about it.
func (s *Stopped) Remedy(err error) error { return remedy(s.home, err) }
