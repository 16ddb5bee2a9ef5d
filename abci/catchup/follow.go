package catchup

import (
	"errors"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	"github.com/cometbft/cometbft/p2p"
	bcproto "github.com/cometbft/cometbft/proto/tendermint/blocksync"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/types"
)

// begin fetches blocks from a state on, in a goroutine of its own. It is the only one that executes any.
func (r *Reactor) begin(state sm.State, came bool) {
	next := state.LastBlockHeight + 1
	if state.LastBlockHeight == 0 {
		next = state.InitialHeight
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx.Err() != nil {
		return
	}
	r.window = newWindow(next)
	r.ended.Go(func() {
		defer r.recovered()
		state, came, over := r.follow(state, came)
		r.mu.Lock()
		r.window, r.over = nil, time.Now()
		r.mu.Unlock()
		if over {
			r.o.GoOver(state, came)
		}
	})
}

// recovered makes of a panic what ends the node in order.
func (r *Reactor) recovered() {
	if p := recover(); p != nil {
		err, is := p.(error)
		if !is {
			err = fmt.Errorf("%v", p)
		}
		r.o.Failed(fmt.Errorf("catchup: %w", err))
	}
}

// follow executes blocks until there are no more, or the reactor ends.
func (r *Reactor) follow(state sm.State, came bool) (_ sm.State, some, over bool) {
	r.Logger.Info("fetching blocks", "from", state.LastBlockHeight+1)
	begin, asked := time.Now(), time.Time{}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	verified := false // the signatures in the next block, since it followed another one
	for {
		select {
		case <-r.ctx.Done():
			return state, came, false
		case <-tick.C:
		case <-r.arrived:
		}
		if time.Since(asked) > statusEvery {
			asked = time.Now()
			r.Switch.BroadcastAsync(p2p.Envelope{ChannelID: blocksync.BlocksyncChannel, Message: &bcproto.StatusRequest{}})
		}
		for r.ctx.Err() == nil {
			r.bound(state)
			r.ask()
			var first, second *types.Block
			r.with(func(w *window) { first, second = w.two() })
			if first == nil {
				break
			}
			parts, err := r.check(state, first, second, verified)
			if err != nil {
				r.Logger.Error("Error in validation", "height", first.Height, "err", err)
				r.blame(err, suspects(state, first, second))
				verified = false
				break
			}
			r.o.Blocks.SaveBlock(first, parts, second.LastCommit)
			id := types.BlockID{Hash: first.Hash(), PartSetHeader: parts.Header()}
			if state, err = r.o.Executor.ApplyVerifiedBlock(state, id, first); err != nil {
				r.o.Failed(fmt.Errorf("catchup: execute block %d: %w", first.Height, err))
				return state, came, false
			}
			came, verified = true, true
			r.with(func(w *window) { w.done() })
		}
		reached := r.holdsUp(state)
		r.with(func(w *window) { reached = reached || w.reached(time.Now()) })
		if reached && time.Since(begin) >= settlingTime && r.ctx.Err() == nil {
			r.Logger.Info("the blocks of the peers are here", "height", state.LastBlockHeight)
			return state, came, true
		}
	}
}

// holdsUp reports whether the others cannot make a block without this node.
func (r *Reactor) holdsUp(state sm.State) bool {
	_, v := state.Validators.GetByAddress(r.o.Validator)
	return v != nil && v.VotingPower >= state.Validators.TotalVotingPower()/3
}

// ask sends the requests that are due.
func (r *Reactor) ask() {
	var due []request
	r.with(func(w *window) { due = w.ask(time.Now()) })
	for _, q := range due {
		if peer := r.Switch.Peers().Get(q.peer); peer != nil {
			peer.TrySend(p2p.Envelope{ChannelID: blocksync.BlocksyncChannel, Message: &bcproto.BlockRequest{Height: q.height}})
		} else {
			r.with(func(w *window) { w.gone(q.peer) })
		}
	}
}

// check fails unless a block follows from a state and the next one proves that it was agreed on. Both come from strangers.
func (r *Reactor) check(state sm.State, first, second *types.Block, verified bool) (parts *types.PartSet, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	if state.ConsensusParams.ABCI.VoteExtensionsEnabled(first.Height) {
		return nil, errors.New("vote extensions are on, and this chain has none")
	}
	if parts, err = first.MakePartSet(types.BlockPartSizeBytes); err != nil {
		return nil, err
	}
	id := types.BlockID{Hash: first.Hash(), PartSetHeader: parts.Header()}
	if err := state.Validators.VerifyCommit(state.ChainID, id, first.Height, second.LastCommit); err != nil {
		return nil, err
	}
	if verified {
		return parts, r.o.Executor.ValidateBlockSkipLastCommit(state, first)
	}
	return parts, r.o.Executor.ValidateBlock(state, first)
}

// bound has no block taken that is larger than twice what a state allows: blocks ahead may have been made after a vote for larger ones. Where
// they are larger still, they come when the state allows them.
func (r *Reactor) bound(state sm.State) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if most := state.ConsensusParams.Block.MaxBytes; most > 0 {
		r.largest = int(2*most) + 1<<20
	}
}

// suspects are the heights of those of two blocks that are wrong. If the commit in the second one is signed, then the first one is, unless
// it is what was signed: then they do not follow from the state here, and nobody can say whose fault that is.
func suspects(state sm.State, first, second *types.Block) (heights []int64) {
	defer func() {
		if recover() != nil {
			heights = []int64{second.Height}
		}
	}()
	commit := second.LastCommit
	if err := state.Validators.VerifyCommit(state.ChainID, commit.BlockID, first.Height, commit); err != nil {
		return []int64{second.Height}
	}
	if first.HashesTo(commit.BlockID.Hash) {
		return []int64{first.Height, second.Height}
	}
	return []int64{first.Height}
}

// blame drops the peers that sent blocks which are wrong.
func (r *Reactor) blame(why error, heights []int64) {
	var senders []p2p.ID
	r.with(func(w *window) { senders = w.wrong(heights, time.Now()) })
	for _, id := range senders {
		if peer := r.Switch.Peers().Get(id); peer != nil {
			r.Switch.StopPeerForError(peer, why)
		}
	}
}
