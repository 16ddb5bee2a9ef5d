package node

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	rpc "github.com/cometbft/cometbft/rpc/client/http"
)

// A node that does not move says why: first after idleFirst, or three block times if they are
// longer, then after twice as long each time, at most idleMost.
const (
	idleFirst = 8 * time.Second
	idleMost  = 10 * time.Minute
)

// progress counts what shows that a node moves: blocks, and steps of a restore.
func (n *Node) progress() uint64 { return n.app.Last().Height + n.restorer.Steps() }

// watchIdle warns while no block comes.
func (n *Node) watchIdle() {
	first := max(idleFirst, 3*n.consensus.settings.Consensus.TimeoutCommit)
	seen, idle, wait := n.progress(), time.Duration(0), first
	const interval = time.Second
	tick := time.NewTicker(interval)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-n.life.Done():
			return
		case <-tick.C:
		}
		idle += min(time.Since(last), 2*interval) // a process that was held for a while knows nothing of it
		last = time.Now()
		if now := n.progress(); now != seen {
			if wait > first {
				n.log.Warn("blocks come again", "height", n.app.Last().Height, "for", idle.Round(time.Second))
			}
			seen, idle, wait = now, 0, first
			n.obstacle.Store(nil)
			continue
		}
		if idle < wait {
			continue
		}
		if reason := n.idleReason(); reason != "" {
			n.log.Warn("no block comes", "height", n.app.Last().Height, "for", idle.Round(time.Second), "reason", reason)
		}
		wait += min(wait, idleMost)
	}
}

// idleReason says why no block comes and what to do, or "" if none needs to.
func (n *Node) idleReason() string {
	if begin := n.genesis.GenesisTime; time.Until(begin) > 0 {
		return fmt.Sprintf("the chain begins at %s", begin.Format(time.RFC3339))
	}
	if err := n.obstacle.Load(); err != nil {
		return (*err).Error()
	}
	if n.consensus.running() == nil {
		return "CometBFT is starting"
	}
	peers := n.consensus.Peers()
	switch {
	case peers == 0 && !n.alone():
		return n.unreachable()
	case n.consensus.CatchingUp() && n.joining():
		return fmt.Sprintf("no snapshot of %d connected peers can be restored yet; a peer offers one when two blocks follow it: "+
			"`peerz snapshot create --home DIR` there makes one now", peers)
	case n.consensus.CatchingUp():
		return fmt.Sprintf("none of %d connected peers sends block %d; add one that has it to persistent_peers in %s, or join from a snapshot",
			peers, n.app.Last().Height+1, n.dir.CometConfig())
	case n.consensus.settings.Consensus.WaitForTxs():
		return "" // a block comes with the next transaction
	case peers == 0 && n.consensus.abstains == 0:
		return fmt.Sprintf("this node is the only validator, and is not done with block %d: it is large, or the disk or the processor is busy",
			n.app.Last().Height+1)
	}
	return n.votes()
}

// joining reports whether the node waits for a snapshot.
func (n *Node) joining() bool {
	return n.consensus.settings.StateSync.Enable && n.app.Last().Height == 0
}

// alone reports whether this node is the only validator.
func (n *Node) alone() bool {
	set, err := n.history.outcomes.LoadValidators(int64(n.app.Last().Height) + 1)
	return err == nil && set.Size() == 1 && n.consensus.validates(set)
}

// unreachable says why there is no peer.
func (n *Node) unreachable() string {
	known := n.consensus.persistentPeers()
	switch why := n.redialer.failure(known); {
	case why != "":
		return "no peer can be reached: " + why + "; persistent_peers in " + n.dir.CometConfig() + " names them"
	case len(known) == 0:
		return "no peer is connected, and none is named: set persistent_peers in " + n.dir.CometConfig() +
			" to what `peerz node id` prints for a node of the chain"
	}
	return "no peer is connected"
}

// votes says how much of the power votes.
func (n *Node) votes() string {
	var reason string
	switch b, known := n.ballot(); {
	case !known:
		reason = "peers are connected, but not enough validators vote"
	case b.enough():
		return fmt.Sprintf("validators vote (%s of the power), but for no block, in %d rounds: what proposers send does not come in time, or is refused; "+
			"see that they run, and that this machine is not overloaded", b, b.rounds)
	default:
		reason = fmt.Sprintf("peers are connected, but not enough validators vote: %s of the power, and more than two thirds must", b)
	}
	if int64(n.app.Last().Height)+1 == n.consensus.abstains {
		reason += "; this one does not, since its consensus log is lost"
	}
	return reason + "; see that the others run"
}

// A ballot is what a node has seen of the votes on the next block.
type ballot struct {
	voted, power int64
	rounds       int // that have begun
}

func (b ballot) enough() bool   { return b.voted > b.power*2/3 }
func (b ballot) String() string { return fmt.Sprintf("%d/%d", b.voted, b.power) }

// ballot asks CometBFT for its votes; it reports false where its RPC does not say.
func (n *Node) ballot() (ballot, bool) {
	ctx, cancel := context.WithTimeout(n.life, time.Second)
	defer cancel()
	client, err := rpc.New("http://"+n.RPC(), "/websocket")
	if err != nil {
		return ballot{}, false
	}
	answer, err := client.ConsensusState(ctx)
	if err != nil {
		return ballot{}, false
	}
	return readBallot(answer.RoundState)
}

// readBallot finds the votes that a round state waits for: those of the last round in which anybody has voted. Where
// more than two thirds have prevoted it waits for precommits.
func readBallot(state []byte) (b ballot, known bool) {
	var s struct {
		Rounds []struct {
			Prevotes   string `json:"prevotes_bit_array"` // "BA{4:xx__} 20/40 = 0.50"
			Precommits string `json:"precommits_bit_array"`
		} `json:"height_vote_set"`
	}
	if json.Unmarshal(state, &s) != nil {
		return b, false
	}
	for _, round := range s.Rounds {
		prevotes, precommits := ballot{}, ballot{}
		if prevotes.read(round.Prevotes) != nil || precommits.read(round.Precommits) != nil {
			continue
		}
		if prevotes.voted+precommits.voted == 0 && known { // of a round that has just begun, or comes next
			continue
		}
		if prevotes.enough() {
			prevotes = precommits
		}
		prevotes.rounds = b.rounds + 1
		b, known = prevotes, true
	}
	return b, known
}

// read takes the sum out of a list of votes.
func (b *ballot) read(votes string) error {
	_, sum, _ := strings.Cut(votes, "} ")
	_, err := fmt.Sscanf(sum, "%d/%d", &b.voted, &b.power)
	return err
}
