package join

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// Retained is how many snapshots a node retains: the last one, and the one that somebody
// may be fetching at the moment.
const Retained = 2

// minFree is the free space that a snapshot beside blocks leaves them, in bytes: it must
// end before the node has to.
const minFree = 2 * home.MinFree

// A Taker takes snapshots beside blocks, one at a time. Its methods may be called from
// several goroutines.
type Taker struct {
	life  context.Context // ends when the node stops
	dir   home.Dir
	every uint64
	log   *slog.Logger
	busy  sync.Mutex // held while a snapshot is taken
}

// NewTaker returns a taker for a home: a snapshot every so many heights, 0 for none but
// those that Take is asked for.
func NewTaker(life context.Context, dir home.Dir, every uint64, log *slog.Logger) *Taker {
	return &Taker{life: life, dir: dir, every: every, log: log}
}

// Due reports whether the schedule asks for a snapshot of this height.
func (t *Taker) Due(height uint64) bool { return t.every > 0 && height%t.every == 0 }

// Start takes a snapshot of a view in the background, beside the blocks that follow, and
// closes the view. It leaves the snapshot out while another one is being taken.
func (t *Taker) Start(view *state.View) {
	if !t.busy.TryLock() {
		t.log.Warn("the last snapshot is still being written; this one is left out", "height", view.Height())
		view.Close()
		return
	}
	go func() {
		defer t.busy.Unlock()
		defer view.Close()
		height := view.Height()
		info, err := t.create(t.life, view, nil)
		if err == nil {
			t.log.Info("took a snapshot", "height", info.Head.Height, "chunks", info.Chunks, "bytes", info.Bytes)
		}
		err = errors.Join(err, t.dir.Snapshots().Retain(Retained)) // also after a failure: what is left over takes space
		if err != nil && t.life.Err() == nil {
			t.log.Error("cannot take a snapshot", "height", height, "err", err)
		}
	}()
}

// Take takes a snapshot now, of what view returns then. It waits for one that is being
// taken. progress may be nil.
func (t *Taker) Take(ctx context.Context, view func() *state.View, progress snapshot.Progress) (snapshot.Info, error) {
	t.busy.Lock()
	defer t.busy.Unlock()
	v := view()
	defer v.Close()
	return t.create(ctx, v, progress)
}

// Wait returns when no snapshot is being taken: soon, once life has ended.
func (t *Taker) Wait() {
	t.busy.Lock()
	defer t.busy.Unlock()
}

// create takes a snapshot beside blocks. It ends early rather than use the space that they
// need.
func (t *Taker) create(ctx context.Context, view *state.View, progress snapshot.Progress) (snapshot.Info, error) {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	info, err := t.dir.Snapshots().Create(ctx, view, halfTime(func(done, total int) {
		if left, ok := t.dir.FreeSpace(); ok && left < minFree {
			giveUp(fmt.Errorf("node: no space for a snapshot: %s has %d MiB left, and a snapshot takes space for the state: %w",
				t.dir.Data(), left>>20, home.ErrDiskFull))
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

// halfTime slows work that goes on beside blocks: it rests for as long as it works,
// in turns so short that no block waits long for the processor.
func halfTime(progress snapshot.Progress) snapshot.Progress {
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
