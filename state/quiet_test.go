package state

import (
	"encoding/binary"
	"testing"
)

// What Pebble keeps in memory of a store follows what is written lately, not what was ever written.
func TestAQuietStoreTakesLittleMemory(t *testing.T) {
	s, err := Open(t.TempDir(), Config{NoSync: true})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	key, value := make([]byte, 8), make([]byte, 1<<10)
	for height := uint64(1); height <= 8*quietHeights; height++ {
		o := s.Overlay()
		for i := range uint64(8) {
			binary.BigEndian.PutUint64(key, i)
			binary.BigEndian.PutUint64(value, height)
			must(t, o.Set(key, value))
		}
		_, err := s.Commit(o, height)
		must(t, err)
	}
	if m := s.db.Metrics(); m.MemTable.Size+m.MemTable.ZombieSize > 3<<20 {
		t.Errorf("%d KiB of memtables, and %d to be used again", m.MemTable.Size>>10, m.MemTable.ZombieSize>>10)
	}
}
