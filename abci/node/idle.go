package node

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
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
	seen, since, wait := n.progress(), time.Now(), first
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-n.life.Done():
			return
		case <-tick.C:
		}
		if now := n.progress(); now != seen {
			if wait > first {
				n.log.Warn("blocks come again", "height", n.app.Last().Height, "for", time.Since(since).Round(time.Second))
			}
			seen, since, wait = now, time.Now(), first
			n.obstacle.Store(nil)
			continue
		}
		if time.Since(since) < wait {
			continue
		}
		if reason := n.idleReason(); reason != "" {
			n.log.Warn("no block comes", "height", n.app.Last().Height, "for", time.Since(since).Round(time.Second), "reason", reason)
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
	reason := "peers are connected, but not enough validators vote"
	if share := n.voted(); share != "" {
		reason += ": " + share + " of the power, and more than two thirds must"
	}
	if int64(n.app.Last().Height)+1 == n.consensus.abstains {
		reason += "; this one does not, since its consensus log is lost"
	}
	return reason + "; see that the others run"
}

// voted is the largest share of the power that has prevoted in a round of this height, such as
// "20/40", or "" where CometBFT's RPC does not say.
func (n *Node) voted() (share string) {
	ctx, cancel := context.WithTimeout(n.life, time.Second)
	defer cancel()
	client, err := rpc.New("http://"+n.RPC(), "/websocket")
	if err != nil {
		return ""
	}
	answer, err := client.ConsensusState(ctx)
	if err != nil {
		return ""
	}
	var round struct {
		Votes []struct {
			Prevotes string `json:"prevotes_bit_array"` // "BA{4:xx__} 20/40 = 0.50"
		} `json:"height_vote_set"`
	}
	if json.Unmarshal(answer.RoundState, &round) != nil {
		return ""
	}
	most := int64(-1)
	for _, votes := range round.Votes { // a round that has just begun has none yet
		_, rest, _ := strings.Cut(votes.Prevotes, "} ")
		in, _, _ := strings.Cut(rest, " ")
		power, _, _ := strings.Cut(in, "/")
		if n, err := strconv.ParseInt(power, 10, 64); err == nil && n > most {
			most, share = n, in
		}
	}
	return share
}
