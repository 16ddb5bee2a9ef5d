package state

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/pages"
)

// block commits pairs given as alternating keys and values; an empty value
// deletes.
func block(t testing.TB, s *Store, pairs ...string) Head {
	t.Helper()
	o := s.Overlay()
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			must(t, o.Delete([]byte(pairs[i])))
		} else {
			must(t, o.Set([]byte(pairs[i]), []byte(pairs[i+1])))
		}
	}
	v, err := s.Commit(o, s.Head().Height+1)
	must(t, err)
	return v
}

func TestI13EmptyBlockLeavesTheRoot(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	first := block(t, s, "a", "1", "b", "2")
	for _, pairs := range [][]string{{}, {"a", "1"}, {"c", ""}, {"c", "3", "c", ""}} {
		if v := block(t, s, pairs...); v.Root != first.Root {
			t.Errorf("after %q the root is %x", pairs, v.Root)
		}
	}
	if v := block(t, s, "a", "", "b", ""); v.Root != [32]byte{} {
		t.Errorf("root of nothing is %x", v.Root)
	}
}

func TestCommitRefuses(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	if _, err := s.Commit(s.Overlay(), 0); !errors.Is(err, ErrHeight) {
		t.Error("height 0:", err)
	}
	o := s.Overlay()
	_, err := s.Commit(o, 1000)
	must(t, err)
	if _, err := s.Commit(s.Overlay(), 1002); !errors.Is(err, ErrHeight) {
		t.Error("a gap:", err)
	}
	if _, err := s.Commit(o, 1001); !errors.Is(err, ErrStale) {
		t.Error("a spent overlay:", err)
	}
	if _, _, err := o.Get([]byte("k")); !errors.Is(err, ErrStale) {
		t.Error("reading a spent overlay:", err)
	}
	v := s.View()
	defer v.Close()
	if _, err := s.Commit(v.Overlay(), 1001); !errors.Is(err, ErrScratch) {
		t.Error("a scratch overlay:", err)
	}
}

func TestHistoryHasTwoEnds(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{History: 32})
	defer s.Close()
	for i := range 100 {
		block(t, s, "k", fmt.Sprint(i))
	}
	for _, c := range []struct {
		height uint64
		want   error
	}{{101, ErrFuture}, {100, nil}, {68, nil}, {65, ErrPruned}, {0, ErrPruned}} {
		v, err := s.ViewAt(c.height)
		if !errors.Is(err, c.want) {
			t.Errorf("view of %d: %v", c.height, err)
		}
		if err != nil {
			if _, err := s.Rollback(c.height); !errors.Is(err, c.want) {
				t.Errorf("rollback to %d: %v", c.height, err)
			}
			continue
		}
		if got, _, _ := v.Get([]byte("k")); string(got) != fmt.Sprint(c.height-1) {
			t.Errorf("at %d the value is %q", c.height, got)
		}
		v.Close()
	}
	for space, most := range map[byte]uint64{disk.UndoSpace: 34, disk.RootSpace: 35} {
		if n, err := disk.Count(s.db, space); err != nil || n > most {
			t.Errorf("%d records of %c are left (%v)", n, space, err)
		}
	}
}

func TestAViewOfThePastIsBounded(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{HistoryBytes: 4096})
	defer s.Close()
	for i := range 100 {
		block(t, s, fmt.Sprint("k", i), "v")
	}
	if _, err := s.ViewAt(2); !errors.Is(err, ErrHistorySize) {
		t.Fatal(err)
	}
	v, err := s.ViewAt(90)
	must(t, err)
	v.Close()
}

