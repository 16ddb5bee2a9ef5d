package node

import (
	"errors"
	"fmt"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/state"
)

// spaceInterval is the time between two looks at the free space.
const spaceInterval = 2 * time.Second

// watchSpace ends the node when the disk gets full.
func (n *Node) watchSpace() {
	tick := time.NewTicker(spaceInterval)
	defer tick.Stop()
	for {
		select {
		case <-n.life.Done():
			return
		case <-tick.C:
			if err := n.dir.CheckSpace(); err != nil {
				n.fault.report(err)
				return
			}
		}
	}
}

// startScrub reads the whole state once after a start, beside the blocks. Most damage
// shows by a checksum when it is read; a store that lost some of its files whole
// would otherwise show only in a wrong app hash.
func (n *Node) startScrub() {
	store := n.state()
	if store.Head().Height == 0 {
		return // nothing yet, or a snapshot that will be checked as it comes
	}
	done := make(chan struct{})
	n.onClose(func() error { <-done; return nil })
	go func() {
		defer close(done)
		if _, err := store.Check(n.life, nil); errors.Is(err, state.ErrCorrupt) {
			n.fault.report(err)
		}
	}()
}

// unsigned is told that this validator could not sign a vote: it has signed another
// one of the same round, or a later one. After a kill the consensus log leads past
// that. Without the log a validator alone would wait for ever for its own vote; with
// others the next round comes, and it signs again.
func (n *Node) unsigned(err error) {
	if n.consensus.remote() {
		return // remoteKey says why
	}
	height := n.app.Last().Height
	set, _ := n.history.outcomes.LoadValidators(int64(height) + 1)
	if set.IsNilOrEmpty() || set.Size() > 1 || !n.consensus.validates(set) {
		return
	}
	c := n.consensus.settings.Consensus
	round := c.TimeoutPropose + c.TimeoutPrevote + c.TimeoutPrecommit + c.TimeoutCommit
	go func() {
		for range 10 { // a process that was held for a while counts that as one
			select {
			case <-n.life.Done():
				return
			case <-time.After(round):
			}
			if n.app.Last().Height != height {
				return
			}
		}
		n.fault.report(fmt.Errorf("node: %w: the consensus log in %s lacks what this validator signed above block %d, and no other can go on in its place: %w; "+
			`restore the log from a backup; or, if no node has block %d, let this one sign it anew: write {"height":"0","round":0,"step":0} into %s`,
			home.ErrDamaged, n.dir.ConsensusWAL(), height, err, height+1, n.dir.ValidatorState()))
	}()
}
