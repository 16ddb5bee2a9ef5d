package devnet

import (
	"context"
	"fmt"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

// stallTime is how long a chain makes no block before its user is told: more than the longest
// pause that CometBFT makes between rounds while everybody is there.
const stallTime = 10 * time.Second

// follow tells about a chain until ctx ends: one line for each epoch that closes, and one when
// blocks stop coming and when they come again.
func follow(ctx context.Context, node *chain.Chain, note func(format string, args ...any)) {
	p := pulse{since: time.Now()}
	for client.Pause(ctx, max(p.last.BlockTime(), 200*time.Millisecond)) == nil {
		now, err := node.Status(ctx)
		if ctx.Err() != nil {
			return
		}
		said, closed := p.see(now, err == nil, time.Now())
		if said != "" {
			note("%s", said)
		}
		if closed {
			note("%s", closing(ctx, node, now))
		}
	}
}

// pulse is what follow saw of a chain.
type pulse struct {
	last    client.Status // zero before the first answer
	since   time.Time     // when a new block was seen last
	stalled bool          // and that was too long ago, as the user knows
}

// see takes the answer of the node at a moment, if there is one. It returns what is to be said
// about the blocks, and whether an epoch has closed.
func (p *pulse) see(now client.Status, answered bool, at time.Time) (said string, closed bool) {
	if !answered || now.Height == p.last.Height {
		if wait := stallTime + p.last.BlockTime(); !p.stalled && at.Sub(p.since) > wait {
			p.stalled = true
			said = fmt.Sprintf("no block for %s: the last one is %d", wait, p.last.Height)
		}
		return said, false
	}
	if p.stalled {
		said = fmt.Sprintf("blocks again, at height %d", now.Height)
	}
	closed = p.last.Height > 0 && now.Epoch > p.last.Epoch
	*p = pulse{last: now, since: at}
	return said, closed
}

// closing says what the epoch that closed last comes to, as far as the rewards contract tells.
func closing(ctx context.Context, node *chain.Chain, now client.Status) string {
	e, err := rewards.Client{Node: node}.Latest(ctx)
	if err != nil {
		return fmt.Sprintf("epoch %d began at height %d; what the one before pays is not known: %v", now.Epoch, now.Height, err)
	}
	people := uint64(0)
	for _, role := range e.Roles {
		people += role.Participants
	}
	return fmt.Sprintf("epoch %d closed at height %d: a pool of %s, %d contribution(s) verified", e.Epoch, now.Height, chain.Tokens(e.Pool), people)
}
