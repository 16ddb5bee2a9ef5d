package state

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// cuts is a disk that pictures, before each of its write operations (create,
// write, sync, rename, link, remove), what a power cut would leave at that
// moment: every fail point that there is.
type cuts struct {
	vfs.FS
	mu    sync.Mutex
	left  []cut
	known uint64 // height that Commit has returned
}

type cut struct {
	op    string
	fs    *vfs.MemFS
	known uint64
}

func newCuts(mem *vfs.MemFS, seed uint64) *cuts {
	c, rng := &cuts{}, rand.New(rand.NewPCG(seed, 11))
	c.FS = errorfs.Wrap(mem, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() == errorfs.OpIsWrite {
			c.mu.Lock()
			defer c.mu.Unlock()
			part := vfs.CrashCloneCfg{UnsyncedDataPercent: rng.IntN(2) * rng.IntN(101), RNG: rng} // often nothing
			c.left = append(c.left, cut{fmt.Sprint(op.Kind, " ", op.Path), mem.CrashClone(part), c.known})
		}
		return nil
	}))
	return c
}

// took is what was pictured so far, with one more picture of now.
func (c *cuts) took(t *testing.T, mem *vfs.MemFS) []cut {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	t.Logf("%d operations", len(c.left))
	return append(c.left, cut{"end", mem.CrashClone(vfs.CrashCloneCfg{}), c.known})
}

// Cut at any operation of commits, of what they prune, write out and compact, and
// of the end, the store is at a whole height, none lower than one that was
// committed.
func TestCutAtEveryOperationOfCommits(t *testing.T) {
	cfg := Config{CacheBytes: 1 << 13, History: 3}
	mem, m := vfs.NewCrashableMem(), newModel()
	disk := newCuts(mem, 21)
	cfg.FS = disk.FS
	must(t, fill(t, cfg, m, 14, func(height uint64) {
		disk.mu.Lock()
		disk.known = height
		disk.mu.Unlock()
	}))
	for _, c := range disk.took(t, mem) {
		if c.known == 0 { // nothing was promised yet
			must(t, open(t, c.fs, cfg).Close())
			continue
		}
		if got := survived(t, c.fs, cfg, m, new(sync.Mutex)); got < c.known {
			t.Fatalf("cut at %s: height %d was committed, %d is there", c.op, c.known, got)
		}
	}
}

// A start after a crash writes the tree pages that lag behind. Cut at any of its
// operations, the next start does it again, and what it leaves can be copied: Pebble
// would copy an empty manifest if it had nothing to write since its own start.
func TestCutAtEveryOperationOfAStart(t *testing.T) {
	cfg := Config{}
	mem, m, rng := vfs.NewCrashableMem(), newModel(), rand.New(rand.NewPCG(23, 23))
	s := open(t, mem, cfg)
	for range 10 {
		grow(t, rng, s, m, new(sync.Mutex))
	}
	crashed := mem.CrashClone(vfs.CrashCloneCfg{})
	must(t, s.Close())
	disk := newCuts(crashed, 23)
	must(t, open(t, disk.FS, cfg).Close())
	for _, c := range disk.took(t, crashed) {
		s := open(t, c.fs, cfg)
		must(t, s.Backup("copy"))
		must(t, s.Close())
		s, err := Open("copy", Config{FS: c.fs})
		if err != nil || s.Head().Root != m.roots[10] {
			t.Fatalf("cut at %s: the copy: %v", c.op, err)
		}
		must(t, s.Close())
		if got := survived(t, c.fs, cfg, m, new(sync.Mutex)); got != 10 {
			t.Fatalf("cut at %s: height %d", c.op, got)
		}
	}
}

// A rollback that is cut short is at a height on its way.
func TestCutAtEveryOperationOfARollback(t *testing.T) {
	cfg := Config{CacheBytes: 1 << 13}
	mem, m, rng := vfs.NewCrashableMem(), newModel(), rand.New(rand.NewPCG(24, 24))
	s := open(t, mem, cfg)
	for range 12 {
		grow(t, rng, s, m, new(sync.Mutex))
	}
	must(t, s.Close())
	disk := newCuts(mem, 24)
	s = open(t, disk.FS, cfg)
	_, err := s.Rollback(5)
	must(t, err)
	at := disk.took(t, mem)
	must(t, s.Close())
	for i, c := range at {
		got := survived(t, c.fs, cfg, m, new(sync.Mutex))
		if got < 5 || got > 12 || i == len(at)-1 && got != 5 {
			t.Fatalf("cut at %s: height %d", c.op, got)
		}
	}
}

// A restore that is cut short is the whole state, or nothing, or says that it was
// not finished; the whole state once Finish has returned.
func TestCutAtEveryOperationOfARestore(t *testing.T) {
	from := filled(t, 2000, 1)
	p := pack(t, from, 20_000)
	mem := vfs.NewCrashableMem()
	disk := newCuts(mem, 25)
	r := unpack(t, disk.FS, p)
	for i, chunk := range p.chunks {
		must(t, r.Add(i, chunk))
	}
	v, err := r.Finish(context.Background(), nil)
	must(t, err)
	at := disk.took(t, mem)
	for i, c := range at {
		s, err := Open("store", Config{FS: c.fs})
		whole := err == nil && s.Head() == v
		if err == nil && whole {
			_, err = s.Check(t.Context(), nil)
		}
		switch {
		case whole && err == nil, i < len(at)-1 && errors.Is(err, ErrFormat):
		case i < len(at)-1 && err == nil && s.Head().Height == 0:
		default:
			t.Fatalf("cut at %s: whole %v, %v", c.op, whole, err)
		}
		if s != nil {
			must(t, s.Close())
		}
	}
}

// A backup that is cut short does not harm the store; one that has returned is
// there.
func TestCutAtEveryOperationOfABackup(t *testing.T) {
	cfg := Config{CacheBytes: 1 << 13}
	mem, m, rng := vfs.NewCrashableMem(), newModel(), rand.New(rand.NewPCG(26, 26))
	disk := newCuts(mem, 26)
	s := open(t, disk.FS, cfg)
	for range 10 {
		grow(t, rng, s, m, &disk.mu)
	}
	before := len(disk.left)
	must(t, s.Backup("copy"))
	at := disk.took(t, mem)[before:]
	must(t, s.Close())
	for _, c := range at {
		if got := survived(t, c.fs, cfg, m, new(sync.Mutex)); got != 10 {
			t.Fatalf("cut at %s: height %d", c.op, got)
		}
	}
	made, err := Open("copy", Config{FS: at[len(at)-1].fs})
	must(t, err)
	if v := made.Head(); v.Height != 10 || v.Root != m.roots[10] {
		t.Errorf("the copy is of %v", v)
	}
	must(t, made.Close())
}
