package snapshot

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/peerz-ai/peerz-chain/state"
)

// Progress is told how much is done, of how much; total is 0 while nobody knows.
type Progress func(done, total int)

// Create takes a snapshot of a view. It reads beside commits, and takes its time:
// ctx ends it early. Taking the same one again costs nothing. progress, unless nil, is told the pairs that are read,
// and then those that are written, every thousand or so; it may take its time too.
func (s Store) Create(ctx context.Context, view *state.View, progress Progress) (Info, error) {
	if info, err := s.Info(view.Height()); err == nil && info.Head.Root == view.Root() {
		return info, nil
	}
	if view.Root() == [32]byte{} {
		return Info{}, errors.New("snapshot: there is no state yet")
	}
	return s.put(view.Height(), func(w *writer) (Info, error) {
		m, err := view.Snapshot(ctx, state.SnapshotSink{Scratch: w, Chunk: w.chunk, Progress: func(done, total uint64) {
			progress.tell(int(done), int(total))
		}})
		if err != nil {
			return Info{}, err
		}
		return w.finish(m)
	})
}

// Import takes a file from elsewhere into the store, after a check of every
// chunk. It fails with ErrDamaged, or state.ErrSnapshot if a chunk is not what
// the manifest says, or the root not the one that is wanted, in hex; when that
// is empty, the root is the caller's question, but never another than that of a
// snapshot of the same height which is there. progress, unless nil, is told the
// chunks.
func (s Store) Import(ctx context.Context, path, root string, progress Progress) (Info, error) {
	f, err := Open(path)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	m := f.Manifest()
	if have := hex.EncodeToString(m.Head.Root[:]); root != "" && root != have {
		return Info{}, fmt.Errorf("%w: %s has app hash %s, not %s", state.ErrSnapshot, path, have, root)
	}
	if old, err := s.Info(m.Head.Height); err == nil && old.Head.Root != m.Head.Root {
		return Info{}, fmt.Errorf("%w: %s has app hash %x, and there is a snapshot of height %d with %x", state.ErrSnapshot, path,
			m.Head.Root, m.Head.Height, old.Head.Root)
	}
	return s.put(m.Head.Height, func(w *writer) (Info, error) {
		if err := w.copy(ctx, f, nil); err != nil {
			return Info{}, err
		}
		copied := &File{File: w.to} // what counts: the other one may change meanwhile
		if err := copied.read(); err != nil {
			return Info{}, err
		}
		if copied.manifest.Head != m.Head {
			return Info{}, ErrDamaged
		}
		return copied.info, copied.Each(ctx, progress, copied.manifest.Verify)
	})
}

// Export copies the snapshot of a height to a file that must not exist. It fails
// with ErrNone, and leaves nothing behind then. progress is that of Import.
func (s Store) Export(ctx context.Context, height uint64, path string, progress Progress) (Info, error) {
	f, err := s.Open(height)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Info{}, fmt.Errorf("snapshot: %s: %w", path, errors.Join(err, fs.ErrExist))
	}
	return write(path, func(w *writer) (Info, error) { return f.Info(), w.copy(ctx, f, progress) })
}

// put writes a file of the store.
func (s Store) put(height uint64, fill func(*writer) (Info, error)) (Info, error) {
	if err := os.MkdirAll(string(s), 0o755); err != nil {
		return Info{}, fmt.Errorf("snapshot: %w", err)
	}
	return write(s.path(height), fill)
}

func (p Progress) tell(done, total int) {
	if p != nil {
		p(done, total)
	}
}
