package snapshot

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/peerz-ai/peerz-chain/state"
)

// A file is: magic, the data, the manifest, the pieces, for each chunk how many
// pieces there are up to its end (4 bytes), and the tail: length of the manifest
// and number of chunks (4 bytes each). A piece is an offset (8 bytes) and a size
// (4 bytes) of data. The pieces of a chunk, in order, are the chunk, and together
// all of them are all data. All numbers are big endian. What is known last stands
// last, so that a snapshot is written from front to end in one go.
const (
	magic = "peerzsn2"
	tail  = 4 + 4
	piece = 8 + 4
)

// Limits on what a stranger's file may ask this process to hold, in bytes. The
// first is what fits into a message of CometBFT, the second what a chunk of one pair of the
// largest size needs.
const (
	maxManifest = 3_900_000
	maxChunk    = state.MaxKey + state.MaxValue + 64
	maxPieces   = 1 << 16 // of one chunk
)

// ErrDamaged says that a file is not a whole snapshot.
var ErrDamaged = errors.New("not a whole snapshot file")

// Info describes a snapshot.
type Info struct {
	Head     state.Head
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
	pieces   int64
	manifest *state.Manifest // nil until it is read
	info     Info
}

// Manifest is what the file says of itself: it fits together, but somebody has
// to know its root.
func (f *File) Manifest() *state.Manifest { return f.manifest }

// Info describes the file.
func (f *File) Info() Info { return f.info }

// ends is the offset of the numbers of pieces; below zero when the file is too
// short to have so many chunks.
func (f *File) ends() int64 { return f.bytes - int64(tail) - 4*int64(f.chunks) }

// first is the offset of the pieces.
func (f *File) first() int64 { return f.ends() - piece*f.pieces }

// data is the offset behind the data, where the manifest begins.
func (f *File) data() int64 { return f.first() - f.size }

// end is the number of pieces up to the end of chunk i, for -1 none.
func (f *File) end(i int) (int64, error) {
	if i < 0 {
		return 0, nil
	}
	var b [4]byte
	if _, err := f.ReadAt(b[:], f.ends()+4*int64(i)); err != nil {
		return 0, ErrDamaged
	}
	return int64(binary.BigEndian.Uint32(b[:])), nil
}

// chunkPieces are the pieces of chunk i, and its size in bytes.
func (f *File) chunkPieces(i int) (pieces []state.Piece, size int64, err error) {
	from, err := f.end(i - 1)
	to, err2 := f.end(i)
	if err != nil || err2 != nil || to <= from || to > f.pieces || to-from > maxPieces {
		return nil, 0, ErrDamaged
	}
	b := make([]byte, piece*(to-from))
	if _, err := f.ReadAt(b, f.first()+piece*from); err != nil {
		return nil, 0, ErrDamaged
	}
	for ; len(b) > 0; b = b[piece:] {
		p := state.Piece{At: int64(binary.BigEndian.Uint64(b)), Size: int64(binary.BigEndian.Uint32(b[8:]))}
		size += p.Size
		if p.At < int64(len(magic)) || p.At > f.data() || p.Size <= 0 || p.Size > f.data()-p.At || size > maxChunk {
			return nil, 0, ErrDamaged
		}
		pieces = append(pieces, p)
	}
	return pieces, size, nil
}

// Chunk reads chunk i, unchecked but for its size. It fails with ErrNone, or
// ErrDamaged.
func (f *File) Chunk(i int) ([]byte, error) {
	if i < 0 || i >= f.chunks {
		return nil, fmt.Errorf("snapshot: chunk %d of %d: %w", i, f.chunks, ErrNone)
	}
	pieces, size, err := f.chunkPieces(i)
	if err != nil {
		return nil, fmt.Errorf("snapshot: chunk %d: %w", i, err)
	}
	b := make([]byte, size)
	rest := b
	for _, p := range pieces {
		if _, err := f.ReadAt(rest[:p.Size], p.At); err != nil {
			return nil, fmt.Errorf("snapshot: chunk %d: %w", i, ErrDamaged)
		}
		rest = rest[p.Size:]
	}
	return b, nil
}

// Each hands the chunks to use, in order, which may retain them, until it fails or
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
