package state

import (
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"
)

// A store that holds little takes little of the disk, however large its caches are: Pebble reserves
// the disk for a log of the size of its memtable.
func TestASmallStoreIsSmallOnDisk(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Config{CacheBytes: 4 << 30})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	for range 3 {
		o := s.Overlay()
		must(t, o.Set([]byte("key"), []byte{1, byte(s.Head().Height)}))
		_, err := s.Commit(o, s.Head().Height+1)
		must(t, err)
	}
	var taken int64
	must(t, filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil {
			taken += info.Sys().(*syscall.Stat_t).Blocks * 512
		}
		return err
	}))
	if taken > 20<<20 {
		t.Errorf("%d MiB", taken>>20)
	}
}
