// Package catchup brings a node the blocks that others have made already, before it takes part in consensus, and gives
// others those that it has. It speaks the block sync protocol of CometBFT, and takes the place of its reactor.
package catchup

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/p2p"
	bcproto "github.com/cometbft/cometbft/proto/tendermint/blocksync"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"
)

const (
	interval     = 20 * time.Millisecond // between two looks at the window, when nothing comes
	statusEvery  = time.Second           // between two questions which blocks peers have
	settlingTime = time.Second           // before the node believes that it has all blocks: more peers may connect
)

// Options are what a Reactor works with.
type Options struct {
	Blocks    *store.BlockStore
	States    sm.Store
	Executor  *sm.BlockExecutor
	Validator crypto.Address // this node's; it goes over at once if nobody can go on without it
	Begin     bool           // at the start; otherwise when Enable is called, if ever

	// GoOver ends the work: consensus goes on from a state. The consensus log is of no use after any block that came.
	GoOver func(state sm.State, came bool)
	// Failed is told why no block will ever be executed here.
	Failed func(error)
}

// A Reactor is a p2p.Reactor for the channel of blocks.
type Reactor struct {
	p2p.BaseReactor
	o Options

	mu      sync.Mutex
	window  *window   // nil unless blocks are being fetched
	over    time.Time // when the last window was given up
	largest int       // bytes of a message with a block that is taken; 0: any
	arrived chan struct{}

	ctx   context.Context
	end   context.CancelFunc
	ended sync.WaitGroup
}

var _ p2p.MsgBytesFilter = (*Reactor)(nil)

// New makes a reactor.
func New(o Options) *Reactor {
	r := &Reactor{o: o, arrived: make(chan struct{}, 1)}
	r.ctx, r.end = context.WithCancel(context.Background())
	r.BaseReactor = *p2p.NewBaseReactor("Catchup", r)
	return r
}

// OnStart implements service.Service.
func (r *Reactor) OnStart() error {
	if !r.o.Begin {
		return nil
	}
	state, err := r.o.States.Load()
	if err != nil {
		return fmt.Errorf("catchup: read CometBFT's state: %w", err)
	}
	r.begin(state, false)
	return nil
}

// OnStop implements service.Service.
func (r *Reactor) OnStop() {
	r.mu.Lock()
	r.end()
	r.mu.Unlock()
	r.ended.Wait()
}

// Enable begins after a state has come as a snapshot.
func (r *Reactor) Enable(state sm.State) error {
	r.begin(state, true)
	return nil
}

// GetChannels implements p2p.Reactor.
func (r *Reactor) GetChannels() []*p2p.ChannelDescriptor {
	return []*p2p.ChannelDescriptor{{
		ID: blocksync.BlocksyncChannel, Priority: 5, SendQueueCapacity: 1000, RecvBufferCapacity: 50 * 4096,
		RecvMessageCapacity: blocksync.MaxMsgSize, MessageType: &bcproto.Message{},
	}}
}

// AddPeer implements p2p.Reactor: it tells a peer what there is here.
func (r *Reactor) AddPeer(peer p2p.Peer) {
	peer.TrySend(p2p.Envelope{ChannelID: blocksync.BlocksyncChannel, Message: r.status()})
}

func (r *Reactor) status() *bcproto.StatusResponse {
	return &bcproto.StatusResponse{Base: r.o.Blocks.Base(), Height: r.o.Blocks.Height()}
}

// RemovePeer implements p2p.Reactor.
func (r *Reactor) RemovePeer(peer p2p.Peer, _ any) {
	r.with(func(w *window) { w.gone(peer.ID()) })
}

// with does something with the window if blocks are being fetched.
func (r *Reactor) with(do func(w *window)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.window != nil {
		do(r.window)
	}
}

// small is the size of a message that may hold a block; all others are shorter.
const small = 256

var (
	errUnasked = errors.New("it sends a block that it was not asked for")
	errLarge   = errors.New("it sends a block larger than any of this chain")
)

// FilterMsgBytes implements p2p.MsgBytesFilter: a block that nobody asked for is not even decoded, nor is one with more signatures
// than there can be.
func (r *Reactor) FilterMsgBytes(channel byte, from p2p.Peer, message []byte) error {
	if channel != blocksync.BlocksyncChannel || len(message) < small {
		return nil
	}
	r.mu.Lock()
	asked := r.window != nil && r.window.owes(from.ID()) || r.window == nil && time.Since(r.over) < longest
	large := r.largest > 0 && len(message) > r.largest
	r.mu.Unlock()
	if !asked {
		return errUnasked
	}
	if large {
		return errLarge
	}
	var counts bcproto.SigCountMessage
	if err := counts.Unmarshal(message); err != nil {
		return err
	}
	b := counts.BlockResponse
	if b != nil && (b.ExtCommit != nil || b.Block != nil && b.Block.LastCommit != nil && len(b.Block.LastCommit.Signatures) > types.MaxVotesCount) {
		return errors.New("it sends a block with more signatures than there can be")
	}
	return nil
}

// Receive implements p2p.Reactor.
func (r *Reactor) Receive(e p2p.Envelope) {
	if err := blocksync.ValidateMsg(e.Message); err != nil {
		r.Switch.StopPeerForError(e.Src, err)
		return
	}
	switch m := e.Message.(type) {
	case *bcproto.StatusRequest:
		e.Src.TrySend(p2p.Envelope{ChannelID: blocksync.BlocksyncChannel, Message: r.status()})
	case *bcproto.BlockRequest:
		r.give(e.Src, m.Height)
	case *bcproto.StatusResponse:
		r.with(func(w *window) { w.says(e.Src.ID(), m.Base, m.Height, time.Now()) })
	case *bcproto.NoBlockResponse:
		r.with(func(w *window) { w.refused(e.Src.ID(), m.Height, time.Now()) })
	case *bcproto.BlockResponse:
		r.take(e.Src, m)
	}
}

// give sends a block to a peer.
func (r *Reactor) give(to p2p.Peer, height int64) {
	answer := p2p.Envelope{ChannelID: blocksync.BlocksyncChannel, Message: &bcproto.NoBlockResponse{Height: height}}
	if block := r.o.Blocks.LoadBlockProto(height); block != nil {
		answer.Message = &bcproto.BlockResponse{Block: block}
	}
	to.TrySend(answer)
}

// take puts a block into the window.
func (r *Reactor) take(from p2p.Peer, m *bcproto.BlockResponse) {
	owed := false
	r.with(func(w *window) { owed = w.owes(from.ID()) })
	if !owed { // consensus has begun
		return
	}
	block, err := types.BlockFromProto(m.Block)
	if err != nil {
		r.Switch.StopPeerForError(from, err)
		return
	}
	r.with(func(w *window) { w.came(from.ID(), block, m.Block.Size()) })
	select {
	case r.arrived <- struct{}{}:
	default:
	}
}
