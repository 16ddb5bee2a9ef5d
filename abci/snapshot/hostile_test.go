package snapshot

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state"
)

// parts is a file taken apart, to be put together wrongly.
type parts struct {
	data     []byte
	manifest []byte
	pieces   []state.Piece
	ends     []uint32
	size     uint32 // of the manifest, as the file says
	count    uint32 // of chunks, as the file says
}

// dissect takes a snapshot of some megabytes, so that it has many chunks.
func dissect(t *testing.T) (whole []byte, p parts) {
	t.Helper()
	s, err := state.Open("store", state.Config{FS: vfs.NewMem()})
	must(t, err)
	o := s.Overlay()
	for i := range 100 {
		must(t, o.Set(fmt.Append(nil, "key", i), bytes.Repeat([]byte{byte(i)}, 100_000)))
	}
	_, err = s.Commit(o, 7)
	must(t, err)
	view, store := s.View(), Store(t.TempDir())
	info, err := store.Create(context.Background(), view, nil)
	must(t, err)
	view.Close()
	must(t, s.Close())
	f, err := store.Open(7)
	must(t, err)
	defer f.Close()
	for i := range info.Chunks {
		pieces, _, err := f.chunkPieces(i)
		must(t, err)
		p.pieces = append(p.pieces, pieces...)
		p.ends = append(p.ends, uint32(len(p.pieces)))
	}
	if len(p.pieces) == len(p.ends) {
		t.Fatal("each chunk is in one piece")
	}
	p.manifest, p.size, p.count = info.Manifest, uint32(len(info.Manifest)), uint32(info.Chunks)
	whole, err = os.ReadFile(store.path(7))
	must(t, err)
	p.data = bytes.Clone(whole[len(magic):f.data()])
	return whole, p
}

func (p parts) join() []byte {
	b := append(append([]byte(magic), p.data...), p.manifest...)
	for _, piece := range p.pieces {
		b = binary.BigEndian.AppendUint64(b, uint64(piece.At))
		b = binary.BigEndian.AppendUint32(b, uint32(piece.Size))
	}
	for _, end := range p.ends {
		b = binary.BigEndian.AppendUint32(b, end)
	}
	b = binary.BigEndian.AppendUint32(b, p.size)
	return binary.BigEndian.AppendUint32(b, p.count)
}

// Whatever a file says of itself, it is refused with a reason, and the store is
// as it was.
func TestFilesThatLieAreRefused(t *testing.T) {
	whole, _ := dissect(t)
	store := Store(filepath.Join(t.TempDir(), "store"))
	for name, c := range map[string]struct {
		lie func(*parts)
		is  error
	}{
		"pieces in another order":   {func(p *parts) { p.pieces[0], p.pieces[2] = p.pieces[2], p.pieces[0] }, state.ErrSnapshot},
		"a piece twice":             {func(p *parts) { p.pieces[0] = p.pieces[1] }, ErrDamaged},
		"a chunk less":              {func(p *parts) { p.count--; p.ends = p.ends[1:] }, ErrDamaged},
		"more chunks than bytes":    {func(p *parts) { p.count = 1<<32 - 1 }, ErrDamaged},
		"no chunks":                 {func(p *parts) { p.count = 0 }, ErrDamaged},
		"more pieces than bytes":    {func(p *parts) { p.ends[len(p.ends)-1] = 1<<32 - 1 }, ErrDamaged},
		"an endless manifest":       {func(p *parts) { p.size = 1<<32 - 1 }, ErrDamaged},
		"no manifest":               {func(p *parts) { p.size = 0 }, ErrDamaged},
		"a piece beyond the file":   {func(p *parts) { p.pieces[0].At = 1 << 62 }, ErrDamaged},
		"a piece below zero":        {func(p *parts) { p.pieces[0].At = -1 }, ErrDamaged},
		"a piece of the manifest":   {func(p *parts) { p.pieces[0].At = int64(len(magic) + len(p.data)) }, ErrDamaged},
		"a piece of the head":       {func(p *parts) { p.pieces[0].At = 1 }, ErrDamaged},
		"an empty piece":            {func(p *parts) { p.pieces[0].Size = 0 }, ErrDamaged},
		"an endless piece":          {func(p *parts) { p.pieces[0].Size = 1<<32 - 1 }, ErrDamaged},
		"ends that go backwards":    {func(p *parts) { p.ends[0], p.ends[1] = p.ends[1], p.ends[0] }, ErrDamaged},
		"a chunk of all":            {func(p *parts) { p.ends[0] = p.ends[len(p.ends)-1] }, ErrDamaged},
		"a chunk of nothing":        {func(p *parts) { p.ends[0] = 0 }, ErrDamaged},
		"something behind":          {func(p *parts) { p.data = append(p.data, "more"...) }, ErrDamaged},
		"a manifest of splits only": {func(p *parts) { p.manifest = bytes.Repeat([]byte{3}, len(p.manifest)) }, state.ErrSnapshot},
	} {
		t.Run(name, func(t *testing.T) {
			_, p := dissect(t)
			if !bytes.Equal(p.join(), whole) {
				t.Fatal("the parts do not make the file")
			}
			c.lie(&p)
			path := filepath.Join(t.TempDir(), "lie")
			must(t, os.WriteFile(path, p.join(), 0o600))
			if _, err := store.Import(context.Background(), path, "", nil); !errors.Is(err, c.is) {
				t.Error(err)
			}
			if left, _ := os.ReadDir(string(store)); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// What is not a file at all is refused at once.
func TestWhatIsNoFileIsRefused(t *testing.T) {
	dir, store := t.TempDir(), Store(t.TempDir())
	pipe, empty := filepath.Join(dir, "pipe"), filepath.Join(dir, "empty")
	must(t, syscall.Mkfifo(pipe, 0o600))
	must(t, os.WriteFile(empty, nil, 0o600))
	for _, path := range []string{dir, pipe, empty} {
		if _, err := store.Import(context.Background(), path, "", nil); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := store.Import(context.Background(), filepath.Join(dir, "none"), "", nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// Somebody else's state does not replace the node's own.
func TestAnotherStateOfTheSameHeightIsRefused(t *testing.T) {
	store := Store(t.TempDir())
	own := take(t, store, 7)
	whole, _ := dissect(t)
	path := filepath.Join(t.TempDir(), "other")
	must(t, os.WriteFile(path, whole, 0o600))
	if _, err := store.Import(context.Background(), path, "", nil); !errors.Is(err, state.ErrSnapshot) {
		t.Errorf("another state: %v", err)
	}
	if now, err := store.Info(7); err != nil || now.Head != own.Head {
		t.Errorf("the snapshot is %+v, %v", now.Head, err)
	}
}
