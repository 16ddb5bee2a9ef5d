package node

import (
	"errors"
	"fmt"
	"log/slog"

	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
)

// Rolled says what a Rollback did: the heights and the app hash now.
type Rolled struct {
	From    uint64 // height of the state before
	To      uint64 // height of the state, and of consensus, now
	AppHash [32]byte
}

// Rollback takes a stopped node one block back, in both stores: the remedy when
// this node alone computed a wrong app hash. The block itself stays and is
// executed again at the next start; with forget it is removed, and the node
// fetches it anew from its peers. Forgetting a block of a chain whose only
// validator is this node is not possible to undo, and the node will refuse to
// sign another block in its place.
//
// The state goes first: a rollback that is cut short leaves a state that lags,
// which the next start repairs.
func Rollback(h Home, cfg Config, log *slog.Logger, forget bool) (r Rolled, err error) {
	n, err := New(h, cfg, log)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, n.Stop()) }()
	blocks := store.NewBlockStore(n.stores.DB("blockstore"))
	r.From = n.state.Version().Height
	consensus, err := n.outcomes.Load()
	if err != nil {
		return r, fmt.Errorf("node: rollback: %w", err)
	}
	to := uint64(consensus.LastBlockHeight)
	if blocks.Height() == consensus.LastBlockHeight { // else the last block is not in the state yet
		to--
	}
	if to == 0 || consensus.LastBlockHeight < 2 {
		return r, errors.New("node: rollback: there is no earlier block to go back to")
	}
	if r.From > to {
		if _, err := n.state.Rollback(to); err != nil {
			return r, fmt.Errorf("node: rollback: %w", err)
		}
	}
	if _, _, err := sm.Rollback(blocks, n.outcomes, forget); err != nil {
		return r, fmt.Errorf("node: rollback: %w", err)
	}
	v := n.state.Version()
	r.To, r.AppHash = v.Height, v.Root
	return r, nil
}
