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
	var last client.Status
	since, stalled := time.Now(), false
	for client.Pause(ctx, max(last.BlockTime(), 200*time.Millisecond)) == nil {
		now, err := node.Status(ctx)
		if err != nil || now.Height == last.Height {
			if wait := stallTime + last.BlockTime(); !stalled && time.Since(since) > wait && ctx.Err() == nil {
				stalled = true
				note("no block for %s: the last one is %d", wait, last.Height)
			}
			continue
		}
		if stalled {
			note("blocks again, at height %d", now.Height)
		}
		if last.Height > 0 && now.Epoch > last.Epoch {
			note("%s", closing(ctx, node, now))
		}
		last, since, stalled = now, time.Now(), false
	}
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
