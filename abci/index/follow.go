package index

import (
	"context"
	"fmt"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/api"
)

// Source is where blocks and what they did are stored.
type Source interface {
	Head() uint64   // the last block
	Oldest() uint64 // the first one that is retained; 0: none
	Block(height uint64) (b api.Block, ok bool, err error)
}

// Lag is how many blocks an index has still to read.
func (x *Index) Lag(head uint64) uint64 {
	_, newest := x.Covered()
	return head - min(head, newest)
}

// Follow adds blocks as they come until ctx ends. It is told of a new one by wake, and works at most half of the time.
func (x *Index) Follow(ctx context.Context, s Source, wake <-chan struct{}) error {
	for {
		for x.Lag(s.Head()) > 0 && ctx.Err() == nil {
			began := time.Now()
			n, err := x.step(ctx, s, s.Head())
			if err != nil {
				return err
			}
			if n == 0 {
				break // its results are not stored yet
			}
			if pause(ctx, time.Since(began)) != nil {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		}
	}
}

// Rebuild adds all blocks that are there, as fast as they can be read, and tells how far it is.
func (x *Index) Rebuild(ctx context.Context, s Source, progress func(done, total int)) error {
	head, done := s.Head(), 0
	total := int(head - min(head, max(x.covered.newest, s.Oldest()-min(s.Oldest(), 1))))
	reading, stop := context.WithCancel(ctx)
	read := readAhead(reading, s, max(x.covered.newest+1, s.Oldest()), head)
	defer func() {
		stop()
		for range read.next { // until nothing is read any more
		}
	}()
	for x.Lag(head) > 0 {
		n, err := x.step(ctx, read, head)
		for range n {
			done++
			progress(done, total)
		}
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case n == 0:
			return fmt.Errorf("index: the results of the block after %d are not stored", x.covered.newest)
		}
	}
	return nil
}

// step adds the next blocks up to head, the oldest that is retained when the next one is not any more: as many as are there
// and belong together. It returns how many.
func (x *Index) step(ctx context.Context, s Source, head uint64) (n int, err error) {
	a := x.begin()
	for height := max(x.covered.newest+1, s.Oldest()); height <= head && (n == 0 || a.size() < x.most) && ctx.Err() == nil; height++ {
		b, ok, err := s.Block(height)
		if err == nil && ok {
			err = a.add(b)
		}
		if err != nil {
			x.drop(a)
			return 0, fmt.Errorf("index: block %d: %w", height, err)
		}
		if !ok {
			break
		}
		n++
	}
	if n == 0 {
		x.drop(a)
		return 0, nil
	}
	return n, x.put(a)
}

// ahead is a source whose next blocks are read while the last ones are added.
type ahead struct {
	Source
	next chan readBlock
}

type readBlock struct {
	height uint64
	block  api.Block
	ok     bool
	err    error
}

// maxAhead is how many blocks are read before they are asked for.
const maxAhead = 8

// readAhead reads the blocks of a source, from one to another, in a goroutine of its own until ctx ends.
func readAhead(ctx context.Context, s Source, from, to uint64) *ahead {
	a := &ahead{s, make(chan readBlock, maxAhead)}
	go func() {
		defer close(a.next)
		for height := from; height <= to; height++ {
			r := readBlock{height: height}
			r.block, r.ok, r.err = s.Block(height)
			select {
			case a.next <- r:
			case <-ctx.Done():
				return
			}
		}
	}()
	return a
}

// Block implements Source.
func (a *ahead) Block(height uint64) (api.Block, bool, error) {
	if r, ok := <-a.next; ok && r.height == height {
		return r.block, r.ok, r.err
	}
	return a.Source.Block(height)
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
