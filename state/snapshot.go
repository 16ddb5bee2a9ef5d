package state

import (
	"context"
	"errors"

	"github.com/peerz-ai/peerz-chain/state/chunks"
	"github.com/peerz-ai/peerz-chain/state/disk"
)

// Manifest describes a snapshot: see package chunks.
type Manifest = chunks.Manifest

// DecodeManifest reads an encoded manifest. It fails with ErrSnapshot.
func DecodeManifest(b []byte) (*Manifest, error) { return chunks.Decode(b) }

// SnapshotSink is where a snapshot goes.
type SnapshotSink = chunks.Sink

// Piece is a part of SnapshotSink.Scratch.
type Piece = chunks.Piece

// Snapshot takes one of the view and returns the manifest that its chunks make.
// It reads the pairs in one sweep, in key order, and little of the tree. It ends
// early with the error of ctx, or of the sink.
func (v *View) Snapshot(ctx context.Context, to SnapshotSink) (*Manifest, error) {
	return v.snapshot(ctx, to, chunks.MaxBytes)
}

func (v *View) snapshot(ctx context.Context, to SnapshotSink, limit int) (*Manifest, error) {
	pairs, err := v.reader.cursor(nil, nil, false)
	if err != nil {
		return nil, err
	}
	m, err := chunks.Take(ctx, chunks.Source{Head: v.head, Count: v.pairs, Pairs: pairs, Tree: v.reader}, to, limit)
	if err = errors.Join(err, pairs.Close()); err != nil {
		return nil, disk.Fault("snapshot", err)
	}
	return m, nil
}
