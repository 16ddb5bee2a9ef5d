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

// writer makes one file. It is the scratch of a snapshot too.
type writer struct {
	to       *os.File
	end      int64 // of the data
	unsynced int64 // bytes of data
	pieces   []byte
	ends     []byte
	count    uint32 // of pieces
}

// write makes a file under a name of its own and gives it its name at the end.
func write(path string, fill func(*writer) (Info, error)) (info Info, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+unfinished)
	if err != nil {
		return Info{}, fmt.Errorf("snapshot: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("snapshot: write %s: %w", path, err), os.Remove(f.Name()))
		}
	}()
	info, err = fill(&writer{to: f})
	if err = errors.Join(err, f.Sync(), f.Chmod(0o644), f.Close()); err != nil {
		return Info{}, err
	}
	return info, os.Rename(f.Name(), path)
}

// WriteAt writes data: its offset 0 is behind the magic.
func (w *writer) WriteAt(b []byte, at int64) (int, error) {
	n, err := w.to.WriteAt(b, at+int64(len(magic)))
	if err != nil {
		return n, err
	}
	w.end = max(w.end, at+int64(n))
	if w.unsynced += int64(n); w.unsynced < syncEvery {
		return n, nil
	}
	w.unsynced = 0
	return n, w.to.Sync()
}

// ReadAt reads data.
func (w *writer) ReadAt(b []byte, at int64) (int, error) {
	return w.to.ReadAt(b, at+int64(len(magic)))
}

// chunk notes of what the next chunk is made.
func (w *writer) chunk(pieces []state.Piece) error {
	for _, p := range pieces {
		w.pieces = binary.BigEndian.AppendUint64(w.pieces, uint64(p.At)+uint64(len(magic)))
		w.pieces = binary.BigEndian.AppendUint32(w.pieces, uint32(p.Size))
	}
	if len(pieces) > maxPieces {
		return fmt.Errorf("snapshot: a chunk in %d pieces", len(pieces))
	}
	w.count += uint32(len(pieces))
	w.ends = binary.BigEndian.AppendUint32(w.ends, w.count)
	return nil
}

// finish writes what stands before and behind the data.
func (w *writer) finish(m *state.Manifest) (Info, error) {
	info := Info{Head: m.Head, Chunks: m.Chunks(), Manifest: m.Encode()}
	b := append(append(append([]byte(nil), info.Manifest...), w.pieces...), w.ends...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(info.Manifest)))
	b = binary.BigEndian.AppendUint32(b, uint32(info.Chunks))
	_, err := w.to.WriteAt([]byte(magic), 0)
	if err == nil {
		_, err = w.to.WriteAt(b, int64(len(magic))+w.end)
	}
	info.Bytes = int64(len(magic)) + w.end + int64(len(b))
	return info, err
}

// copy makes the file the same as another one.
func (w *writer) copy(ctx context.Context, from *File, progress Progress) error {
	buf := make([]byte, 1<<20)
	for at := int64(0); at < from.bytes; {
		n, err := from.ReadAt(buf[:min(int64(len(buf)), from.bytes-at)], at)
		if err == nil {
			_, err = w.WriteAt(buf[:n], at-int64(len(magic)))
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		at += int64(n)
		progress.tell(int(int64(from.chunks)*at/from.bytes), from.chunks)
	}
	return nil
}
