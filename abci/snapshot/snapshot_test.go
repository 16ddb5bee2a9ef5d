package snapshot

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// grown is a store at a height, in memory.
func grown(t testing.TB, height uint64) *state.Store {
	t.Helper()
	s, err := state.Open("store", state.Config{FS: vfs.NewMem()})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	o := s.Overlay()
	for i := range 100 {
		must(t, o.Set(fmt.Append(nil, "key", i), fmt.Append(nil, "value", i)))
	}
	_, err = s.Commit(o, height)
	must(t, err)
	return s
}

func take(t testing.TB, shelf Shelf, height uint64) Info {
	t.Helper()
	view := grown(t, height).View()
	defer view.Close()
	info, err := shelf.Create(context.Background(), view, nil)
	must(t, err)
	return info
}

// A snapshot travels as a file and is the same on every machine.
func TestASnapshotTravels(t *testing.T) {
	here, there := Shelf(t.TempDir()), Shelf(filepath.Join(t.TempDir(), "new"))
	made := take(t, here, 7)
	parcel := filepath.Join(t.TempDir(), "parcel")
	_, err := here.Export(context.Background(), 7, parcel, nil)
	must(t, err)
	var done, of int
	got, err := there.Import(context.Background(), parcel, "", func(d, n int) { done, of = d, n })
	must(t, err)
	if got.Head != made.Head || done != of || done != made.Chunks {
		t.Errorf("made %+v, got %+v, progress %d of %d", made, got, done, of)
	}
	if _, err := there.Import(context.Background(), parcel, "00", nil); !errors.Is(err, state.ErrSnapshot) {
		t.Errorf("another root was wanted: %v", err)
	}
	elsewhere := Shelf(t.TempDir())
	take(t, elsewhere, 7)
	want, err := os.ReadFile(here.path(7))
	must(t, err)
	for _, copied := range []string{parcel, there.path(7), elsewhere.path(7)} {
		if b, err := os.ReadFile(copied); err != nil || !bytes.Equal(b, want) {
			t.Errorf("%s is another file: %v", copied, err)
		}
	}
	if _, err := here.Export(context.Background(), 7, parcel, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("export over a file: %v", err)
	}
}

// A file with any byte changed, or cut anywhere, is not taken.
func TestDamagedFilesAreRefused(t *testing.T) {
	shelf := Shelf(t.TempDir())
	take(t, shelf, 1<<56-1)
	good, err := os.ReadFile(shelf.path(1<<56 - 1))
	must(t, err)
	there, path := Shelf(t.TempDir()), filepath.Join(t.TempDir(), "bad")
	try := func(what string, b []byte) {
		t.Helper()
		must(t, os.WriteFile(path, b, 0o600))
		_, err := there.Import(context.Background(), path, "", nil)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, state.ErrSnapshot) {
			t.Fatalf("%s: %v", what, err)
		}
	}
	height := bytes.Index(good, binary.BigEndian.AppendUint64(nil, 1<<56-1)) // in the manifest; no root vouches for it
	for at := range good {
		if at >= height && at < height+8 {
			continue
		}
		bad := bytes.Clone(good)
		bad[at] ^= 0x80
		try(fmt.Sprint("byte ", at), bad)
	}
	for at := 0; at < len(good); at += 13 {
		try(fmt.Sprint("cut at ", at), good[:at])
	}
	left, err := os.ReadDir(string(there))
	must(t, err)
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeepAndDelete(t *testing.T) {
	shelf := Shelf(t.TempDir())
	for _, height := range []uint64{5, 20, 100} {
		take(t, shelf, height)
	}
	stray, busy := filepath.Join(string(shelf), "9.snapshot.1"+unfinished), filepath.Join(string(shelf), "9.snapshot.2"+unfinished)
	must(t, os.WriteFile(stray, nil, 0o600))
	must(t, os.WriteFile(busy, nil, 0o600))
	long := time.Now().Add(-2 * abandoned)
	must(t, os.Chtimes(stray, long, long))
	must(t, os.WriteFile(filepath.Join(string(shelf), "07.snapshot"), nil, 0o600)) // not a name of ours
	must(t, shelf.Keep(2))
	list, err := shelf.List()
	must(t, err)
	if len(list) != 2 || list[0].Head.Height != 100 || list[1].Head.Height != 20 {
		t.Errorf("kept %+v", list)
	}
	if _, err := os.Stat(stray); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an unfinished file stays")
	}
	if _, err := os.Stat(busy); err != nil {
		t.Error("a file that is being written: ", err)
	}
	must(t, shelf.Delete(20))
	for _, err := range []error{shelf.Delete(20), second(shelf.Info(20)), second(shelf.Chunk(20, 0)), second(shelf.Chunk(100, 99))} {
		if !errors.Is(err, ErrNone) {
			t.Errorf("of what is not there: %v", err)
		}
	}
}

// A damaged one does not hide the others.
func TestListWithoutTheDamaged(t *testing.T) {
	shelf := Shelf(t.TempDir())
	take(t, shelf, 5)
	take(t, shelf, 7)
	must(t, os.Truncate(shelf.path(7), 20))
	list, err := shelf.List()
	if !errors.Is(err, ErrDamaged) || len(list) != 1 || list[0].Head.Height != 5 {
		t.Errorf("%+v, %v", list, err)
	}
}

func second[T any](_ T, err error) error { return err }

// A snapshot that is given up leaves nothing.
func TestCreateEndsEarly(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	shelf := Shelf(t.TempDir())
	view := grown(t, 3).View()
	defer view.Close()
	if _, err := shelf.Create(ctx, view, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if list, err := shelf.List(); len(list) != 0 || err != nil {
		t.Errorf("there is %v, %v", list, err)
	}
}

// Nothing that lies on the shelf can harm the process that serves it.
func FuzzFile(f *testing.F) {
	shelf := Shelf(f.TempDir())
	take(f, shelf, 7)
	good, err := os.ReadFile(shelf.path(7))
	must(f, err)
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		shelf := Shelf(t.TempDir())
		must(t, os.WriteFile(shelf.path(7), b, 0o600))
		info, err := shelf.Info(7)
		if err != nil {
			return
		}
		m, err := state.DecodeManifest(info.Manifest)
		must(t, err)
		for i := range info.Chunks {
			if chunk, err := shelf.Chunk(7, i); err == nil {
				_ = m.Verify(i, chunk)
			}
		}
	})
}
