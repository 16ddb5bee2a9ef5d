package state

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Every height writes its number under ten keys. Whatever a reader sees while
// heights come, it must be one height, with a proof under that height's root.
// Run with -race.
func TestReadersBesideCommits(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{History: 50, CacheBytes: 1 << 14})
	number := func(h uint64) []byte { return binary.BigEndian.AppendUint64(nil, h) }
	write := func(h uint64) {
		o := s.Overlay()
		for i := range 10 {
			must(t, o.Set(fmt.Append(nil, i), number(h)))
		}
		must(t, o.Set(number(h), []byte("v")))
		_, err := s.Commit(o, h)
		must(t, err)
	}
	write(1)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for back := range uint64(3) {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if err := readOnce(s, back*8, number); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for h := uint64(2); h <= 80; h++ {
		write(h)
	}
	close(done)
	readers.Wait()
	must(t, s.Close())
}

func readOnce(s *Store, back uint64, number func(uint64) []byte) error {
	tip := s.Head().Height
	v, err := s.ViewAt(tip - min(tip-1, back))
	if errors.Is(err, ErrPruned) {
		return nil // commits overtook us
	} else if err != nil {
		return err
	}
	defer v.Close()
	it := v.Iterate([]byte("0"), []byte("9\x00"), false)
	defer it.Close()
	n := 0
	for ; it.Next(); n++ {
		if string(it.Value()) != string(number(v.Height())) {
			return fmt.Errorf("view of %d holds %x", v.Height(), it.Value())
		}
	}
	if n != 10 || it.Err() != nil {
		return fmt.Errorf("view of %d has %d keys, %v", v.Height(), n, it.Err())
	}
	scratch := v.Overlay()
	if err := scratch.Set([]byte("3"), []byte("scratch")); err != nil {
		return err
	}
	if root, err := scratch.Root(); err != nil || root == v.Root() {
		return fmt.Errorf("scratch root %x, %v", root, err)
	}
	p, err := v.Prove([]byte("5"))
	if err != nil {
		return err
	}
	return Verify(v.Root(), p, []byte("5"), number(v.Height()))
}

// A store that closes waits for roots that are being computed above it, which
// hold an iterator meanwhile and then say that it is closed.
func TestCloseWaitsForRoots(t *testing.T) {
	fs := vfs.NewMem()
	key := func(i int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(i)) }
	overlay := func(s *Store, value string) *Overlay {
		o := s.Overlay()
		for i := range 2000 {
			must(t, o.Set(key(i), []byte(value)))
		}
		return o
	}
	s := open(t, fs, Config{CacheBytes: 1 << 14})
	_, err := s.Commit(overlay(s, "old"), 1)
	must(t, err)
	must(t, s.Close())
	for range 10 {
		s := open(t, fs, Config{CacheBytes: 1 << 14})
		root := make(chan error, 2)
		for range 2 {
			o := overlay(s, "new")
			go func() {
				_, err := o.Root()
				root <- err
			}()
		}
		for len(root) == 0 && s.updates.TryLock() { // until pages are read
			s.updates.Unlock()
			runtime.Gosched()
		}
		must(t, s.Close())
		for range 2 {
			if err := <-root; err != nil && !errors.Is(err, ErrClosed) {
				t.Error(err)
			}
		}
	}
}
