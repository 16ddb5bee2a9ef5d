package node

import (
	"fmt"
	"time"
)

// unsigned is told that this validator could not sign a vote: it has signed another
// one of the same round, or a later one. After a kill the consensus log leads past
// that. Without the log a validator alone would wait for ever for its own vote; with
// others the next round comes, and it signs again.
func (n *Node) unsigned(err error) {
	height := n.app.Last().Height
	set, _ := n.outcomes.LoadValidators(int64(height) + 1)
	if set.IsNilOrEmpty() || set.Size() > 1 || !set.HasAddress(n.signer.GetAddress()) {
		return
	}
	c := n.tuning.Consensus
	round := c.TimeoutPropose + c.TimeoutPrevote + c.TimeoutPrecommit + c.TimeoutCommit
	go func() {
		for range 10 { // a process that was held for a while counts that as one
			select {
			case <-n.stopping:
				return
			case <-time.After(round):
			}
			if n.app.Last().Height != height {
				return
			}
		}
		n.fail(fmt.Errorf("node: %w: the consensus log in %s lacks what this validator signed above block %d, and no other can go on in its place: %w; "+
			`restore the log from a backup; or, if no node has block %d, let this one sign it anew: write {"height":"0","round":0,"step":0} into %s`,
			ErrDamaged, n.home.ConsensusWAL(), height, err, height+1, n.home.ValidatorState()))
	}()
}
