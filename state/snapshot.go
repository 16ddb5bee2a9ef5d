package state

import (
	"context"
	"fmt"

	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/shuffle"
)

// SnapshotSink is where a snapshot goes.
type SnapshotSink struct {
	// Scratch takes the bytes of all chunks, from offset 0 on, mixed up.
	Scratch shuffle.Scratch
	// Chunk is told, for each chunk in order, the pieces of Scratch that make it one
	// behind the other, once nothing changes there any more. It must not keep them.
	Chunk func(pieces []Piece) error
	// Progress, unless nil, is told every now and then, about a thousand pairs
	// apart, how many pairs are read, of 0, and then how many belong to a chunk, of
	// all. It may take its time, to leave the processor to others.
	Progress func(done, total uint64)
}

// Piece is a part of a SnapshotSink.Scratch.
type Piece = shuffle.Piece

// paceOf is how many pairs lie between two looks at the context.
const paceOf = 1024

// Snapshot takes one of the view and returns the manifest that its chunks make.
// It reads the pairs in one sweep, in key order, and little of the tree. It ends
// early with the error of ctx, or of the sink.
func (v *View) Snapshot(ctx context.Context, to SnapshotSink) (*Manifest, error) {
	return v.snapshot(ctx, to, chunkBytes)
}

func (v *View) snapshot(ctx context.Context, to SnapshotSink, limit int) (*Manifest, error) {
	t := taking{ctx: ctx, to: to, pairs: shuffle.New(to.Scratch), manifest: &Manifest{Head: v.head}}
	if err := t.read(v); err != nil {
		return nil, fault("snapshot", err)
	}
	fits := func(path string) (bool, error) {
		weight, err := t.pairs.Weigh(path)
		return weight <= int64(limit), err
	}
	err := t.counted(v)
	if err == nil {
		err = merkle.Cut(v.reader, fits, t.write)
	}
	if err == nil && t.written != t.total {
		err = fmt.Errorf("%w: the tree leads to %d pairs, there are %d", ErrCorrupt, t.written, t.total)
	}
	if err != nil {
		return nil, fault("snapshot", err)
	}
	return t.manifest, nil
}

// taking is a snapshot under way.
type taking struct {
	ctx            context.Context
	to             SnapshotSink
	pairs          *shuffle.Shuffle
	manifest       *Manifest
	total, written uint64  // pairs
	pieces         []Piece // of one chunk
}

// read takes all pairs from the view.
func (t *taking) read(v *View) (err error) {
	c, err := v.reader.cursor(nil, nil, false)
	if err != nil {
		return err
	}
	defer func() { err = firstErr(err, c.close()) }()
	for {
		key, _, ok, err := c.next()
		if err != nil || !ok {
			return err
		}
		record := c.record()
		if err := t.pairs.Add(headIn(record), key, record); err != nil {
			return err
		}
		if t.total++; t.total%paceOf == 0 {
			if err := t.pause(t.total, 0); err != nil {
				return err
			}
		}
	}
}

// counted compares the pairs with how many there should be: others would refuse
// a chunk that lacks one, or has one too many.
func (t *taking) counted(v *View) error {
	if v.pairs != 0 && v.pairs != t.total {
		return fmt.Errorf("%w: %d pairs, %d recorded", ErrCorrupt, t.total, v.pairs)
	}
	return nil
}

// write makes the chunk of a part.
func (t *taking) write(p merkle.Part) (err error) {
	n := 0
	if t.pieces, n, err = t.pairs.Gather(p.Path, t.pieces[:0]); err != nil {
		return err
	}
	if n == 0 || p.Leaf != (n == 1) {
		return fmt.Errorf("%w: %d pairs below path %x", ErrCorrupt, n, p.Path)
	}
	if err := t.to.Chunk(t.pieces); err != nil {
		return err
	}
	t.manifest.parts = append(t.manifest.parts, p)
	t.written += uint64(n)
	return t.pause(t.written, t.total)
}

func (t *taking) pause(done, total uint64) error {
	if t.to.Progress != nil {
		t.to.Progress(done, total)
	}
	return t.ctx.Err()
}
