package node

import (
	"github.com/peerz-ai/peerz-chain/abci"
)

// housekeeping is how many blocks lie between two looks at old files.
const housekeeping = 500

// committed is told of every block after it is in the state. It runs on the
// consensus connection, so it does little: index receipts, wake waiters.
func (n *Node) committed(b abci.Committed) {
	height := b.Header.Height
	if err := n.history.add(height, b.Txs); err != nil {
		n.fault.report(err)
		return
	}
	n.metrics.Committed(b, n.system())
	n.tell(b)
	if n.consensus.committed() {
		n.stream.Wake(height)
		select {
		case n.newBlock <- struct{}{}:
		default:
		}
		n.afterCommit(height)
	}
	if height%housekeeping == 0 {
		n.removeOld(height)
	}
}

// afterCommit does what waits for a new block.
func (n *Node) afterCommit(height uint64) {
	if err := n.restorer.Committed(); err != nil {
		n.fault.report(err)
	}
	if n.taker.Due(height) && !n.consensus.CatchingUp() { // who is catching up has better things to do
		n.taker.Start(n.state().View())
	}
	select {
	case work := <-n.atCommit:
		work()
	default:
	}
}

// removeOld removes what nothing will read again. A failure here costs disk, not
// correctness: it is reported and tried again later.
func (n *Node) removeOld(height uint64) {
	if err := trimWAL(n.dir.ConsensusWAL()); err != nil {
		n.log.Warn("cannot remove old consensus logs", "err", err)
	}
	if retained := n.retention(); retained > 0 && height > retained {
		if err := n.history.index.Prune(height - retained + 1); err != nil {
			n.log.Warn("cannot prune the receipt index", "err", err)
		}
	}
}
