package node

import (
	"context"
	"errors"

	"github.com/peerz-ai/peerz-chain/state"
)

// scrub reads the whole state once after a start, beside the blocks. Most damage
// shows by a checksum when it is read; a store that lost some of its files whole
// would otherwise show only in a wrong app hash.
func (n *Node) scrub() {
	defer close(n.scrubbed)
	n.restoring.Lock()
	store := n.state
	n.restoring.Unlock()
	if store.Head().Height == 0 {
		return // nothing yet, or a snapshot that will be checked as it comes
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-n.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	if _, err := store.Check(ctx, nil); errors.Is(err, state.ErrCorrupt) {
		n.fail(err)
	}
}
