package state

import (
	"bytes"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// layer shows writes on top of a lower state.
type layer struct {
	lower  reader
	writes *writes.Set
}

func (l *layer) get(key []byte) ([]byte, bool, error) {
	if w, ok := l.writes.Get(key); ok {
		if w.Value == nil {
			return nil, false, nil
		}
		return bytes.Clone(w.Value), true, nil
	}
	return l.lower.get(key)
}

func (l *layer) cursor(start, end []byte, reverse bool) (writes.Cursor, error) {
	lower, err := l.lower.cursor(start, end, reverse)
	if err != nil {
		return nil, err
	}
	return l.writes.Over(lower, start, end, reverse), nil
}

// update computes the root above the lower tree, and its changed pages.
func (l *layer) update() ([32]byte, []merkle.Write, error) {
	tree, done := treeInOrder(l.lower)
	defer done()
	root, changed, err := merkle.Update(tree, l.writes.Changes())
	if err == nil && invariant.Enabled() {
		merkle.AssertWrites(root, changed)
	}
	return root, changed, disk.Fault("root", err)
}
