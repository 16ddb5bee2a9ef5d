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

// pacedHistory is how many versions the store that prunes keeps. The tree's pages go to disk every
// 128 blocks, or every so many if these are fewer, in a block that takes longer than others for
// it: it must be as often in both stores.
const pacedHistory = 150

// Two stores take turns, so that both have the same neighbours, and rest in between, so that
// neither has the other's background work.
const (
	turns = 10
	rest  = 250 * time.Millisecond
)

// pace measures how long blocks of 1k updates take, by the clock on the wall, when they come at
// their time: in a store that never prunes, and in one that prunes as it goes while snapshots
// are taken beside it.
func (b *bench) pace(cfg store.Config, e effort) (err error) {
	calm := lane{bench: b, figure: "calm", dir: cfg.Dir, history: unpruned}
	busy := lane{bench: b, figure: "busy", dir: cfg.Dir + "-busy", history: pacedHistory, snapshots: true}
	if err := os.CopyFS(busy.dir, os.DirFS(calm.dir)); err != nil {
		return err
	}
	lanes := []*lane{&calm, &busy}
	for _, l := range lanes {
		if l.store, err = state.Open(l.dir, state.Config{History: l.history}); err != nil {
			return err
		}
		defer func() { err = firstOf(err, l.store.Close) }()
	}
	for turn := range turns {
		for i := range lanes {
			time.Sleep(rest)
			if err := lanes[(turn+i)%len(lanes)].run(e.paced / turns); err != nil {
				return err
			}
		}
	}
	calm.report()
	busy.report()
	return nil
}

// lane is one of the two stores.
type lane struct {
	*bench
	figure, dir string
	history     uint64
	snapshots   bool
	store       *state.Store
	times       []time.Duration // of all blocks
}

func (l *lane) report() {
	slices.Sort(l.times)
	l.record(l.figure+"/median", float64(l.times[len(l.times)/2]))
	l.record(l.figure+"/p99", float64(l.times[len(l.times)*99/100]))
}

// run makes blocks, and does not return before the last snapshot is there.
func (l *lane) run(blocks int) error {
	taken := make(chan error, 1)
	taken <- nil // a place for the one snapshot that may be under way
	next := time.Now()
	for range blocks {
		writes := l.overwrites(smallBlock)
		next = next.Add(period)
		time.Sleep(time.Until(next))
		start := time.Now()
		if err := store.Block(l.store, writes); err != nil {
			return err
		}
		l.times = append(l.times, time.Since(start))
		if l.snapshots && len(l.times)%snapshotEvery == snapshotEvery/2 {
			if err := <-taken; err != nil {
				return err
			}
			view := l.store.View()
			go func() {
				err := snapshot(view, filepath.Dir(l.dir))
				view.Close() // before anybody closes the store
				taken <- err
			}()
		}
	}
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
	sink := state.SnapshotSink{Scratch: file, Chunk: func([]state.Piece) error { return nil }, Progress: func(uint64, uint64) {
		if worked := time.Since(last); worked >= 5*time.Millisecond {
			time.Sleep(worked)
			last = time.Now()
		}
	}}
	_, err = view.Snapshot(context.Background(), sink)
	return err
}
