package state

import (
	"context"
	"fmt"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

func TestBackupIsAStore(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, fs, Config{})
	defer s.Close()
	for i := range 50 {
		block(t, s, fmt.Sprint("k", i), "v", "k", fmt.Sprint(i))
	}
	want := s.Head()
	must(t, s.Backup("copy"))
	block(t, s, "later", "v")
	if err := s.Backup("copy"); err == nil {
		t.Error("overwrote a backup")
	}
	c, err := Open("copy", Config{FS: fs})
	must(t, err)
	defer c.Close()
	r, err := c.Check(context.Background(), nil)
	if err != nil || r.Head != want || r.Pairs != 51 {
		t.Fatalf("%+v, want %v, %v", r, want, err)
	}
	back, err := c.Rollback(20)
	must(t, err)
	old, err := s.ViewAt(20)
	must(t, err)
	defer old.Close()
	if back.Root != old.Root() {
		t.Fatalf("the copy's height 20 has root %x, the original's %x", back.Root, old.Root())
	}
}
