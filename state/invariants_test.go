package state

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// dump is everything that lies in the database.
func dump(t *testing.T, s *Store) (all []byte) {
	t.Helper()
	it, err := s.db.NewIter(nil)
	must(t, err)
	defer it.Close()
	for ok := it.First(); ok; ok = it.Next() {
		all = append(append(append(all, it.Key()...), 0), it.Value()...)
	}
	return all
}

// I1: whatever else is asked of a store, only Commit and Rollback change the
// disk, and Rollback brings back what was there.
func TestI1OnlyCommitAndRollbackChangeTheDisk(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{History: 1}) // pages go to disk with each height
	defer s.Close()
	block(t, s, "a", "1", "b", "2")
	block(t, s, "a", "", "c", "3")
	before := dump(t, s)
	for _, v := range []func() (*View, error){func() (*View, error) { return s.View(), nil }, func() (*View, error) { return s.ViewAt(1) }} {
		v, err := v()
		must(t, err)
		_, _, err = v.Get([]byte("a"))
		must(t, err)
		_, err = v.Prove([]byte("b"))
		must(t, err)
		_, err = v.Snapshot(context.Background(), SnapshotSink{Scratch: scratch(t), Chunk: func([]Piece) error { return nil }})
		must(t, err)
		o := v.Overlay()
		must(t, o.Set([]byte("d"), []byte("4")))
		if _, err := s.Commit(o, 3); !errors.Is(err, ErrScratch) {
			t.Errorf("a scratch overlay: %v", err)
		}
		v.Close()
	}
	_, err := s.Check(context.Background(), nil)
	must(t, err)
	if !bytes.Equal(dump(t, s), before) {
		t.Error("reading has changed the disk")
	}
	block(t, s, "e", "5")
	if bytes.Equal(dump(t, s), before) {
		t.Error("a commit has not changed the disk")
	}
	_, err = s.Rollback(2)
	must(t, err)
	if after := dump(t, s); bytes.Contains(after, []byte("e\x00")) {
		t.Errorf("a rollback leaves what it undid: %q", after)
	}
}

// I2: writes, deletions, reverts and the computation of roots leave the disk as
// it is until the overlay is committed.
func TestI2EffectsStayInTheOverlayUntilCommit(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	block(t, s, "a", "1", "b", "2")
	before := dump(t, s)
	o := s.Overlay()
	must(t, o.Set([]byte("a"), []byte("2")))
	c := o.Checkpoint()
	must(t, o.Delete([]byte("b")))
	_, err := o.Root()
	must(t, err)
	o.Revert(c)
	_, err = o.Root()
	must(t, err)
	if !bytes.Equal(dump(t, s), before) {
		t.Error("an overlay has changed the disk")
	}
	if v, _, err := s.Overlay().Get([]byte("a")); err != nil || string(v) != "1" {
		t.Errorf("another overlay sees %q, %v", v, err)
	}
}

// A checkpoint of what was reverted already is a bug of the caller, and stops it.
func TestI2AVoidCheckpointIsAViolation(t *testing.T) {
	o := emptyOverlay()
	must(t, o.Set([]byte("a"), []byte("1")))
	void := o.Checkpoint()
	o.Revert(Checkpoint{})
	defer func() {
		if v, ok := recover().(*invariant.Violation); !ok || v.Invariant != "I2" {
			t.Errorf("%v", v)
		}
	}()
	o.Revert(void)
}

// I4: a key is bytes. Those that look like the database's own spaces, like bounds
// or like paths of the tree are as good as any other.
func TestI4AKeyIsNeverInterpreted(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	keys := []string{"\x00", "\x00\x00", "d", "e", "m", "p", "p\x01\x02", "r\x00\x00\x00\x00\x00\x00\x00\x01", "u", "v", "\xff", "\xff\xff"}
	var pairs []string
	for _, k := range keys {
		pairs = append(pairs, k, "value of "+k)
	}
	block(t, s, pairs...)
	v := s.View()
	defer v.Close()
	it := v.Iterate(nil, nil, false)
	defer it.Close()
	var got []string
	for it.Next() {
		got = append(got, string(it.Key()))
		if string(it.Value()) != "value of "+string(it.Key()) {
			t.Errorf("key %q has value %q", it.Key(), it.Value())
		}
	}
	must(t, it.Err())
	if !slices.Equal(got, keys) {
		t.Errorf("%q", got)
	}
	_, err := s.Check(context.Background(), nil)
	must(t, err)
}

// I10: what a caller gave, or was given, it may change without changing the state.
func TestI10SlicesBelongToTheirCaller(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer s.Close()
	key, value := []byte("key"), []byte("value")
	o := s.Overlay()
	must(t, o.Set(key, value))
	start, end := []byte("k"), []byte("l")
	it := o.Iterate(start, end, false)
	defer it.Close()
	key[0], value[0], start[0], end[0] = 'x', 'x', 'x', 'x'
	if !it.Next() || string(it.Key()) != "key" || string(it.Value()) != "value" {
		t.Fatalf("%q %q %v", it.Key(), it.Value(), it.Err())
	}
	_, err := s.Commit(o, 1)
	must(t, err)
	v := s.View()
	defer v.Close()
	for _, read := range []func([]byte) ([]byte, bool, error){v.Get, v.Get, s.Overlay().Get, s.Overlay().Get} {
		got, _, err := read([]byte("key"))
		if err != nil || string(got) != "value" {
			t.Fatalf("%q %v", got, err)
		}
		got[0] = 'x'
	}
	root := v.Root()
	root[0]++
	if v.Root() == root {
		t.Error("the root of a view can be changed")
	}
}

// I13: two stores that came to the same pairs on different ways, at different
// heights, have the same root.
func TestI13TheRootDependsOnThePairsAlone(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 13))
	straight, detour := open(t, vfs.NewMem(), Config{}), open(t, vfs.NewMem(), Config{})
	defer straight.Close()
	defer detour.Close()
	var pairs []string
	for i := range 200 {
		k := string([]byte{byte(i), byte(rng.IntN(256))})
		pairs = append(pairs, k, "v"+k)
		block(t, detour, k, "other", "gone"+k, "x")
		block(t, detour, k, "v"+k, "gone"+k, "")
	}
	block(t, straight, pairs...)
	if straight.Head().Root != detour.Head().Root {
		t.Error("the same pairs have two roots")
	}
}
