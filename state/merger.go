package state

import (
	"io"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// pageMerger tells Pebble how patches of a tree page become one. Its name is in
// every table: another meaning needs another name.
var pageMerger = &pebble.Merger{
	Name: "peerz.page",
	Merge: func(_, value []byte) (pebble.ValueMerger, error) {
		p, err := merkle.DecodePatch(value)
		return &patches{p}, err
	},
}

// patches adds up what was written to one page since it was written whole.
type patches struct{ sum merkle.Patch }

// MergeNewer implements pebble.ValueMerger.
func (p *patches) MergeNewer(value []byte) error {
	newer, err := merkle.DecodePatch(value)
	p.sum = newer.Over(p.sum)
	return err
}

// MergeOlder implements pebble.ValueMerger.
func (p *patches) MergeOlder(value []byte) error {
	older, err := merkle.DecodePatch(value)
	p.sum = p.sum.Over(older)
	return err
}

// Finish implements pebble.ValueMerger.
func (p *patches) Finish(bool) ([]byte, io.Closer, error) { return p.sum.Encode(nil), nil, nil }
