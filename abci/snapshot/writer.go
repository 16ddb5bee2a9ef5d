package snapshot

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/state"
)

// unfinished ends the names of files that are being written.
const unfinished = ".unfinished"

// syncEvery is how many bytes are written before they are brought to disk. A node
// that takes a snapshot goes on to commit blocks, each of which waits for the
// disk: it shall never have to wait for much.
const syncEvery = 16 << 20

// writer makes one file, from front to end.
type writer struct {
	to     *os.File
	at     int64
	synced int64
	ends   []byte // of the chunks
}

// write makes a file under a name of its own and gives it its name at the end.
func write(path string, fill func(*writer) (*state.Manifest, error)) (info Info, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+unfinished)
	if err != nil {
		return Info{}, fmt.Errorf("snapshot: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("snapshot: write %s: %w", path, err), os.Remove(f.Name()))
		}
	}()
	w := &writer{to: f}
	if err = w.put([]byte(magic)); err == nil {
		var m *state.Manifest
		if m, err = fill(w); err == nil {
			info, err = w.end(m)
		}
	}
	if err = errors.Join(err, f.Sync(), f.Chmod(0o644), f.Close()); err != nil {
		return Info{}, err
	}
	return info, os.Rename(f.Name(), path)
}

func (w *writer) put(b []byte) error {
	n, err := w.to.Write(b)
	w.at += int64(n)
	return err
}

// add writes the next chunk.
func (w *writer) add(chunk []byte) error {
	if err := w.put(chunk); err != nil {
		return err
	}
	w.ends = binary.BigEndian.AppendUint64(w.ends, uint64(w.at))
	if w.at-w.synced < syncEvery {
		return nil
	}
	w.synced = w.at
	return w.to.Sync()
}

// copy writes every chunk of a file that check has nothing against.
func (w *writer) copy(ctx context.Context, from *File, check func(int, []byte) error, progress Progress) error {
	return from.Each(ctx, progress, func(i int, chunk []byte) error {
		if err := check(i, chunk); err != nil {
			return err
		}
		return w.add(chunk)
	})
}

// end writes what stands behind the chunks.
func (w *writer) end(m *state.Manifest) (Info, error) {
	info := Info{Version: m.Version, Chunks: m.Chunks(), Manifest: m.Encode()}
	b := append(append([]byte(nil), info.Manifest...), w.ends...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(info.Manifest)))
	b = binary.BigEndian.AppendUint32(b, uint32(info.Chunks))
	err := w.put(b)
	info.Bytes = w.at
	return info, err
}
