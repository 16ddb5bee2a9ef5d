package state

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// full is a disk that has no space from its nth write on.
func full(n int64) (errorfs.InjectorFunc, *atomic.Int64) {
	left := new(atomic.Int64)
	left.Store(n)
	return func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() == errorfs.OpIsWrite && op.Kind != errorfs.OpRemove && left.Add(-1) < 0 {
			return syscall.ENOSPC
		}
		return nil
	}, left
}

// Wherever the disk runs full, in a commit or in the background, the store says
// so and takes nothing more; with space again it goes on from a whole height.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	for n := int64(0); ; n += 1 + n/8 {
		mem, m := vfs.NewCrashableMem(), newModel()
		injector, left := full(n)
		told := make(chan error, 1)
		err := fill(t, Config{CacheBytes: 1 << 13, History: 5, FS: errorfs.Wrap(mem, injector),
			OnFault: func(err error) { told <- err }}, m, 40, func(uint64) {})
		if left.Load() >= 0 {
			if err != nil {
				t.Fatalf("with space for %d writes: %v", n, err)
			}
			return // there was space for everything
		}
		if !errors.Is(err, syscall.ENOSPC) { // it happened in the background
			select {
			case err = <-told:
			case <-time.After(time.Minute):
			}
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("after %d writes: %v", n, err)
		}
		clone := crash(mem, rand.New(rand.NewPCG(3, uint64(n))))
		if len(m.heights) > 0 {
			survived(t, clone, Config{CacheBytes: 1 << 13, History: 5}, m, new(sync.Mutex))
		} else { // not even the first height was tried
			must(t, open(t, clone, Config{}).Close())
		}
	}
}

// fill commits heights until one fails, at most n, and tells of those that did not.
// The model has them all: one that failed may be on disk or not.
func fill(t *testing.T, cfg Config, m *model, n uint64, committed func(height uint64)) error {
	t.Helper()
	s, err := Open("store", cfg)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for height := uint64(1); height <= n; height++ {
		o := s.Overlay()
		large := make([]byte, 30<<10) // so that memtables are written out
		for i := range large {
			large[i] = byte(rng.Uint32())
		}
		must(t, o.Set(fmt.Append(nil, "height ", height), large))
		m.now[fmt.Sprint("height ", height)] = string(large)
		scribble(t, rng, o, m.now, 1)
		root, err := o.Root()
		if err != nil {
			return err
		}
		m.heights[height], m.roots[height] = maps.Clone(m.now), root
		if _, err := s.Commit(o, height); err != nil {
			return fmt.Errorf("height %d: %w", height, err)
		}
		committed(height)
	}
	return s.Close()
}

// A backup that finds no space where it goes fails, and the store goes on.
func TestBackupToAFullDisk(t *testing.T) {
	disk := errorfs.InjectorFunc(func(op errorfs.Op) error {
		if strings.HasPrefix(op.Path, "elsewhere") && op.Kind.ReadOrWrite() == errorfs.OpIsWrite && op.Kind != errorfs.OpRemove {
			return syscall.ENOSPC
		}
		return nil
	})
	cfg := Config{OnFault: func(err error) { t.Errorf("the store was told of %v", err) }}
	s := open(t, errorfs.Wrap(vfs.NewMem(), disk), cfg)
	block(t, s, "k", "v")
	if err := s.Backup("elsewhere"); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("the backup: %v", err)
	}
	block(t, s, "k", "w")
	must(t, s.Backup("here"))
	must(t, s.Close())
}
