package node

import "time"

// network is api.Network.
type network struct{ *Node }

// Peers implements api.Network.
func (n network) Peers() int {
	if c := n.comet.Load(); c != nil && c.IsRunning() {
		return c.Switch().Peers().Size()
	}
	return 0
}

// CatchingUp implements api.Network.
func (n network) CatchingUp() bool {
	c := n.comet.Load()
	return c == nil || c.ConsensusReactor().WaitSync()
}

// Flowing implements api.Network: a block was committed within a few block times.
func (n network) Flowing() bool {
	last := n.lastCommit.Load()
	patience := 10*n.tuning.Consensus.TimeoutCommit + 5*time.Second
	return last != 0 && time.Since(time.Unix(0, last)) < patience
}

// Fault implements api.Network.
func (n network) Fault() error {
	if f := n.failure.Load(); f != nil {
		return *f
	}
	return nil
}
