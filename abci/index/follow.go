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
			read, err := x.step(s)
			if err != nil {
				return err
			}
			if !read {
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
	for x.Lag(head) > 0 {
		read, err := x.step(s)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if !read {
			return fmt.Errorf("index: the results of the block after %d are not stored", x.covered.newest)
		}
		done++
		progress(done, total)
	}
	return nil
}

// step adds the next block, or the oldest that is retained when the next one is not any more.
func (x *Index) step(s Source) (read bool, err error) {
	height := max(x.covered.newest+1, s.Oldest())
	b, ok, err := s.Block(height)
	if !ok || err != nil {
		return false, err
	}
	return true, x.Put(b)
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
