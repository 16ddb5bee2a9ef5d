package snapshot

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/peerz-ai/peerz-chain/state"
)

// A file is: magic, length of the manifest and number of chunks (4 bytes each,
// big endian), the manifest, for each chunk the offset of its end (8 bytes), the
// chunks.
const (
	magic = "peerzsn1"
	head  = len(magic) + 4 + 4
)

// Limits on what a stranger's file may ask this process to hold, in bytes. The
// first is what fits into a message of CometBFT, the second what a chunk of one pair of the
// largest size needs.
const (
	maxManifest = 3_900_000
	maxChunk    = state.MaxKey + state.MaxValue + 64
)

// ErrDamaged says that a file is not a whole snapshot.
var ErrDamaged = errors.New("not a whole snapshot file")

// Info describes a snapshot.
type Info struct {
	Version  state.Version
	Chunks   int
	Bytes    int64  // size of the file
	Manifest []byte // of package state, encoded
}

// file is an open snapshot.
type file struct {
	*os.File
	bytes    int64 // of the file
	manifest int64 // bytes of the manifest, which stands behind the head
	chunks   int
}

func openFile(path string) (*file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s := &file{File: f}
	if err := s.readHead(); err != nil {
		return nil, errors.Join(fmt.Errorf("snapshot: %s: %w", path, err), f.Close())
	}
	return s, nil
}

// readHead learns where everything is.
func (f *file) readHead() error {
	stat, err := f.Stat()
	if err != nil {
		return err
	}
	b := make([]byte, head)
	if _, err := f.ReadAt(b, 0); err != nil || string(b[:len(magic)]) != magic {
		return ErrDamaged
	}
	f.bytes = stat.Size()
	f.manifest = int64(binary.BigEndian.Uint32(b[len(magic):]))
	f.chunks = int(binary.BigEndian.Uint32(b[len(magic)+4:]))
	if f.manifest > maxManifest || f.data() > f.bytes {
		return ErrDamaged
	}
	return nil
}

// describe reads the manifest and checks that it is one, of as many chunks.
func (f *file) describe() (*state.Manifest, Info, error) {
	b := make([]byte, f.manifest)
	if _, err := f.ReadAt(b, int64(head)); err != nil {
		return nil, Info{}, fmt.Errorf("snapshot: %s: %w", f.Name(), ErrDamaged)
	}
	m, err := state.DecodeManifest(b)
	if err == nil && m.Chunks() != f.chunks {
		err = ErrDamaged
	}
	if err != nil {
		return nil, Info{}, fmt.Errorf("snapshot: %s: %w", f.Name(), err)
	}
	return m, Info{Version: m.Version, Chunks: f.chunks, Bytes: f.bytes, Manifest: b}, nil
}

// data is the offset of the first chunk, behind the table of their ends.
func (f *file) data() int64 { return f.table() + 8*int64(f.chunks) }

func (f *file) table() int64 { return int64(head) + f.manifest }

// end is the offset behind chunk i, for -1 that of the first.
func (f *file) end(i int) (int64, error) {
	if i < 0 {
		return f.data(), nil
	}
	var b [8]byte
	if _, err := f.ReadAt(b[:], f.table()+8*int64(i)); err != nil {
		return 0, ErrDamaged
	}
	return int64(binary.BigEndian.Uint64(b[:])), nil
}

// chunk reads chunk i, unchecked but for its size.
func (f *file) chunk(i int) ([]byte, error) {
	if i < 0 || i >= f.chunks {
		return nil, fmt.Errorf("snapshot: chunk %d of %d: %w", i, f.chunks, ErrNone)
	}
	from, err := f.end(i - 1)
	to, err2 := f.end(i)
	if err != nil || err2 != nil || from < f.data() || to <= from || to-from > maxChunk || to > f.bytes {
		return nil, fmt.Errorf("snapshot: chunk %d: %w", i, ErrDamaged)
	}
	b := make([]byte, to-from)
	if _, err := io.ReadFull(io.NewSectionReader(f, from, to-from), b); err != nil {
		return nil, fmt.Errorf("snapshot: chunk %d: %w", i, ErrDamaged)
	}
	return b, nil
}
