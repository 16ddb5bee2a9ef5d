package contribution

import (
	"context"
	"fmt"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// awaitEpoch returns the status of an epoch with enough time left for the transactions, waiting for
// the next one if need be. When the rest of an epoch is never enough it takes the beginning
// of one: the best chance there is. It fails when not even the gas fits into an epoch's
// blocks, since half an import would pay half the participants.
func (r *Run) awaitEpoch(ctx context.Context, waves []wave) (client.Status, error) {
	now, err := r.Node.Status(ctx)
	if err != nil {
		return now, err
	}
	blocks, count := blocksFor(waves, r.limits), len(all(waves))
	epoch := time.Duration(now.EpochEnd-now.EpochStart) * time.Second
	if least := time.Duration(blocks) * now.BlockTime(); least > epoch {
		return now, fmt.Errorf("%d transactions fill %d blocks, which take %s at least, and an epoch is %s: import fewer rows at once (--role)",
			count, blocks, least, epoch)
	}
	if left(now) >= need(now, blocks) {
		return now, nil
	}
	r.Note("epoch %d ends in %s, too soon for %d transactions: waiting for the next one", now.Epoch, max(left(now), 0), count)
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

// blocksFor is how many blocks waves are likely to fill.
func blocksFor(waves []wave, limits client.Params) (blocks int) {
	for _, w := range waves {
		var gas uint64
		for _, one := range w.reports {
			gas += min(one.likely, limits.MaxTxGas)
		}
		blocks += int((gas + limits.MaxBlockGas - 1) / max(limits.MaxBlockGas, 1))
	}
	return blocks
}

// need is the time until transactions that fill so many blocks are in them: one more is under
// way, and one because a block's time is that of the votes for the block before it. A second
// on top, since time is told in whole seconds.
func need(s client.Status, blocks int) time.Duration {
	return time.Duration(blocks+2)*s.BlockTime() + time.Second
}
