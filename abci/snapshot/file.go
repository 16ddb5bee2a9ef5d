package snapshot

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/peerz-ai/peerz-chain/state"
)

// A file is: magic, the chunks, the manifest, for each chunk the offset of its
// end (8 bytes), and the tail: length of the manifest and number of chunks (4
// bytes each). All numbers are big endian. What is known last stands last, so
// that a snapshot is written from front to end in one go.
const (
	magic = "peerzsn1"
	tail  = 4 + 4
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

// File is an open snapshot. Its chunks are for whoever checks them.
type File struct {
	*os.File
	bytes    int64 // of the file
	size     int64 // of the manifest
	chunks   int
	manifest *state.Manifest // nil until it is read
	info     Info
}

// Manifest is what the file says of itself: it fits together, but somebody has
// to know its root.
func (f *File) Manifest() *state.Manifest { return f.manifest }

// Info describes the file.
func (f *File) Info() Info { return f.info }

// table is the offset of the table of ends; below zero when the file is too short
// to have so many.
func (f *File) table() int64 { return f.bytes - int64(tail) - 8*int64(f.chunks) }

// data is the offset behind the chunks, where the manifest begins.
func (f *File) data() int64 { return f.table() - f.size }

// end is the offset behind chunk i, for -1 that of the first.
func (f *File) end(i int) (int64, error) {
	if i < 0 {
		return int64(len(magic)), nil
	}
	var b [8]byte
	if _, err := f.ReadAt(b[:], f.table()+8*int64(i)); err != nil {
		return 0, ErrDamaged
	}
	return int64(binary.BigEndian.Uint64(b[:])), nil
}

// Chunk reads chunk i, unchecked but for its size. It fails with ErrNone, or
// ErrDamaged.
func (f *File) Chunk(i int) ([]byte, error) {
	if i < 0 || i >= f.chunks {
		return nil, fmt.Errorf("snapshot: chunk %d of %d: %w", i, f.chunks, ErrNone)
	}
	from, err := f.end(i - 1)
	to, err2 := f.end(i)
	if err != nil || err2 != nil || from < int64(len(magic)) || to <= from || to-from > maxChunk || to > f.data() {
		return nil, fmt.Errorf("snapshot: chunk %d: %w", i, ErrDamaged)
	}
	b := make([]byte, to-from)
	if _, err := io.ReadFull(io.NewSectionReader(f, from, to-from), b); err != nil {
		return nil, fmt.Errorf("snapshot: chunk %d: %w", i, ErrDamaged)
	}
	return b, nil
}

// Each hands the chunks to use, in order, which may keep them, until it fails or
// ctx ends. progress, unless nil, is told the chunks.
func (f *File) Each(ctx context.Context, progress Progress, use func(i int, chunk []byte) error) error {
	for i := range f.chunks {
		chunk, err := f.Chunk(i)
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = use(i, chunk)
		}
		if err != nil {
			return err
		}
		progress.tell(i+1, f.chunks)
	}
	return nil
}
