package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/peerz-ai/peerz-chain/bench/store"
	"github.com/peerz-ai/peerz-chain/state"
)

// How blocks follow each other in the measurement of pace, and which of them are followed by a
// snapshot.
const (
	period        = 25 * time.Millisecond
	snapshotEvery = 100 // blocks
)

// pace measures how long blocks of 1k updates take, by the clock on the wall, when they come at
// their time. Busy, the store prunes as it goes and snapshots are taken beside it.
func (b *bench) pace(cfg store.Config, e effort, busy bool) (err error) {
	figure, history := "calm", uint64(unpruned)
	if busy {
		figure, history = "busy", uint64(e.kept)
	}
	s, err := state.Open(cfg.Dir, state.Config{History: history})
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, s.Close) }()
	taken := make(chan error, 1)
	taken <- nil // a place for the one snapshot that may be under way
	next := time.Now()
	var times []time.Duration
	for n := range e.paced {
		writes := b.overwrites(smallBlock)
		next = next.Add(period)
		time.Sleep(time.Until(next))
		start := time.Now()
		if err := store.Block(s, writes); err != nil {
			return err
		}
		times = append(times, time.Since(start))
		if busy && n%snapshotEvery == snapshotEvery/2 {
			if err := <-taken; err != nil {
				return err
			}
			view := s.View()
			go func() {
				err := snapshot(view, filepath.Dir(cfg.Dir))
				view.Close() // before anybody closes the store
				taken <- err
			}()
		}
	}
	slices.Sort(times)
	b.record(figure+"/median", float64(times[len(times)/2]))
	b.record(figure+"/p99", float64(times[len(times)*99/100]))
	return <-taken
}

// snapshot writes one to a file, resting as long as it works, as a node does.
func snapshot(view *state.View, dir string) (err error) {
	dir, err = os.MkdirTemp(dir, "snapshot")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := os.Create(filepath.Join(dir, "chunks"))
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, file.Close) }()
	last := time.Now()
	sink := state.SnapshotSink{Room: file, Chunk: func([]state.Piece) error { return nil }, Progress: func(uint64, uint64) {
		if worked := time.Since(last); worked >= 5*time.Millisecond {
			time.Sleep(worked)
			last = time.Now()
		}
	}}
	_, err = view.Snapshot(context.Background(), sink)
	return err
}
