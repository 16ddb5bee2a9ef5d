package cometdb

import (
	"fmt"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	dbm "github.com/cometbft/cometbft-db"
)

func open(t *testing.T, fs vfs.FS) *Store {
	t.Helper()
	s, err := Open("db", Config{FS: fs})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Two names share a Pebble, but neither sees, walks or deletes the other's keys.
func TestNamesAreApart(t *testing.T) {
	s := open(t, vfs.NewMem())
	defer s.Close()
	a, b := s.DB("state"), s.DB("state2")
	for i := range 5 {
		must(t, a.Set([]byte{byte(i + 1)}, []byte{0xa}))
		must(t, b.SetSync([]byte{byte(i + 1)}, []byte{0xb}))
	}
	must(t, a.Delete([]byte{3}))
	if got := keys(t, a, nil, nil, false); got != "1 2 4 5" {
		t.Errorf("first database has %s", got)
	}
	if got := keys(t, b, nil, nil, true); got != "5 4 3 2 1" {
		t.Errorf("second database backwards has %s", got)
	}
	if v, _ := a.Get([]byte{3}); v != nil {
		t.Errorf("deleted key gives %x", v)
	}
}

func TestRanges(t *testing.T) {
	s := open(t, vfs.NewMem())
	defer s.Close()
	d := s.DB("x")
	for i := range 9 {
		must(t, d.Set([]byte{byte(i + 1)}, []byte{}))
	}
	for _, c := range []struct {
		start, end []byte
		reverse    bool
		want       string
	}{
		{nil, nil, false, "1 2 3 4 5 6 7 8 9"},
		{[]byte{3}, []byte{6}, false, "3 4 5"},
		{[]byte{3}, []byte{6}, true, "5 4 3"},
		{[]byte{7}, nil, false, "7 8 9"},
		{nil, []byte{3}, true, "2 1"},
		{[]byte{0xff}, nil, false, ""},
	} {
		if got := keys(t, d, c.start, c.end, c.reverse); got != c.want {
			t.Errorf("[%x, %x) reverse=%v: %s, want %s", c.start, c.end, c.reverse, got, c.want)
		}
	}
	if v, err := d.Get([]byte{1}); err != nil || v == nil || len(v) != 0 {
		t.Errorf("an empty value is not an absent one: %v, %v", v, err)
	}
}

func TestBatchIsAtomicAndOnce(t *testing.T) {
	fs := vfs.NewMem()
	s := open(t, fs)
	d := s.DB("x")
	must(t, d.Set([]byte("gone"), []byte("1")))
	b := d.NewBatch()
	must(t, b.Set([]byte("kept"), []byte("2")))
	must(t, b.Delete([]byte("gone")))
	if has, _ := d.Has([]byte("kept")); has {
		t.Error("a batch shows before it is written")
	}
	must(t, b.WriteSync())
	must(t, b.Close())
	if err := b.Write(); err == nil {
		t.Error("a batch can be written twice")
	}
	must(t, s.Close())

	s = open(t, fs)
	defer s.Close()
	if got := keys(t, s.DB("x"), nil, nil, false); got != fmt.Sprint([]byte("kept"))[1:len(fmt.Sprint([]byte("kept")))-1] {
		t.Errorf("after reopening: %s", got)
	}
}

func TestForbiddenArguments(t *testing.T) {
	s := open(t, vfs.NewMem())
	defer s.Close()
	d := s.DB("x")
	b := d.NewBatch()
	defer b.Close()
	for name, err := range map[string]error{
		"set empty key": d.Set(nil, []byte{1}), "set nil value": d.Set([]byte{1}, nil),
		"delete empty key": d.Delete(nil), "batch empty key": b.Set(nil, nil), "batch delete": b.Delete(nil),
	} {
		if err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if _, err := d.Iterator([]byte{}, nil); err == nil {
		t.Error("an empty bound is accepted")
	}
}

func keys(t *testing.T, d dbm.DB, start, end []byte, reverse bool) string {
	t.Helper()
	open := d.Iterator
	if reverse {
		open = d.ReverseIterator
	}
	it, err := open(start, end)
	must(t, err)
	defer it.Close()
	var all []byte
	for ; it.Valid(); it.Next() {
		all = slices.Concat(all, it.Key())
	}
	must(t, it.Error())
	out := fmt.Sprint(all)
	return out[1 : len(out)-1]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// CometBFT's gossip routines read on while the node closes its stores. They must not panic,
// and not be told that something is absent.
func TestReadersThatOutliveTheStore(t *testing.T) {
	s := open(t, vfs.NewMem())
	d := s.DB("blocks")
	must(t, d.Set([]byte("k"), []byte("v")))
	reading := make(chan struct{})
	for range 4 {
		go func() {
			reading <- struct{}{}
			for {
				if v, err := d.Get([]byte("k")); err != nil || string(v) != "v" {
					t.Errorf("a reader got %q, %v", v, err)
					return
				}
				must(t, d.Set([]byte("k"), []byte("v")))
			}
		}()
		<-reading
	}
	must(t, s.Close())
	must(t, s.Close())
}
