package state

import (
	"context"
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/chunks"
)

// What a restore does at the end takes long: it says how far it is.
func TestFinishTellsItsProgress(t *testing.T) {
	p := pack(t, filled(t, 3000, 1), chunks.MaxBytes)
	r := unpack(t, vfs.NewMem(), p)
	must(t, r.Add(0, p.chunks[0]))
	var done, total uint64
	_, err := r.Finish(context.Background(), func(d, of uint64) { done, total = d, of })
	must(t, err)
	if done < total-chunks.Pace || done > total || total <= 3000 {
		t.Errorf("%d records of %d, of which 3000 are pairs", done, total)
	}
}

// It can be given up, and leaves no store.
func TestFinishEndsEarly(t *testing.T) {
	p, fs := pack(t, filled(t, 3000, 1), chunks.MaxBytes), vfs.NewMem()
	r := unpack(t, fs, p)
	must(t, r.Add(0, p.chunks[0]))
	ctx, cancel := context.WithCancel(context.Background())
	_, err := r.Finish(ctx, func(uint64, uint64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	must(t, r.Close())
	if _, err := Open("store", Config{FS: fs}); !errors.Is(err, ErrFormat) {
		t.Errorf("opening what is left: %v", err)
	}
}
