package join

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// ErrHasData says that a home is not empty.
var ErrHasData = errors.New("the home has data")

// RestoreOptions say what RestoreFile does.
type RestoreOptions struct {
	// File is the snapshot, anybody's: every chunk is checked.
	File string
	// Trust names nodes of the chain whose headers the file is compared with, and
	// one header of theirs.
	Trust home.StateSync
	// Progress is told the chunks that are restored. May be nil.
	Progress snapshot.Progress
	// Loading is then told the records that are in the database. May be nil.
	Loading snapshot.Progress
}

// RestoreFile gives an initialised home that has no data the state of a
// snapshot, without its peers' help: the next start goes on above it. The app
// hash is that of the chain's headers, which must reach two blocks above. It
// fails with ErrHasData, home.ErrInUse, snapshot.ErrDamaged or state.ErrSnapshot; the
// home stays without data then.
func RestoreFile(ctx context.Context, h home.Dir, cfg home.Config, o RestoreOptions) (info snapshot.Info, err error) {
	doc, hash, err := home.LoadGenesis(h)
	if err != nil {
		return info, err
	}
	tuning, err := home.LoadComet(h)
	if err != nil {
		return info, err
	}
	l, err := home.Acquire(h)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, l.Release()) }()
	if err := home.CheckChain(h, doc.ChainID, hash); err != nil {
		return info, err
	}
	if err := RemoveUnfinished(h); err != nil {
		return info, err
	}
	if err := checkVacant(h); err != nil {
		return info, err
	}
	f, err := snapshot.Open(o.File)
	if err != nil {
		return info, err
	}
	defer f.Close()
	a, err := fetchAnchor(ctx, o.Trust, doc, f.Manifest().Head, tuning.StateSync.TrustPeriod)
	if err != nil {
		return info, err
	}
	if err := o.restore(ctx, h, cfg, f, a); err != nil {
		return info, errors.Join(h.Remedy(err), RemoveUnfinished(h))
	}
	return f.Info(), nil
}

// checkVacant fails with ErrHasData unless no node has run in the home yet.
func checkVacant(h home.Dir) error {
	for _, dir := range []string{h.App(), h.Comet()} {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fmt.Errorf("node: %s: %w; restore into a new home, or remove %s and %s first, and nothing else: what a validator has signed must stay",
				h, ErrHasData, h.App(), h.Comet()), err)
		}
	}
	return nil
}

// restore makes the stores. The folder of the restore says that they are unfinished
// until the end.
func (o RestoreOptions) restore(ctx context.Context, h home.Dir, cfg home.Config, f *snapshot.File, a anchor) error {
	if err := h.CheckSpace(); err != nil {
		return err
	}
	if err := errors.Join(os.MkdirAll(h.Restore(), 0o755), home.SyncDir(h.Data())); err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	if err := o.restoreState(ctx, h, cfg, f); err != nil {
		return fmt.Errorf("node: restore %s: %w", f.Name(), err)
	}
	if err := a.write(h, cfg); err != nil {
		return err
	}
	err := os.Rename(h.RestoredApp(), h.App())
	if err == nil {
		err = home.SyncDir(h.Data())
	}
	if err == nil {
		err = os.RemoveAll(h.Restore())
	}
	if err != nil {
		return fmt.Errorf("node: restore: %w", err)
	}
	return nil
}

func (o RestoreOptions) restoreState(ctx context.Context, h home.Dir, cfg home.Config, f *snapshot.File) (err error) {
	r, err := state.Restore(h.RestoredApp(), cfg.State(nil), f.Manifest())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := f.Each(ctx, o.Progress, r.Add); err != nil {
		return err
	}
	_, err = r.Finish(ctx, func(done, total uint64) {
		if o.Loading != nil {
			o.Loading(int(done), int(total))
		}
	})
	return err
}
