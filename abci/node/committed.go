package node

import (
	"time"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/receipts"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// housekeeping is how many blocks lie between two looks at old files.
const housekeeping = 500

// committed is told of every block after it is in the state. It runs on the
// consensus connection, so it does little: find receipts, wake waiters.
func (n *Node) committed(b abci.Committed) {
	height := b.Header.Height
	list := make([]receipts.Hash, len(b.Txs))
	for i, raw := range b.Txs {
		list[i] = tx.Hash(raw)
	}
	if err := n.index.Put(height, list); err != nil {
		n.fail(err)
		return
	}
	n.waiters.Tell(height, list)
	if n.comet.Load() != nil { // else the handshake replays old blocks
		n.lastCommit.Store(time.Now().UnixNano())
		n.readyOnce.Do(func() { close(n.ready) })
		shelf{n}.settled()
		shelf{n}.due(height)
		select {
		case work := <-n.atCommit:
			work()
		default:
		}
	}
	if height%housekeeping == 0 {
		n.tidy(height)
	}
}

// tidy removes what nothing will read again. A failure here costs disk, not
// correctness: it is reported and tried again later.
func (n *Node) tidy(height uint64) {
	if err := trimWAL(n.home.ConsensusWAL()); err != nil {
		n.log.Warn("cannot remove old consensus logs", "err", err)
	}
	if keep := n.keepBlocks(); keep > 0 && height > keep {
		if err := n.index.Prune(height - keep + 1); err != nil {
			n.log.Warn("cannot prune the receipt index", "err", err)
		}
	}
}
