package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// ErrHasData says that a home is not empty.
var ErrHasData = errors.New("the home has data")

// RestoreOptions say what RestoreSnapshot does.
type RestoreOptions struct {
	// File is the snapshot, anybody's: nothing in it is believed.
	File string
	// Trust names nodes of the chain whose headers the file is compared with, and
	// one header of theirs.
	Trust StateSync
	// Progress is told the chunks that are restored. May be nil.
	Progress snapshot.Progress
	// Loading is then told the records that are in the database. May be nil.
	Loading snapshot.Progress
}

// RestoreSnapshot gives an initialised home that has no data the state of a
// snapshot, without its peers' help: the next start goes on above it. The app
// hash is that of the chain's headers, which must reach two blocks above. It
// fails with ErrHasData, ErrInUse, snapshot.ErrDamaged or state.ErrSnapshot; the
// home stays without data then.
func RestoreSnapshot(ctx context.Context, h Home, cfg Config, o RestoreOptions) (info snapshot.Info, err error) {
	doc, hash, err := loadGenesis(h)
	if err != nil {
		return info, err
	}
	tuning, err := LoadComet(h)
	if err != nil {
		return info, err
	}
	l, err := acquire(h)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, l.release()) }()
	if err := claim(h, doc.ChainID, hash); err != nil {
		return info, err
	}
	if err := h.forget(); err != nil {
		return info, err
	}
	if err := h.vacant(); err != nil {
		return info, err
	}
	f, err := snapshot.Open(o.File)
	if err != nil {
		return info, err
	}
	defer f.Close()
	a, err := o.Trust.anchor(ctx, doc, f.Manifest().Head, tuning.StateSync.TrustPeriod)
	if err != nil {
		return info, err
	}
	if err := h.refill(ctx, cfg, f, a, o); err != nil {
		return info, errors.Join(remedy(h, err), h.forget())
	}
	return f.Info(), nil
}

// vacant fails with ErrHasData unless no node has run in the home yet.
func (h Home) vacant() error {
	for _, dir := range []string{h.App(), h.Comet()} {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fmt.Errorf("node: %s: %w; restore into a new home, or remove %s and %s first, and nothing else: what a validator has signed must stay",
				h, ErrHasData, h.App(), h.Comet()), err)
		}
	}
	return nil
}

// refill makes the stores. The folder of the restore marks them as unfinished
// until the end.
func (h Home) refill(ctx context.Context, cfg Config, f *snapshot.File, a anchor, o RestoreOptions) error {
	if err := room(h); err != nil {
		return err
	}
	if err := errors.Join(os.MkdirAll(h.Restore(), 0o755), syncDir(h.Data())); err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	if err := h.refillState(ctx, cfg, f, o.Progress, o.Loading); err != nil {
		return fmt.Errorf("node: restore %s: %w", f.Name(), err)
	}
	if err := a.write(h, cfg); err != nil {
		return err
	}
	err := os.Rename(h.restoredApp(), h.App())
	if err == nil {
		err = syncDir(h.Data())
	}
	if err == nil {
		err = os.RemoveAll(h.Restore())
	}
	if err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	return nil
}

func (h Home) refillState(ctx context.Context, cfg Config, f *snapshot.File, progress, loading snapshot.Progress) (err error) {
	store := state.Config{CacheBytes: cfg.CacheMB << 20, History: cfg.History, FS: cfg.disk}
	r, err := state.Restore(h.restoredApp(), store, f.Manifest())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := f.Each(ctx, progress, r.Add); err != nil {
		return err
	}
	_, err = r.Finish(ctx, func(done, total uint64) {
		if loading != nil {
			loading(int(done), int(total))
		}
	})
	return err
}
