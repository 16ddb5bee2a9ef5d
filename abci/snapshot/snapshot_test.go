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

func take(t testing.TB, store Store, height uint64) Info {
	t.Helper()
	view := grown(t, height).View()
	defer view.Close()
	info, err := store.Create(context.Background(), view, nil)
	must(t, err)
	return info
}

// A snapshot travels as a file and is the same on every machine.
func TestASnapshotTravels(t *testing.T) {
	here, there := Store(t.TempDir()), Store(filepath.Join(t.TempDir(), "new"))
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
	elsewhere := Store(t.TempDir())
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
	store := Store(t.TempDir())
	take(t, store, 1<<56-1)
	good, err := os.ReadFile(store.path(1<<56 - 1))
	must(t, err)
	there, path := Store(t.TempDir()), filepath.Join(t.TempDir(), "bad")
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

func TestRetainAndDelete(t *testing.T) {
	store := Store(t.TempDir())
	for _, height := range []uint64{5, 20, 100} {
		take(t, store, height)
	}
	stray, busy := filepath.Join(string(store), "9.snapshot.1"+unfinished), filepath.Join(string(store), "9.snapshot.2"+unfinished)
	must(t, os.WriteFile(stray, nil, 0o600))
	must(t, os.WriteFile(busy, nil, 0o600))
	long := time.Now().Add(-2 * abandoned)
	must(t, os.Chtimes(stray, long, long))
	must(t, os.WriteFile(filepath.Join(string(store), "07.snapshot"), nil, 0o600)) // not a name of ours
	must(t, store.Retain(2))
	list, err := store.List()
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
	must(t, store.Delete(20))
	for _, err := range []error{store.Delete(20), second(store.Info(20)), second(store.Chunk(20, 0)), second(store.Chunk(100, 99))} {
		if !errors.Is(err, ErrNone) {
			t.Errorf("of what is not there: %v", err)
		}
	}
}

// A damaged one does not hide the others.
func TestListWithoutTheDamaged(t *testing.T) {
	store := Store(t.TempDir())
	take(t, store, 5)
	take(t, store, 7)
	must(t, os.Truncate(store.path(7), 20))
	list, err := store.List()
	if !errors.Is(err, ErrDamaged) || len(list) != 1 || list[0].Head.Height != 5 {
		t.Errorf("%+v, %v", list, err)
	}
}

func second[T any](_ T, err error) error { return err }

// A snapshot that is given up leaves nothing.
func TestCreateEndsEarly(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	store := Store(t.TempDir())
	view := grown(t, 3).View()
	defer view.Close()
	if _, err := store.Create(ctx, view, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if list, err := store.List(); len(list) != 0 || err != nil {
		t.Errorf("there is %v, %v", list, err)
	}
}

// Nothing that lies on the store can harm the process that serves it.
func FuzzFile(f *testing.F) {
	store := Store(f.TempDir())
	take(f, store, 7)
	good, err := os.ReadFile(store.path(7))
	must(f, err)
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		store := Store(t.TempDir())
		must(t, os.WriteFile(store.path(7), b, 0o600))
		info, err := store.Info(7)
		if err != nil {
			return
		}
		m, err := state.DecodeManifest(info.Manifest)
		must(t, err)
		for i := range info.Chunks {
			if chunk, err := store.Chunk(7, i); err == nil {
				_ = m.Verify(i, chunk)
			}
		}
	})
}
