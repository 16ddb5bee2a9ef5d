package cometdb

import (
	"fmt"
	"time"

	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
)

// Blocks opens the store of blocks. CometBFT panics on what it cannot read of it: here
// that is an error.
func (s *Store) Blocks() (blocks *store.BlockStore, err error) {
	defer recovered(&err)
	return store.NewBlockStore(s.DB("blockstore")), nil
}

// Outcomes is CometBFT's record of what each block did: validators, parameters, results.
func (s *Store) Outcomes() sm.Store { return sm.NewStore(s.DB("state"), sm.StoreOptions{}) }

// BlockTime is the time in a block's header. The block is stored here, or it is the last
// one that was executed: a state that came as a snapshot has no block. ok is false for
// every other height.
func (s *Store) BlockTime(height uint64) (t time.Time, ok bool, err error) {
	blocks, err := s.Blocks()
	if err != nil {
		return t, false, err
	}
	if meta := blocks.LoadBlockMeta(int64(height)); meta != nil {
		return meta.Header.Time, true, nil
	}
	last, err := s.Outcomes().Load()
	if err != nil {
		return t, false, fmt.Errorf("cometdb: read CometBFT's state: %w", err)
	}
	return last.LastBlockTime, uint64(last.LastBlockHeight) == height, nil
}

// CheckComplete reads what the next block needs, and fails if some of it is missing. A
// store that lost some of its files opens as if nothing had happened, so a node calls
// this before it builds on it.
func (s *Store) CheckComplete() (err error) {
	defer recovered(&err)
	outcomes := s.Outcomes()
	last, err := outcomes.Load()
	if err != nil || last.IsEmpty() || last.LastBlockHeight == 0 {
		return err
	}
	height := last.LastBlockHeight
	for h := height; h <= height+2; h++ {
		if _, err := outcomes.LoadValidators(h); err != nil {
			return err
		}
	}
	if _, err := outcomes.LoadConsensusParams(height + 1); err != nil {
		return err
	}
	blocks, err := s.Blocks()
	if err != nil {
		return err
	}
	return checkBlocks(blocks, height)
}

// checkBlocks looks for the first and the last block; height is that of the last one
// that was executed.
func checkBlocks(blocks *store.BlockStore, height int64) error {
	last := blocks.Height()
	if last == 0 { // the state came as a snapshot, no block followed yet
		return nil
	}
	for _, h := range []int64{blocks.Base(), last} {
		if blocks.LoadBlock(h) == nil {
			return fmt.Errorf("block %d is missing", h)
		}
	}
	if last < height {
		return fmt.Errorf("block %d is missing, the last is %d", height, last)
	}
	return nil
}

// recovered turns a panic of CometBFT, which cannot decode a record, into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%v", r)
	}
}
