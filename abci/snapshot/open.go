package snapshot

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/peerz-ai/peerz-chain/state"
)

// Open opens a file, which may be anybody's. It fails with ErrDamaged, or
// state.ErrSnapshot because of the manifest.
func Open(path string) (*File, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	if err := f.describe(); err != nil {
		return nil, errors.Join(fmt.Errorf("snapshot: %s: %w", path, err), f.Close())
	}
	return f, nil
}

// read learns all that a file says of itself.
func (f *File) read() error {
	if err := f.readTail(); err != nil {
		return err
	}
	return f.describe()
}

// openFile opens a file without its manifest.
func openFile(path string) (*File, error) {
	if stat, err := os.Stat(path); err != nil {
		return nil, err
	} else if !stat.Mode().IsRegular() { // opening a pipe waits for somebody to write
		return nil, fmt.Errorf("snapshot: %s: %w: not an ordinary file", path, ErrDamaged)
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{File: opened}
	if err := f.readTail(); err != nil {
		return nil, errors.Join(fmt.Errorf("snapshot: %s: %w", path, err), f.Close())
	}
	return f, nil
}

// readTail learns where everything is.
func (f *File) readTail() error {
	stat, err := f.Stat()
	if err != nil {
		return err
	}
	f.bytes = stat.Size()
	b := make([]byte, len(magic)+tail)
	_, err = f.ReadAt(b[:len(magic)], 0)
	_, err2 := f.ReadAt(b[len(magic):], max(0, f.bytes-int64(tail)))
	if err != nil || err2 != nil || string(b[:len(magic)]) != magic {
		return ErrDamaged
	}
	f.size = int64(binary.BigEndian.Uint32(b[len(magic):]))
	f.chunks = int(binary.BigEndian.Uint32(b[len(magic)+4:]))
	if f.ends() < int64(len(magic)) {
		return ErrDamaged
	}
	if f.pieces, err = f.end(f.chunks - 1); err != nil {
		return err
	}
	if f.size > maxManifest || f.data() < int64(len(magic)) {
		return ErrDamaged
	}
	return nil
}

// describe reads the manifest and checks that the chunks are all data, and that
// the manifest is one, of as many chunks.
func (f *File) describe() error {
	rest := f.data() - int64(len(magic))
	for i := range f.chunks {
		_, size, err := f.chunkPieces(i)
		if err != nil {
			return fmt.Errorf("chunk %d: %w", i, err)
		}
		rest -= size
	}
	b := make([]byte, f.size)
	if _, err := f.ReadAt(b, f.data()); err != nil || rest != 0 {
		return ErrDamaged
	}
	m, err := state.DecodeManifest(b)
	if err == nil && m.Chunks() != f.chunks {
		err = ErrDamaged
	}
	if err != nil {
		return err
	}
	f.manifest, f.info = m, Info{Head: m.Head, Chunks: f.chunks, Bytes: f.bytes, Manifest: b}
	return nil
}
