package state

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// model is what a store should hold: a map, and one copy per height.
type model struct {
	now     map[string]string
	heights map[uint64]map[string]string
	roots   map[uint64][32]byte
}

func newModel() *model {
	return &model{map[string]string{}, map[uint64]map[string]string{}, map[uint64][32]byte{}}
}

func open(t testing.TB, fs vfs.FS, cfg Config) *Store {
	t.Helper()
	cfg.FS = fs
	s, err := Open("store", cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// scribble makes random writes, with nested checkpoints and reverts, to an
// overlay and to a map at once.
func scribble(t *testing.T, rng *rand.Rand, o *Overlay, m map[string]string, depth int) {
	for range rng.IntN(30) {
		k := fmt.Sprint("k", rng.IntN(200))
		switch rng.IntN(8) {
		case 0, 1:
			must(t, o.Delete([]byte(k)))
			delete(m, k)
		case 2:
			if depth == 0 {
				continue
			}
			before, c := maps.Clone(m), o.Checkpoint()
			scribble(t, rng, o, m, depth-1)
			if rng.IntN(2) == 0 {
				o.Revert(c)
				clear(m)
				maps.Copy(m, before)
			}
		case 3:
			sameRange(t, rng, o, m)
		default:
			v := fmt.Sprint("v", rng.IntN(5))
			must(t, o.Set([]byte(k), []byte(v)))
			m[k] = v
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type source interface {
	Get(key []byte) ([]byte, bool, error)
	Iterate(start, end []byte, reverse bool) *Iterator
}

// same compares every key, and the whole range both ways.
func same(t *testing.T, r source, want map[string]string) {
	t.Helper()
	for i := range 200 {
		k := fmt.Sprint("k", i)
		got, ok, err := r.Get([]byte(k))
		must(t, err)
		if w, present := want[k]; present != ok || w != string(got) {
			t.Fatalf("get %s: %q %v, want %q %v", k, got, ok, w, present)
		}
	}
	compareRange(t, r, want, "", "", false)
	compareRange(t, r, want, "", "", true)
}

func sameRange(t *testing.T, rng *rand.Rand, r source, want map[string]string) {
	t.Helper()
	bound := func() string { return []string{"", fmt.Sprint("k", rng.IntN(200))}[rng.IntN(2)] }
	compareRange(t, r, want, bound(), bound(), rng.IntN(2) == 0)
}

func compareRange(t *testing.T, r source, want map[string]string, start, end string, reverse bool) {
	t.Helper()
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(want)), func(k string) bool {
		return k < start || end != "" && k >= end
	})
	if reverse {
		slices.Reverse(keys)
	}
	it := r.Iterate([]byte(start), []byte(end), reverse)
	defer it.Close()
	for _, k := range keys {
		if !it.Next() || string(it.Key()) != k || string(it.Value()) != want[k] {
			t.Fatalf("[%q,%q) reverse=%v: at %q got %q=%q (%v)", start, end, reverse, k, it.Key(), it.Value(), it.Err())
		}
	}
	if it.Next() || it.Err() != nil {
		t.Fatalf("[%q,%q): one more: %q (%v)", start, end, it.Key(), it.Err())
	}
}

// verifyProofs proves some present and some absent keys.
func verifyProofs(t *testing.T, rng *rand.Rand, v *View, want map[string]string) {
	t.Helper()
	if len(want) == 0 {
		return
	}
	for range 10 {
		k := fmt.Sprint("k", rng.IntN(250))
		p, err := v.Prove([]byte(k))
		must(t, err)
		var value []byte
		if w, ok := want[k]; ok {
			value = []byte(w)
		}
		must(t, Verify(v.Root(), p, []byte(k), value))
	}
}

// A store and a map go through the same random life: writes, checkpoints,
// reverts, scans, commits, views of the past, rollbacks and restarts.
func TestStoreBehavesLikeAMap(t *testing.T) {
	seeds := uint64(8)
	if testing.Short() {
		seeds = 2 // without and with a cache
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 0))
			fs, m := vfs.NewMem(), newModel()
			cfg := Config{History: 10, CacheBytes: []int64{0, 1 << 14}[seed%2]}
			s := open(t, fs, cfg)
			for range 40 {
				live(t, rng, s, m)
				if rng.IntN(10) == 0 {
					must(t, s.Close())
					s = open(t, fs, cfg)
				}
			}
			must(t, s.Close())
		})
	}
}

// live is one block and a look around.
func live(t *testing.T, rng *rand.Rand, s *Store, m *model) {
	o := s.Overlay()
	scribble(t, rng, o, m.now, 3)
	same(t, o, m.now)
	root, err := o.Root()
	must(t, err)
	height := s.Head().Height + 1
	v, err := s.Commit(o, height)
	must(t, err)
	if v != (Head{Height: height, Root: root}) || v != s.Head() {
		t.Fatalf("committed %v, store at %v, overlay had root %x", v, s.Head(), root)
	}
	m.heights[height], m.roots[height] = maps.Clone(m.now), root
	if fresh := rootOf(t, m.now); fresh != root {
		t.Fatalf("root %x, of the same pairs written at once %x", root, fresh)
	}
	if s.meta.Pairs != uint64(len(m.now)) {
		t.Fatalf("%d pairs counted, %d there", s.meta.Pairs, len(m.now))
	}
	lookBack(t, rng, s, m)
	if rng.IntN(8) == 0 {
		to := height - uint64(rng.IntN(int(height-s.meta.Oldest)+1))
		back, err := s.Rollback(to)
		must(t, err)
		if back != (Head{Height: to, Root: m.roots[to]}) {
			t.Fatalf("rolled back to %v, want root %x", back, m.roots[to])
		}
		m.now = maps.Clone(m.heights[to])
		lookBack(t, rng, s, m)
	}
}

func lookBack(t *testing.T, rng *rand.Rand, s *Store, m *model) {
	tip := s.Head().Height
	at := tip - uint64(rng.IntN(int(tip-s.meta.Oldest)+1))
	v, err := s.ViewAt(at)
	must(t, err)
	defer v.Close()
	if v.Root() != m.roots[at] || v.Height() != at {
		t.Fatalf("view of %d has height %d, root %x", at, v.Height(), v.Root())
	}
	same(t, v, m.heights[at])
	verifyProofs(t, rng, v, m.heights[at])
	scratch := v.Overlay()
	pairs := maps.Clone(m.heights[at])
	scribble(t, rng, scratch, pairs, 1)
	same(t, scratch, pairs)
	root, err := scratch.Root()
	must(t, err)
	if want := rootOf(t, pairs); root != want {
		t.Fatalf("scratch root %x, want %x", root, want)
	}
}

// rootOf writes pairs into an empty store at once.
func rootOf(t *testing.T, pairs map[string]string) [32]byte {
	t.Helper()
	o := newOverlay(emptyReader{}, Head{}, nil)
	for k, v := range pairs {
		must(t, o.Set(bytes.Clone([]byte(k)), []byte(v)))
	}
	root, err := o.Root()
	must(t, err)
	return root
}
