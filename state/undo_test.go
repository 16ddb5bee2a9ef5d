package state

import (
	"bytes"
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/disk"
)

// A height that overwrites more than a chunk is undone all the same.
func TestUndoSpansChunks(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	big := func(b byte) string { return string(bytes.Repeat([]byte{b}, 100<<10)) }
	first := block(t, s, "a", big('a'), "b", big('b'), "c", big('c'), "d", big('d'))
	block(t, s, "a", big('w'), "b", big('x'), "c", big('y'), "d", "", "e", "new")
	if n, err := disk.Count(s.db, disk.UndoSpace); err != nil || n < 2 {
		t.Fatalf("%d chunks, %v", n, err)
	}
	back, err := s.Rollback(1)
	if err != nil || back != first {
		t.Fatalf("%v %v", back, err)
	}
	v := s.View()
	defer v.Close()
	if got, _, _ := v.Get([]byte("d")); string(got) != big('d') {
		t.Fatal("the removed value is not back")
	}
	if _, ok, _ := v.Get([]byte("e")); ok {
		t.Fatal("the added key is still there")
	}
}

// A rollback compares what it arrives at with the root that the height had: a disk that lost or changed
// either is told, and the store stays at its height.
func TestRollbackArrivesAtTheRecordedRoot(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	block(t, s, "a", "1")
	last := block(t, s, "a", "2", "b", "3")
	must(t, s.db.Set(disk.RootKey(1), bytes.Repeat([]byte{7}, 32), pebble.Sync))
	if head, err := s.Rollback(1); !errors.Is(err, ErrCorrupt) || head != last {
		t.Errorf("back to another root: %v, %v", head, err)
	}
	if s.Head() != last {
		t.Errorf("the store is at %v", s.Head())
	}
}
