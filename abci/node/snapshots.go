package node

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// keepSnapshots is how many snapshots a node keeps: the last one, and the one
// that somebody may be fetching at the moment.
const keepSnapshots = 2

// shelf is abci.Snapshots over a node's folders.
type shelf struct{ *Node }

// Snapshots is the folder of snapshots.
func (h Home) Snapshots() snapshot.Shelf {
	return snapshot.Shelf(filepath.Join(h.Data(), "snapshots"))
}

// List implements abci.Snapshots.
func (s shelf) List() ([]snapshot.Info, error) { return s.home.Snapshots().List() }

// Chunk implements abci.Snapshots.
func (s shelf) Chunk(height uint64, i int) ([]byte, error) {
	return s.home.Snapshots().Chunk(height, i)
}

// due starts a snapshot in the background when the settings ask for one at this
// height. It is taken from a view of the height, beside the blocks that follow;
// a node that is catching up has better things to do.
func (s shelf) due(height uint64) {
	every := s.cfg.SnapshotInterval
	if every == 0 || height%every != 0 || network(s).CatchingUp() {
		return
	}
	if !s.taking.TryLock() {
		s.log.Warn("the last snapshot is still being written; this one is left out", "height", height)
		return
	}
	view, _ := s.app.Latest()
	go func() {
		defer s.taking.Unlock()
		defer view.Close()
		ctx, cancel := s.untilStop(context.Background())
		defer cancel()
		if err := s.take(ctx, view); err != nil && ctx.Err() == nil {
			s.log.Error("cannot take a snapshot", "height", height, "err", err)
		}
	}()
}

func (s shelf) take(ctx context.Context, view *state.View) error {
	info, err := s.picture(ctx, view, nil)
	if err == nil {
		s.log.Info("took a snapshot", "height", info.Head.Height, "chunks", info.Chunks, "bytes", info.Bytes)
	}
	return errors.Join(err, s.home.Snapshots().Keep(keepSnapshots)) // also after a failure: what is left over takes room
}

// Snapshot takes one of the last height now. It waits for one that is being
// taken.
func (n *Node) Snapshot(ctx context.Context, progress snapshot.Progress) (snapshot.Info, error) {
	ctx, cancel := n.untilStop(ctx)
	defer cancel()
	n.taking.Lock()
	defer n.taking.Unlock()
	view, _ := n.app.Latest()
	defer view.Close()
	return n.picture(ctx, view, progress)
}

// picture takes a snapshot beside blocks. It gives up rather than take the room that
// they need.
func (n *Node) picture(ctx context.Context, view *state.View, progress snapshot.Progress) (snapshot.Info, error) {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	info, err := n.home.Snapshots().Create(ctx, view, beside(func(done, total int) {
		if left, ok := free(n.home); ok && left < spare {
			giveUp(fmt.Errorf("node: no room for a snapshot: %s has %d MiB left, and a snapshot takes room for the state: %w",
				n.home.Data(), left>>20, ErrDiskFull))
		}
		if progress != nil {
			progress(done, total)
		}
	}))
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	return info, err
}

// beside slows work that goes on beside blocks: it rests for as long as it works,
// in turns so short that no block waits long for the processor.
func beside(progress snapshot.Progress) snapshot.Progress {
	const turn, longest = 5 * time.Millisecond, 250 * time.Millisecond
	last := time.Now()
	return func(done, total int) {
		progress(done, total)
		if worked := time.Since(last); worked >= turn {
			time.Sleep(min(worked, longest))
			last = time.Now()
		}
	}
}

// Snapshot takes one of the last height.
func (s *Stopped) Snapshot(ctx context.Context, progress snapshot.Progress) (snapshot.Info, error) {
	view := s.state.View()
	defer view.Close()
	return s.home.Snapshots().Create(ctx, view, progress)
}

// untilStop is ctx, ended by Stop too.
func (n *Node) untilStop(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-n.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}
