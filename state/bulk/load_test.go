package bulk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/sorter"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func begin(t testing.TB, fs vfs.FS) (*pebble.DB, *pebble.Options) {
	t.Helper()
	opts := &pebble.Options{FS: fs, FormatMajorVersion: pebble.FormatNewest}
	db, err := pebble.Open("db", opts)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db, opts
}

// content is all that a database holds.
func content(t testing.TB, db *pebble.DB) map[string]string {
	t.Helper()
	it, err := db.NewIter(nil)
	must(t, err)
	all := map[string]string{}
	for ok := it.First(); ok; ok = it.Next() {
		value, err := it.ValueAndErr()
		must(t, err)
		all[string(it.Key())] = string(value)
	}
	must(t, errors.Join(it.Error(), it.Close()))
	return all
}

// record is what goes into the database.
type record struct{ key, value []byte }

// random is n records, keys of any length that may begin alike, in space a.
func random(n, size int) (list []record, all map[string]string) {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	all = map[string]string{}
	for i := range n {
		r := record{fmt.Append(nil, "of contract ", rng.IntN(n), "/", i), bytes.Repeat([]byte{byte(i)}, 1+rng.IntN(size))}
		list = append(list, r)
		all["a"+string(r.key)] = string(r.value)
	}
	return list, all
}

// Whatever the order, in memory or through a file, the database holds what was
// added, beside what it had, in tables of the lowest level.
func TestLoadedRecordsAreThere(t *testing.T) {
	for _, c := range []struct{ n, size int }{{0, 1}, {1, 1}, {1000, 10}, {3000, 30_000}, {30, 2_500_000}, {400_000, 8}} {
		t.Run(fmt.Sprintf("%d records of %d bytes", c.n, c.size), func(t *testing.T) {
			fs := vfs.NewMem()
			db, opts := begin(t, fs)
			must(t, db.Set([]byte("b"), []byte("beside"), pebble.Sync))
			l, err := New(fs, "db/load", 'a')
			must(t, err)
			list, want := random(c.n, c.size)
			var key, value []byte // whatever did not copy them would change
			for _, r := range list {
				key, value = append(key[:0], r.key...), append(value[:0], r.value...)
				must(t, l.Add(key, value))
			}
			steps := uint64(0)
			must(t, l.Load(context.Background(), db, opts, func() { steps++ }))
			must(t, l.Close())
			want["b"] = "beside"
			if steps != l.Count() || steps != uint64(c.n) {
				t.Errorf("%d steps, %d records", steps, l.Count())
			}
			if got := content(t, db); !maps.Equal(got, want) {
				t.Fatalf("%d records, want %d", len(got), len(want))
			}
			for level, m := range db.Metrics().Levels[:lowest] {
				if m.TablesCount > 0 {
					t.Errorf("%d tables at level %d", m.TablesCount, level)
				}
			}
			if names, err := fs.List("db"); err != nil || slices.Contains(names, "load") {
				t.Errorf("the folder stays: %v, %v", names, err)
			}
		})
	}
}

// filled is a loader with more records than fit into memory.
func filled(t *testing.T, fs vfs.FS) *Loader {
	l, err := New(fs, "db/load", 'a')
	must(t, err)
	list, _ := random(3000, 30_000)
	for _, r := range list {
		must(t, l.Add(r.key, r.value))
	}
	return l
}

// Work that is given up, or that cannot be finished, leaves the database as it
// was and no folder.
func TestGivingUpLeavesNothing(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for name, end := range map[string]func(*Loader, *pebble.DB, *pebble.Options) error{
		"given up":  func(*Loader, *pebble.DB, *pebble.Options) error { return context.Canceled },
		"cancelled": func(l *Loader, db *pebble.DB, o *pebble.Options) error { return l.Load(cancelled, db, o, func() {}) },
	} {
		fs := vfs.NewMem()
		db, opts := begin(t, fs)
		l := filled(t, fs)
		if err := end(l, db, opts); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		must(t, l.Close())
		if got := content(t, db); len(got) != 0 {
			t.Errorf("%s: %d records", name, len(got))
		}
		if names, err := fs.List("db"); err != nil || slices.Contains(names, "load") {
			t.Errorf("%s: the folder stays: %v, %v", name, names, err)
		}
	}
}

// A file that does not say any more what was written to it is no reason to ask
// for memory without end.
func TestADamagedFileIsAnError(t *testing.T) {
	fs := vfs.NewMem()
	db, opts := begin(t, fs)
	l := filled(t, fs)
	_, err := l.scratch.WriteAt(bytes.Repeat([]byte{0xff}, 64), 0)
	must(t, err)
	if err := l.Load(context.Background(), db, opts, func() {}); !errors.Is(err, sorter.ErrMangled) {
		t.Errorf("with a length that is wrong: %v", err)
	}
	must(t, l.Close())
}

// A key that comes twice is a mistake of the caller's that the tables notice.
func TestAKeyTwiceIsAnError(t *testing.T) {
	fs := vfs.NewMem()
	db, opts := begin(t, fs)
	l, err := New(fs, "db/load", 'a')
	must(t, err)
	for range 2 {
		must(t, l.Add([]byte("key"), []byte("value")))
	}
	if err := l.Load(context.Background(), db, opts, func() {}); err == nil || !strings.Contains(err.Error(), "bulk: ") {
		t.Errorf("a key twice: %v", err)
	}
	must(t, l.Close())
}
