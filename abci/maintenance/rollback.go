package maintenance

import (
	"errors"
	"fmt"

	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/receipts"
)

// Heights says how far the three records of a node are.
type Heights struct {
	State     uint64 `json:"state"`     // the authenticated state
	Consensus uint64 `json:"consensus"` // CometBFT's record of what is decided and executed
	Blocks    uint64 `json:"blocks"`    // the last block that is stored
}

// Rolled says what a Rollback did.
type Rolled struct {
	Before, After Heights
	AppHash       [32]byte // root of the state now
}

// RollbackOptions say how far a Rollback goes.
type RollbackOptions struct {
	// To is the height to go back to; 0 means one before the last executed block.
	To uint64
	// Forget removes the blocks above To, to be fetched anew from peers. Without
	// it they stay, and the next start executes them again.
	Forget bool
}

// Rollback takes the state of a stopped node back: the remedy when this node alone
// computed something wrong. It goes no further than the history of the state reaches
// (state.ErrPruned). CometBFT's record goes with it if the blocks are forgotten, else one
// block at most: a start needs it no more than one behind the stored blocks.
//
// A rollback that is cut short leaves a home that starts, and running it again
// with the same To finishes it: the state goes first, and a state that lags is
// repaired by any start; then CometBFT goes block by block, its record before the
// block, which is how it finds them after a crash of its own.
func Rollback(h home.Dir, cfg home.Config, o RollbackOptions) (r Rolled, err error) {
	s, err := Open(h, cfg)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b, err := newRollback(s, o.Forget)
	if err != nil {
		return r, err
	}
	if r.Before, err = b.heights(); err != nil {
		return r, err
	}
	if b.to, err = o.target(r.Before); err != nil {
		return r, err
	}
	if err = b.check(); err == nil {
		err = b.execute()
	}
	if err != nil {
		return r, fmt.Errorf("node: rollback to %d: %w", b.to, err)
	}
	r.AppHash = s.state.Head().Root
	r.After, err = b.heights()
	return r, err
}

// target is the height to go back to. A block that is stored but not executed
// does not count as the last one.
func (o RollbackOptions) target(now Heights) (uint64, error) {
	switch {
	case o.To >= max(now.Blocks, now.State):
		if o.To > 0 {
			return 0, fmt.Errorf("node: rollback to %d: the last block is %d", o.To, now.Blocks)
		}
		fallthrough
	case now.Blocks < 2:
		return 0, errors.New("node: rollback: there is no earlier block to go back to")
	case o.To > 0:
		return o.To, nil
	case now.Consensus < now.Blocks:
		return now.Consensus, nil
	}
	return now.Blocks - 1, nil
}

// rollback is one Rollback under way.
type rollback struct {
	*Stopped
	blocks   *store.BlockStore
	outcomes sm.Store
	to       uint64
	forget   bool
}

func newRollback(s *Stopped, forget bool) (*rollback, error) {
	c, err := s.Comet()
	if err != nil {
		return nil, err
	}
	blocks, err := c.Blocks()
	return &rollback{Stopped: s, blocks: blocks, outcomes: c.Outcomes(), forget: forget}, err
}

func (b *rollback) heights() (Heights, error) {
	c, err := b.consensus()
	return Heights{State: b.state.Head().Height, Consensus: c, Blocks: uint64(b.blocks.Height())}, err
}

func (b *rollback) consensus() (uint64, error) {
	c, err := b.outcomes.Load()
	if err != nil {
		return 0, fmt.Errorf("read CometBFT's state: %w", err)
	}
	return uint64(c.LastBlockHeight), nil
}

// check fails, before anything changes, if the node could not go on afterwards.
func (b *rollback) check() error {
	if base := uint64(b.blocks.Base()); b.to+1 < base || b.forget && b.to < base {
		return fmt.Errorf("the blocks before %d are pruned", base)
	}
	if !b.forget {
		return nil
	}
	alone, err := b.alone()
	if err != nil {
		return err
	}
	if alone {
		return errors.New("this node is the only validator: nobody else has the blocks to be forgotten, and its record " +
			"of signatures keeps it from making others in their place; keep them, they are executed again")
	}
	return nil
}

// alone reports whether the node is, or may be, the only validator of the next height.
func (b *rollback) alone() (bool, error) {
	set, err := b.outcomes.LoadValidators(int64(b.to) + 1)
	if err != nil || set.Size() > 1 {
		return false, err
	}
	elsewhere, err := home.SignsElsewhere(b.dir)
	if err != nil || elsewhere {
		return elsewhere, err // whose key that is, only its signer knows
	}
	signer, err := home.LoadSigner(b.dir)
	return err == nil && set.HasAddress(signer.GetAddress()), err
}

func (b *rollback) execute() error {
	if b.state.Head().Height > b.to {
		if _, err := b.state.Rollback(b.to); err != nil {
			return err
		}
	}
	if b.forget {
		if err := receipts.NewIndex(b.comet.DB(receipts.Database)).Rewind(b.to); err != nil {
			return err
		}
		return b.forgetBlocks()
	}
	// CometBFT goes one back at most: from there it executes the stored blocks
	// from the state's height on, and takes the outcome of the last one anew.
	c, err := b.consensus()
	if err != nil || c <= b.to || c < uint64(b.blocks.Height()) {
		return err
	}
	_, _, err = sm.Rollback(b.blocks, b.outcomes, false)
	return err
}

func (b *rollback) forgetBlocks() error {
	for {
		c, err := b.consensus()
		if err != nil || c <= b.to && uint64(b.blocks.Height()) <= b.to {
			return err
		}
		if _, _, err := sm.Rollback(b.blocks, b.outcomes, true); err != nil {
			return err
		}
	}
}
