package chunks

import (
	"context"
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/sorter"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// Sink is where a snapshot goes.
type Sink struct {
	// Scratch takes the bytes of all chunks, from offset 0 on, mixed up.
	Scratch sorter.Scratch
	// Chunk is told, for each chunk in order, the pieces of Scratch that make it one
	// behind the other, once nothing changes there any more. They are valid during the call.
	Chunk func(pieces []Piece) error
	// Progress, unless nil, is told every now and then, about a thousand pairs
	// apart, how many pairs are read, of 0, and then how many belong to a chunk, of
	// all. It may take its time, to leave the processor to others.
	Progress func(done, total uint64)
}

// Piece is a part of Sink.Scratch.
type Piece = sorter.Piece

// Pace is how many pairs lie between two looks at the context.
const Pace = 1024

// Source is the state that a snapshot is taken of.
type Source struct {
	Head  disk.Head
	Count uint64        // of the pairs; 0 if nobody counted
	Pairs writes.Cursor // all of them, in order of their keys
	Tree  merkle.Source
}

// Take takes a snapshot whose chunks have at most limit bytes, a single larger
// pair excepted, and returns the manifest that they make. It reads the pairs in
// one sweep and little of the tree. It ends early with the error of ctx, or of
// the sink. All nodes must give MaxBytes to make the same chunks.
func Take(ctx context.Context, from Source, to Sink, limit int) (*Manifest, error) {
	t := taking{ctx: ctx, to: to, pairs: sorter.New(to.Scratch, sorter.ByHash(disk.Prefix)), manifest: &Manifest{Head: from.Head}}
	if err := t.read(from.Pairs); err != nil {
		return nil, err
	}
	// Others would decline a chunk that lacks a pair, or has one too many.
	if from.Count != 0 && from.Count != t.total {
		return nil, fmt.Errorf("%w: %d pairs, %d recorded", disk.ErrCorrupt, t.total, from.Count)
	}
	fits := func(path string) (bool, error) {
		in, from, to, err := t.pairs.At(path)
		if err != nil {
			return false, err
		}
		part, err := in.Extent(from, to)
		return part.Bytes <= int64(limit), err
	}
	err := merkle.Cut(from.Tree, fits, t.write)
	if err == nil && t.written != t.total {
		err = fmt.Errorf("%w: the tree leads to %d pairs, there are %d", disk.ErrCorrupt, t.written, t.total)
	}
	if err == nil && invariant.Enabled() {
		invariant.Assert(merkle.RootOf(t.manifest.parts) == from.Head.Root, "chunks", "the parts of height %d do not make its root", from.Head.Height)
	}
	return t.manifest, err
}

// taking is a snapshot under way.
type taking struct {
	ctx            context.Context
	to             Sink
	pairs          *sorter.Sorter
	manifest       *Manifest
	total, written uint64  // pairs
	pieces         []Piece // of one chunk
}

// read takes all pairs.
func (t *taking) read(from writes.Cursor) error {
	for {
		key, _, ok, err := from.Next()
		if err != nil || !ok {
			return err
		}
		record := from.Record()
		if err := t.pairs.Add(key, record); err != nil {
			return err
		}
		if t.total++; t.total%Pace == 0 {
			if err := t.pause(t.total, 0); err != nil {
				return err
			}
		}
	}
}

// write makes the chunk of a part.
func (t *taking) write(p merkle.Part) error {
	in, from, to, err := t.pairs.At(p.Path)
	if err != nil {
		return err
	}
	part, err := in.Extent(from, to)
	if err != nil {
		return err
	}
	if t.pieces, err = in.Pieces(from, to, t.pieces[:0]); err != nil {
		return err
	}
	n := part.Pairs
	if n == 0 || p.Leaf != (n == 1) {
		return fmt.Errorf("%w: %d pairs below path %x", disk.ErrCorrupt, n, p.Path)
	}
	if err := t.to.Chunk(t.pieces); err != nil {
		return err
	}
	if last := len(t.manifest.parts) - 1; last >= 0 && invariant.Enabled() {
		before := t.manifest.parts[last].Path
		invariant.Assert(before < p.Path && !strings.HasPrefix(p.Path, before), "chunks", "part %x follows part %x", p.Path, before)
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
