package node

import (
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// tidyInterval is the time between two looks at the journal.
const tidyInterval = time.Second

// openJournal opens the journal of what was submitted to this node and waits.
func (n *Node) openJournal() (err error) {
	if n.journal, n.unsent, err = openJournal(n.dir.Submitted()); err != nil {
		return err
	}
	n.onClose(n.journal.close)
	return nil
}

// resubmit offers what the journal holds to the mempool. What the chain has had, or takes no more, is
// refused and forgotten; what follows blocks that this node does not have yet is left for later.
func (n *Node) resubmit() {
	var later [][]byte
	taken := 0
	for _, raw := range n.unsent {
		adm, _, err := n.pool().check(n.consensus.node.Load().Mempool(), raw)
		switch {
		case err != nil || adm.Code == abi.CodeNonceTooHigh:
			later = append(later, raw)
		case adm.Code == abi.CodeOK:
			taken++
		}
	}
	if taken > 0 {
		n.log.Info("transactions that were submitted before the node stopped wait again", "done", taken, "of", len(n.unsent))
	}
	n.unsent = later
}

// watchJournal offers what is left of an earlier process once this node has the chain's blocks, and
// from then on shortens the journal.
func (n *Node) watchJournal() {
	tick := time.NewTicker(tidyInterval)
	defer tick.Stop()
	for {
		select {
		case <-n.life.Done():
			return
		case <-tick.C:
		}
		c := n.consensus.running()
		if c == nil || n.consensus.CatchingUp() {
			continue
		}
		if len(n.unsent) > 0 {
			n.resubmit()
			n.unsent = nil // it has followed the chain: what is refused now is refused for good
		}
		err := n.journal.tidy(c.Mempool().Size, func() map[abi.Hash]bool {
			waiting := map[abi.Hash]bool{}
			for _, raw := range c.Mempool().ReapMaxTxs(-1) {
				waiting[abi.Hash(raw.Key())] = true
			}
			return waiting
		})
		if err != nil {
			n.fault.report(err)
			return
		}
	}
}
