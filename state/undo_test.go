package state

import (
	"bytes"
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// A height that overwrites more than a chunk is undone all the same.
func TestUndoSpansChunks(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	big := func(b byte) string { return string(bytes.Repeat([]byte{b}, 100<<10)) }
	first := block(t, s, "a", big('a'), "b", big('b'), "c", big('c'), "d", big('d'))
	block(t, s, "a", big('w'), "b", big('x'), "c", big('y'), "d", "", "e", "new")
	if n, err := count(s.db, undoSpace); err != nil || n < 2 {
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

// Any bytes either decode or are refused as damage; what decodes is what add
// writes.
func FuzzUndo(f *testing.F) {
	f.Add([]byte("\x03key\x00"))
	f.Add([]byte("\x03key\x06value\x01k\x02v"))
	f.Add([]byte("\x03key\x01"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		batch := new(pebble.Batch)
		log := undoLog{batch: batch}
		err := decodeUndo(b, func(key, old []byte) error { return log.add(string(key), old) })
		if err != nil && !errors.Is(err, ErrCorrupt) {
			t.Fatal(err)
		}
		if len(log.buf) > len(b) {
			t.Fatalf("%x became %x", b, log.buf)
		}
	})
}
