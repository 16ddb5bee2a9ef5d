package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/peerz-ai/peerz-chain/state"
)

// restore is the state of a node that joins from a snapshot, while it is put
// together. It lies in a folder of its own, which stays until the node has
// committed a block: a start that finds it begins the restore anew.
type restore struct {
	under *state.Restorer // nil when none is under way
	done  bool            // adopted; the folder is to be removed with the next block
}

// Restore is the folder of a restore under way.
func (h Home) Restore() string { return filepath.Join(h.Data(), "restore") }

func (h Home) restoredApp() string { return filepath.Join(h.Restore(), "app") }

// forget removes what an interrupted restore left behind: everything that did
// not come from this node. What it signed is elsewhere and stays.
func (h Home) forget() error {
	if _, err := os.Stat(h.Restore()); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	err := errors.Join(os.RemoveAll(h.App()), os.RemoveAll(h.Comet()), syncDir(h.Data()))
	if err == nil { // the mark goes last
		err = os.RemoveAll(h.Restore())
	}
	if err != nil {
		return fmt.Errorf("node: remove an interrupted restore: %w", err)
	}
	return nil
}

// Begin implements abci.Snapshots.
func (s shelf) Begin(m *state.Manifest) error {
	s.restoring.Lock()
	defer s.restoring.Unlock()
	if err := s.giveUp(); err != nil {
		return err
	}
	select {
	case <-s.stopping:
		return errors.New("node: stopping")
	default:
	}
	if err := os.RemoveAll(s.home.Restore()); err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	r, err := state.Restore(s.home.restoredApp(), s.stateConfig(), m)
	if err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	s.restore = restore{under: r}
	s.log.Info("restoring a snapshot", "height", m.Head.Height, "chunks", m.Chunks())
	return nil
}

// Add implements abci.Snapshots.
func (s shelf) Add(i int, chunk []byte) (missing int, err error) {
	s.restoring.Lock()
	defer s.restoring.Unlock()
	if s.restore.under == nil {
		return 0, errors.New("node: no restore is under way")
	}
	if err := s.restore.under.Add(i, chunk); err != nil {
		return 0, err
	}
	return len(s.restore.under.Missing()), nil
}

// Adopt implements abci.Snapshots: the folders change places.
func (s shelf) Adopt() (*state.Store, error) {
	s.restoring.Lock()
	defer s.restoring.Unlock()
	if s.restore.under == nil {
		return nil, errors.New("node: no restore is under way")
	}
	ctx, cancel := s.untilStop(context.Background())
	defer cancel()
	v, err := s.restore.under.Finish(ctx, nil)
	if err != nil {
		return nil, err
	}
	s.restore.under = nil
	if err := s.closeEmpty(); err != nil {
		return nil, err
	}
	err = errors.Join(os.RemoveAll(s.home.App()), os.Rename(s.home.restoredApp(), s.home.App()), syncDir(s.home.Data()))
	if err != nil {
		return nil, fmt.Errorf("node: adopt the restored state: %w", err)
	}
	store, err := state.Open(s.home.App(), s.stateConfig())
	if err != nil {
		return nil, err
	}
	s.state, s.restore.done = store, true
	s.log.Info("joined from a snapshot", "height", v.Height)
	return store, nil
}

// closeEmpty closes the state that the node began with. A query may look at it
// for a moment yet.
func (s shelf) closeEmpty() error {
	var err error
	for range 100 {
		if err = s.state.Close(); err == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("node: close the empty state: %w", err)
}

// settled removes the mark of a restore once a block has been committed above
// it: from then on CometBFT's stores and the state go together.
func (s shelf) settled() {
	s.restoring.Lock()
	defer s.restoring.Unlock()
	if !s.restore.done {
		return
	}
	s.restore.done = false
	if err := os.RemoveAll(s.home.Restore()); err != nil {
		s.fail(fmt.Errorf("node: %w", err)) // else the next start would begin anew
	}
}

// giveUp closes a restore that will not be finished. The caller holds restoring.
func (s shelf) giveUp() error {
	if s.restore.under == nil {
		return nil
	}
	err := s.restore.under.Close()
	s.restore.under = nil
	return err
}
