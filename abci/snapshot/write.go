package snapshot

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/state"
)

// unfinished ends the names of files that are being written.
const unfinished = ".unfinished"

// Progress is told how many chunks of how many are done.
type Progress func(done, total int)

// Create takes a snapshot of a view. It reads beside commits, and takes its time:
// ctx ends it early. Taking the same one again costs nothing. progress may be
// nil.
func (s Shelf) Create(ctx context.Context, view *state.View, progress Progress) (Info, error) {
	if info, err := s.Info(view.Height()); err == nil && info.Version.Root == view.Root() {
		return info, nil
	}
	m, err := view.Manifest(ctx)
	if err != nil {
		return Info{}, fmt.Errorf("snapshot: %w", err)
	}
	if m.Chunks() == 0 {
		return Info{}, errors.New("snapshot: there is no state yet")
	}
	return s.put(ctx, m, progress, func(i int) ([]byte, error) { return view.Chunk(m, i) })
}

// Import takes a file from elsewhere onto the shelf, after a check of every
// chunk. It fails with ErrDamaged, or state.ErrSnapshot if a chunk is not what
// the manifest says, or the root not the one that is wanted, in hex; when that
// is empty, the root is the caller's question.
func (s Shelf) Import(ctx context.Context, path, root string, progress Progress) (Info, error) {
	f, err := openFile(path)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	m, _, err := f.describe()
	if err != nil {
		return Info{}, err
	}
	if have := hex.EncodeToString(m.Version.Root[:]); root != "" && root != have {
		return Info{}, fmt.Errorf("%w: %s has app hash %s, not %s", state.ErrSnapshot, path, have, root)
	}
	return s.put(ctx, m, progress, func(i int) ([]byte, error) {
		chunk, err := f.chunk(i)
		if err != nil {
			return nil, err
		}
		return chunk, m.Verify(i, chunk)
	})
}

// Export copies the snapshot of a height to a file that must not exist. It fails
// with ErrNone, and leaves nothing behind then.
func (s Shelf) Export(ctx context.Context, height uint64, path string, progress Progress) (Info, error) {
	f, err := s.open(height)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	m, _, err := f.describe()
	if err != nil {
		return Info{}, err
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Info{}, fmt.Errorf("snapshot: %s: %w", path, errors.Join(err, fs.ErrExist))
	}
	return write(ctx, path, m, progress, f.chunk)
}

// put writes a file of the shelf.
func (s Shelf) put(ctx context.Context, m *state.Manifest, progress Progress, chunk func(int) ([]byte, error)) (Info, error) {
	if err := os.MkdirAll(string(s), 0o755); err != nil {
		return Info{}, fmt.Errorf("snapshot: %w", err)
	}
	return write(ctx, s.path(m.Version.Height), m, progress, chunk)
}

// write makes a file under a name of its own and gives it its name at the end.
func write(ctx context.Context, path string, m *state.Manifest, progress Progress, chunk func(int) ([]byte, error)) (info Info, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+unfinished)
	if err != nil {
		return Info{}, fmt.Errorf("snapshot: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("snapshot: write %s: %w", path, err), os.Remove(f.Name()))
		}
	}()
	info, err = fill(ctx, f, m, progress, chunk)
	if err = errors.Join(err, f.Sync(), f.Chmod(0o644), f.Close()); err != nil {
		return Info{}, err
	}
	return info, os.Rename(f.Name(), path)
}

func fill(ctx context.Context, f *os.File, m *state.Manifest, progress Progress, chunk func(int) ([]byte, error)) (Info, error) {
	info := Info{Version: m.Version, Chunks: m.Chunks(), Manifest: m.Encode()}
	b := binary.BigEndian.AppendUint32([]byte(magic), uint32(len(info.Manifest)))
	b = binary.BigEndian.AppendUint32(b, uint32(info.Chunks))
	b = append(b, info.Manifest...)
	table := int64(len(b))
	b = append(b, make([]byte, 8*info.Chunks)...)
	if _, err := f.Write(b); err != nil {
		return info, err
	}
	info.Bytes = int64(len(b))
	var ends []byte
	for i := range info.Chunks {
		if err := ctx.Err(); err != nil {
			return info, err
		}
		c, err := chunk(i)
		if err != nil {
			return info, err
		}
		if _, err := f.Write(c); err != nil {
			return info, err
		}
		info.Bytes += int64(len(c))
		ends = binary.BigEndian.AppendUint64(ends, uint64(info.Bytes))
		if progress != nil {
			progress(i+1, info.Chunks)
		}
	}
	_, err := f.WriteAt(ends, table)
	return info, err
}
