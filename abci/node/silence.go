package node

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/p2p/conn"
	bcproto "github.com/cometbft/cometbft/proto/tendermint/blocksync"
)

// A network that fails in silence leaves connections that look alive: what is sent on them waits for
// TCP to try again, after a pause that doubles each time, and CometBFT itself finds out after a minute
// or two. Until both sides have given such a connection up, a new one is refused as a duplicate. So a
// peer that sent nothing for silentLooks looks, though it was asked something at each, is dropped.
const (
	lookInterval = time.Second
	silentLooks  = 5
)

var errSilent = errors.New("it sends nothing any more: the network between us has failed, or it stands still")

// connection is what a look at a connected peer needs.
type connection interface {
	ID() p2p.ID
	Status() conn.ConnectionStatus
	TrySend(p2p.Envelope) bool
}

// silences remembers what each peer had sent at the last look.
type silences map[p2p.ID]heard

type heard struct {
	bytes int64 // received on this connection
	since int   // looks at which it was as many
}

// look asks peers that have sent nothing since the last look for their height, which every peer
// answers at once, and returns those that have not answered for long. A process that was held for a
// while counts that as one look.
func (s silences) look(peers []connection) (silent []connection) {
	now := silences{}
	for _, p := range peers {
		was, known := s[p.ID()]
		is := heard{bytes: p.Status().RecvMonitor.Bytes}
		if known && was.bytes == is.bytes {
			is.since = was.since + 1
			p.TrySend(p2p.Envelope{ChannelID: blocksync.BlocksyncChannel, Message: &bcproto.StatusRequest{}})
		}
		if is.since > silentLooks {
			silent = append(silent, p)
		}
		now[p.ID()] = is
	}
	clear(s)
	maps.Copy(s, now)
	return silent
}

// dropSilent drops silent peers until ctx ends.
func (c *consensus) dropSilent(ctx context.Context) {
	tick := time.NewTicker(lookInterval)
	defer tick.Stop()
	s := silences{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		n := c.running()
		if n == nil {
			continue
		}
		var peers []connection
		n.Switch().Peers().ForEach(func(p p2p.Peer) { peers = append(peers, p) })
		for _, silent := range s.look(peers) {
			n.Switch().StopPeerForError(silent.(p2p.Peer), errSilent)
		}
	}
}
