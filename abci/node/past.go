package node

import (
	"context"
	"errors"

	sm "github.com/cometbft/cometbft/state"

	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/abci/index"
)

// openIndex opens the index of history, unless it is off. A damaged one is no reason not to run.
func (n *Node) openIndex() error {
	if n.cfg.IndexMB == 0 {
		return nil
	}
	x, err := index.Open(n.dir.Index(), n.cfg.IndexMB<<20)
	if err == nil {
		// After a rollback the blocks above are executed again, by another program perhaps, or are others.
		err = x.Rewind(n.state().Head().Height)
	}
	if err != nil {
		n.log.Warn("no index of history: delete data/index while the node is stopped, and it is made anew", "err", err)
		return nil
	}
	n.past, n.newBlock = x, make(chan struct{}, 1)
	n.onClose(func() error {
		if err := within(failTime, "the index", x.Close); err != nil {
			n.log.Warn("the index of history did not close", "err", err)
		}
		return nil
	})
	return nil
}

// followChain lets the index follow the chain until the node stops. Its failure costs history, not blocks.
func (n *Node) followChain() {
	if n.past == nil {
		return
	}
	done := make(chan struct{})
	n.onClose(func() error { return within(failTime, "the work on the index", func() error { <-done; return nil }) })
	go func() {
		defer close(done)
		if err := n.past.Follow(n.life, blocks{n.history, n.consensus.node.Load().BlockStore()}, n.newBlock); err != nil {
			n.log.Warn("the index of history does not follow the chain any more", "err", err)
		}
	}()
}

// blocks is index.Source: what this node has stored.
type blocks struct {
	*history
	stored sm.BlockStore
}

// Head implements index.Source.
func (b blocks) Head() uint64 { return min(b.app.Last().Height, uint64(b.stored.Height())) }

// Oldest implements index.Source.
func (b blocks) Oldest() uint64 { return uint64(b.stored.Base()) }

// Block implements index.Source.
func (b blocks) Block(height uint64) (api.Block, bool, error) { return b.in(b.stored, height) }

// indexed is api.Past, or nil.
func (n *Node) indexed() api.Past {
	if n.past == nil {
		return nil // not an interface with nothing in it
	}
	return n.past
}

// historyLag is how many blocks the index has still to read.
func (n *Node) historyLag() float64 {
	if n.past == nil {
		return 0
	}
	return float64(n.past.Lag(n.app.Last().Height))
}

// RebuildIndex makes the index of a stopped node anew from its blocks, and tells how far it is. It returns what
// is covered then.
func (n *Node) RebuildIndex(ctx context.Context, progress func(done, total int)) (oldest, newest uint64, err error) {
	if n.past == nil {
		return 0, 0, errors.New("node: index_mb is 0: this node has no index of history")
	}
	stored, err := n.stores.Blocks()
	if err == nil {
		err = n.past.Clear()
	}
	if err == nil {
		err = n.past.Rebuild(ctx, blocks{n.history, stored}, progress)
	}
	oldest, newest = n.past.Covered()
	return oldest, newest, err
}
