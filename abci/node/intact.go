package node

import (
	"fmt"

	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
)

// intact reads from CometBFT's stores what the next block needs. A store that lost
// some of its files opens as if nothing had happened, so this is looked at before
// anything is built on it. It fails with ErrDamaged.
func (n *Node) intact() (err error) {
	defer func() {
		if r := recover(); r != nil { // what it cannot decode it throws
			err = fmt.Errorf("%v", r)
		}
		if err != nil {
			err = damaged(n.home, fmt.Errorf("%s lacks what the next block needs: %w", n.home.Comet(), err))
		}
	}()
	last, err := n.outcomes.Load()
	if err != nil || last.IsEmpty() {
		return err
	}
	return needs(last, n.outcomes, store.NewBlockStore(n.stores.DB("blockstore")))
}

func needs(last sm.State, outcomes sm.Store, blocks *store.BlockStore) error {
	height := last.LastBlockHeight
	if height == 0 {
		return nil
	}
	for h := height; h <= height+2; h++ {
		if _, err := outcomes.LoadValidators(h); err != nil {
			return err
		}
	}
	if _, err := outcomes.LoadConsensusParams(height + 1); err != nil {
		return err
	}
	top := blocks.Height()
	if top == 0 { // the state came as a snapshot, no block followed yet
		return nil
	}
	for _, h := range []int64{blocks.Base(), top} {
		if blocks.LoadBlock(h) == nil {
			return fmt.Errorf("block %d is missing", h)
		}
	}
	if top < height {
		return fmt.Errorf("block %d is missing, the last is %d", height, top)
	}
	return nil
}
