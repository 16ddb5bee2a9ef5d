package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/peerz-ai/peerz-chain/bench/cpu"
	"github.com/peerz-ai/peerz-chain/bench/store"
	"github.com/peerz-ai/peerz-chain/state"
)

// travelRounds is how often each way is measured, in turns; the least counts.
const travelRounds = 7

// journey measures how a whole state is read, written as a snapshot, and restored.
type journey struct {
	*bench
	dir      string // for files and stores of its own
	from     *state.View
	pairs    []store.Write // all, in key order
	manifest *state.Manifest
	chunks   [][]byte
}

// travel records processor time per pair.
func (b *bench) travel(cfg store.Config) (err error) {
	s, err := state.Open(cfg.Dir, state.Config{})
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, s.Close) }()
	j := journey{bench: b, dir: filepath.Dir(cfg.Dir), from: s.View()}
	defer j.from.Close()
	if err := j.collect(); err != nil {
		return err
	}
	for range travelRounds {
		for _, way := range []struct {
			figure string
			run    func(dir string) error
		}{{"scan", j.scan}, {"copy", j.copy}, {"export", j.export}, {"load", j.load}, {"restore", j.restore}} {
			if err := j.measure(way.figure, way.run); err != nil {
				return fmt.Errorf("%s: %w", way.figure, err)
			}
		}
	}
	return nil
}

func (j *journey) measure(figure string, run func(dir string) error) error {
	dir, err := os.MkdirTemp(j.dir, figure)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	d := cpu.Process(func() { err = run(dir) })
	j.Time(figure+"/"+j.name, d, len(j.pairs))
	return err
}

func firstOf(err error, end func() error) error {
	if e := end(); err == nil {
		err = e
	}
	return err
}

// collect keeps what the ways need, so that none pays for reading it.
func (j *journey) collect() error {
	it := j.from.Iterate(nil, nil, false)
	for it.Next() {
		j.pairs = append(j.pairs, store.Write{Key: bytes.Clone(it.Key()), Value: bytes.Clone(it.Value())})
	}
	return firstOf(it.Err(), it.Close)
}

// scan reads every pair.
func (j *journey) scan(string) error {
	n := 0
	it := j.from.Iterate(nil, nil, false)
	for it.Next() {
		n += len(it.Key()) + len(it.Value())
	}
	err := firstOf(it.Err(), it.Close)
	if err == nil && n != len(j.pairs)*live {
		err = fmt.Errorf("read %d bytes of %d", n, len(j.pairs)*live)
	}
	return err
}

// copy reads every pair and writes it to a file.
func (j *journey) copy(dir string) error {
	f, err := os.Create(filepath.Join(dir, "copy"))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	it := j.from.Iterate(nil, nil, false)
	for it.Next() {
		w.Write(it.Key())
		w.Write(it.Value())
	}
	return firstOf(firstOf(firstOf(it.Err(), it.Close), w.Flush), f.Close)
}

// export writes a snapshot to a file. The chunks are read back for the restore, once.
func (j *journey) export(dir string) error {
	f, err := os.Create(filepath.Join(dir, "snapshot"))
	if err != nil {
		return err
	}
	var chunks [][]state.Piece
	j.manifest, err = j.from.Snapshot(context.Background(), state.SnapshotSink{Scratch: f, Chunk: func(pieces []state.Piece) error {
		chunks = append(chunks, slices.Clone(pieces))
		return nil
	}})
	if err == nil && j.chunks == nil {
		err = j.readBack(f, chunks)
	}
	return firstOf(err, f.Close)
}

func (j *journey) readBack(f *os.File, chunks [][]state.Piece) error {
	for _, pieces := range chunks {
		var chunk []byte
		for _, p := range pieces {
			b := make([]byte, p.Size)
			if _, err := f.ReadAt(b, p.At); err != nil {
				return err
			}
			chunk = append(chunk, b...)
		}
		j.chunks = append(j.chunks, chunk)
	}
	return nil
}

// load is the floor of a restore.
func (j *journey) load(dir string) error {
	return store.Load(store.Config{Dir: dir, Files: store.NewCounter()}, j.pairs)
}

func (j *journey) restore(dir string) error {
	r, err := state.Restore(dir, state.Config{}, j.manifest)
	if err != nil {
		return err
	}
	for i, chunk := range slices.All(j.chunks) {
		if err := r.Add(i, chunk); err != nil {
			return firstOf(err, r.Close)
		}
	}
	_, err = r.Finish(context.Background(), nil)
	return firstOf(err, r.Close)
}
