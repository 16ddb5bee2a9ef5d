package contribute

import (
	"context"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// room returns the status of an epoch with enough time left for count transactions, waiting
// for the next one if need be. When a whole epoch is too short it takes the first that
// begins: the best chance there is.
func (r *Run) room(ctx context.Context, count int) (client.Status, error) {
	now, err := r.Node.Status(ctx)
	if err != nil {
		return now, err
	}
	if left(now) >= need(now, count, r.limits) {
		return now, nil
	}
	r.Note("epoch %d ends in %s, too soon for %d transactions: waiting for the next one", now.Epoch, max(left(now), 0).Round(time.Second), count)
	for first := now.Epoch; now.Epoch == first; {
		if err := client.Pause(ctx, now.BlockTime()/4); err != nil {
			return now, err
		}
		if now, err = r.Node.Status(ctx); err != nil {
			return now, err
		}
	}
	return now, nil
}

// left is the time until the epoch ends, by the time of the last block.
func left(s client.Status) time.Duration { return time.Duration(s.EpochEnd-s.Time) * time.Second }

// need is the time that count transactions take until all are in blocks: the blocks that
// their gas fills, one under way, and one because a block's time is that of the votes for
// the block before it. A second more, since time is told in whole seconds.
func need(s client.Status, count int, limits client.Params) time.Duration {
	perBlock := 1
	if limits.MaxTxGas > 0 {
		perBlock = max(int(limits.MaxBlockGas/limits.MaxTxGas), 1)
	}
	blocks := (count+perBlock-1)/perBlock + 2
	return time.Duration(blocks)*s.BlockTime() + time.Second
}
