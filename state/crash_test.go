package state

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// crash copies the file system as a power cut would leave it: what was synced,
// and a random part of the rest.
func crash(fs *vfs.MemFS, rng *rand.Rand) *vfs.MemFS {
	return fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: rng.IntN(101), RNG: rng})
}

// grow commits heights with random content and records them in the model.
func grow(t *testing.T, rng *rand.Rand, s *Store, m *model, mu sync.Locker) {
	o := s.Overlay()
	scribble(t, rng, o, m.now, 1)
	height := s.Head().Height + 1
	root, err := o.Root()
	must(t, err)
	mu.Lock() // the height may be on disk before Commit returns
	m.heights[height], m.roots[height] = maps.Clone(m.now), root
	mu.Unlock()
	_, err = s.Commit(o, height)
	must(t, err)
}

// survived opens what a crash left and compares it with the model.
func survived(t *testing.T, fs vfs.FS, cfg Config, m *model, mu sync.Locker) uint64 {
	t.Helper()
	s := open(t, fs, cfg)
	v := s.Head()
	mu.Lock()
	pairs, root := m.heights[v.Height], m.roots[v.Height]
	mu.Unlock()
	if v.Root != root {
		t.Fatalf("height %d after the crash has root %x, want %x", v.Height, v.Root, root)
	}
	view := s.View()
	same(t, view, pairs)
	verifyProofs(t, rand.New(rand.NewPCG(v.Height, 9)), view, pairs)
	view.Close()
	if to := max(s.meta.Oldest, v.Height-min(v.Height, 3)); to > 0 {
		back, err := s.Rollback(to)
		must(t, err)
		if mu.Lock(); back.Root != m.roots[to] {
			t.Fatalf("height %d after crash and rollback has root %x", to, back.Root)
		}
		mu.Unlock()
	}
	must(t, s.Close())
	return v.Height
}

// A synced height survives any crash. Small buffers make pages go to disk
// often; large ones make recovery compute them again.
func TestSyncedHeightsSurviveCrashes(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	for _, cfg := range []Config{{CacheBytes: 1 << 13, History: 20}, {History: 20}, {History: 3}} {
		t.Run(fmt.Sprint("cache ", cfg.CacheBytes, " history ", cfg.History), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, uint64(cfg.CacheBytes)))
			fs, m := vfs.NewCrashableMem(), newModel()
			s := open(t, fs, cfg)
			var mu sync.Mutex
			for range 40 {
				grow(t, rng, s, m, &mu)
				if got := survived(t, crash(fs, rng), cfg, m, &mu); got != s.Head().Height {
					t.Fatalf("height %d was synced, %d survived", s.Head().Height, got)
				}
			}
			must(t, s.Close())
		})
	}
}

// Without syncs a crash may lose heights, never part of one.
func TestUnsyncedHeightsSurviveWhole(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	fs, m, cfg := vfs.NewCrashableMem(), newModel(), Config{NoSync: true, CacheBytes: 1 << 13}
	s := open(t, fs, cfg)
	var mu sync.Mutex
	lost := 0
	for range 40 {
		grow(t, rng, s, m, &mu)
		lost += int(s.Head().Height - survived(t, crash(fs, rng), cfg, m, &mu))
	}
	if lost == 0 {
		t.Error("no crash lost anything: the file system drops nothing")
	}
	must(t, s.Close())
}

// Crashes at any moment, commits under way included, leave whole heights.
func TestCrashDuringCommit(t *testing.T) {
	fs, m, cfg := vfs.NewCrashableMem(), newModel(), Config{CacheBytes: 1 << 13}
	s := open(t, fs, cfg)
	var mu sync.Mutex
	done := make(chan struct{})
	clones := make(chan *vfs.MemFS, 200)
	go func() {
		defer close(clones)
		rng := rand.New(rand.NewPCG(8, 8))
		for {
			select {
			case <-done:
				return
			case clones <- crash(fs, rng):
			}
		}
	}()
	rng := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		grow(t, rng, s, m, &mu)
	}
	close(done)
	last := uint64(0)
	for fs := range clones {
		height := survived(t, fs, cfg, m, &mu)
		if height < last {
			t.Fatalf("height %d after %d", height, last)
		}
		last = height
	}
	must(t, s.Close())
}