func TestViewsOutliveCommits(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	block(t, s, "k", "old")
	v := s.View()
	if err := s.Close(); err == nil {
		t.Fatal("closed under an open view")
	}
	for i := range 10 {
		block(t, s, "k", fmt.Sprint(i))
	}
	if got, ok, err := v.Get([]byte("k")); err != nil || !ok || string(got) != "old" {
		t.Fatalf("%q %v %v", got, ok, err)
	}
	p, err := v.Prove([]byte("k"))
	must(t, err)
	must(t, Verify(v.Root(), p, []byte("k"), []byte("old")))
	if err := Verify(v.Root(), p, []byte("k"), []byte("new")); !errors.Is(err, ErrProof) {
		t.Fatal(err)
	}
	v.Close()
	v.Close()
	if _, _, err := v.Get([]byte("k")); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	must(t, s.Close())
	if _, _, err := s.View().Get([]byte("k")); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	if _, err := s.ViewAt(1); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, fs, Config{})
	block(t, s, "k", "v")
	if _, err := Open("store", Config{FS: fs}); !errors.Is(err, ErrLocked) {
		t.Error("open twice:", err)
	}
	must(t, s.Close())
	for name, c := range map[string]struct {
		key, value []byte
		want       error
	}{
		"newer format": {disk.MetaKey, []byte{0, 0, 0, 99}, ErrFormat},
		"cut meta":     {disk.MetaKey, []byte{0, 0, 0, disk.Format, 1}, ErrCorrupt},
		"other root":   {disk.MetaKey, (&disk.Meta{Head: Head{Height: 1, Root: [32]byte{1}}, Paged: 1}).Encode(), ErrCorrupt},
		"later pages":  {disk.MetaKey, (&disk.Meta{Head: Head{Height: 1}, Paged: 2}).Encode(), ErrCorrupt},
		"broken page":  {[]byte{disk.PageSpace}, []byte("not a page"), ErrCorrupt},
		"no meta":      {disk.MetaKey, nil, ErrFormat},
	} {
		copied := vfs.NewMem()
		if _, err := vfs.Clone(fs, copied, "store", "store"); err != nil {
			t.Fatal(err)
		}
		tamper(t, copied, c.key, c.value)
		if _, err := Open("store", Config{FS: copied}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Open("store", Config{FS: copied}); errors.Is(err, ErrLocked) {
			t.Errorf("%s: the lock stays after a failed open", name)
		}
	}
}

func TestOpenDeclinesFormat1(t *testing.T) {
	fs := vfs.NewMem()
	db, err := pebble.Open("store", &pebble.Options{FS: fs, FormatMajorVersion: pebbleFormat})
	must(t, err)
	must(t, db.Close())
	if _, err := Open("store", Config{FS: fs}); !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
}

// tamper changes one record behind the store's back.
func tamper(t *testing.T, fs vfs.FS, key, value []byte) {
	t.Helper()
	db, err := pebble.Open("store", &pebble.Options{FS: fs, FormatMajorVersion: pebbleFormat, Merger: pages.Merger})
	must(t, err)
	if value == nil {
		must(t, db.Delete(key, pebble.Sync))
	} else {
		must(t, db.Set(key, value, pebble.Sync))
	}
	must(t, db.Close())
}

func TestCheckFindsDamage(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, fs, Config{})
	for i := range 300 {
		block(t, s, fmt.Sprint("k", i), "v")
	}
	r, err := s.Check(context.Background(), nil)
	if err != nil || r.Pairs != 300 || r.Head != s.Head() {
		t.Fatalf("%+v %v", r, err)
	}
	must(t, s.Close())
	s = open(t, fs, Config{})
	again, err := s.Check(context.Background(), func(done, total uint64) {})
	if err != nil || again != r {
		t.Fatalf("after a restart %+v, before %+v, %v", again, r, err)
	}
	must(t, s.Close())
	for name, c := range map[string]struct{ key, value string }{
		"changed value": {"dk7", string(disk.AppendRecord(nil, disk.HashPrefix([]byte("k7")), []byte("w")))},
		"another head":  {"dk7", string(disk.AppendRecord(nil, disk.HashPrefix([]byte("k8")), []byte("v")))},
		"only a head":   {"dk7", "\x00\x00"},
		"lost pair":     {"dk7", ""},
		"foreign pair":  {"dother", string(disk.AppendRecord(nil, disk.HashPrefix([]byte("other")), []byte("v")))},
		"foreign page":  {"p\x01\x02\x03\x04\x05\x06", "x"},
		"lost page":     {"p\x01", ""},
	} {
		copied := vfs.NewMem()
		if _, err := vfs.Clone(fs, copied, "store", "store"); err != nil {
			t.Fatal(err)
		}
		var value []byte
		if c.value != "" {
			value = []byte(c.value)
		}
		tamper(t, copied, []byte(c.key), value)
		s := open(t, copied, Config{})
		if _, err := s.Check(context.Background(), nil); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
		must(t, s.Close())
	}
}
