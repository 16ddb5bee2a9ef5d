package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/mempool"
	sm "github.com/cometbft/cometbft/state"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/node/api"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// pool is api.Pool over CometBFT's mempool in this process: no JSON, no socket.
type pool struct{ *Node }

// Submit implements api.Pool.
func (p pool) Submit(raw []byte) (adm api.Admission, err error) {
	c := p.comet.Load()
	if c == nil || !c.IsRunning() {
		return adm, api.ErrNotReady
	}
	err = c.Mempool().CheckTx(comet.Tx(raw), func(r *abcitypes.ResponseCheckTx) {
		adm = api.Admission{Code: abi.Code(r.Code), Log: r.Log}
	}, mempool.TxInfo{})
	var full mempool.ErrMempoolIsFull
	var large mempool.ErrTxTooLarge
	var pre mempool.ErrPreCheck
	switch {
	case errors.Is(err, mempool.ErrTxInCache): // it waits already, or was in a recent block
		return api.Admission{}, nil
	case errors.As(err, &full):
		return adm, api.ErrPoolFull
	case errors.As(err, &large), errors.As(err, &pre):
		return api.Admission{Code: abi.CodeTooLarge, Log: err.Error()}, nil
	case err != nil:
		return adm, fmt.Errorf("node: submit: %w", err)
	}
	return adm, nil
}

// Await implements api.Pool. It asks the index after it began to wait, so that a
// block in between is not missed.
func (p pool) Await(ctx context.Context, hash abi.Hash) (o api.Outcome, ok bool, err error) {
	placed, cancel := p.waiters.Wait(hash)
	defer cancel()
	if o, ok, err = (history{p.Node}).Outcome(hash); ok || err != nil {
		return o, ok, err
	}
	select {
	case <-placed:
		return history{p.Node}.Outcome(hash)
	case <-p.stopping:
	case <-ctx.Done():
	}
	return o, false, nil
}

// history is api.History over CometBFT's stores and the receipt index.
type history struct{ *Node }

// Outcome implements api.History.
func (h history) Outcome(hash abi.Hash) (o api.Outcome, ok bool, err error) {
	place, ok, err := h.index.Get(hash)
	if !ok || err != nil {
		return o, false, err
	}
	res, err := h.results(place.Height)
	if res == nil || err != nil || place.Index >= len(res.TxResults) {
		return o, false, err
	}
	return outcome(hash, place.Height, res.TxResults[place.Index]), true, nil
}

// results is what a block did; nil if it is not kept.
func (h history) results(height uint64) (*abcitypes.ResponseFinalizeBlock, error) {
	res, err := h.outcomes.LoadFinalizeBlockResponse(int64(height))
	var none sm.ErrNoABCIResponsesForHeight
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("node: results of block %d: %w", height, err)
	}
	return res, nil
}

// Block implements api.History.
func (h history) Block(height uint64) (b api.Block, ok bool, err error) {
	c := h.comet.Load()
	if c == nil || height > h.app.Last().Height {
		return b, false, nil
	}
	block := c.BlockStore().LoadBlock(int64(height))
	if block == nil {
		return b, false, nil
	}
	b = api.Block{
		Height: height, Hash: block.Hash(), Time: block.Time.Unix(), Proposer: block.ProposerAddress,
	}
	res, err := h.results(height)
	if err != nil || res == nil {
		return b, err == nil, err
	}
	copy(b.AppHash[:], res.AppHash)
	b.Events = events(res.Events)
	for i, raw := range block.Txs {
		if i < len(res.TxResults) {
			b.Txs = append(b.Txs, outcome(abi.Hash(raw.Key()), height, res.TxResults[i]))
		}
	}
	return b, true, nil
}

func outcome(hash abi.Hash, height uint64, r *abcitypes.ExecTxResult) api.Outcome {
	return api.Outcome{
		Hash: hash, Height: height, Code: abi.Code(r.Code), Data: r.Data, Log: r.Log,
		GasWanted: uint64(r.GasWanted), GasUsed: uint64(r.GasUsed), Events: events(r.Events),
	}
}

// events reads back what package abci wrote.
func events(in []abcitypes.Event) []api.Event {
	out := make([]api.Event, len(in))
	for i, e := range in {
		out[i] = api.Event{Type: e.Type, Data: json.RawMessage("{}")}
		for _, a := range e.Attributes {
			switch a.Key {
			case abci.AttributeContract:
				out[i].Contract = a.Value
			case abci.AttributeData:
				out[i].Data = json.RawMessage(a.Value)
			}
		}
	}
	return out
}

// network is api.Network.
type network struct{ *Node }

// Peers implements api.Network.
func (n network) Peers() int {
	if c := n.comet.Load(); c != nil && c.IsRunning() {
		return c.Switch().Peers().Size()
	}
	return 0
}

// CatchingUp implements api.Network.
func (n network) CatchingUp() bool {
	c := n.comet.Load()
	return c == nil || c.ConsensusReactor().WaitSync()
}

// Flowing implements api.Network: a block was committed within a few block times.
func (n network) Flowing() bool {
	last := n.lastCommit.Load()
	patience := 10*n.tuning.Consensus.TimeoutCommit + 5*time.Second
	return last != 0 && time.Since(time.Unix(0, last)) < patience
}

// Fault implements api.Network.
func (n network) Fault() error {
	if f := n.failure.Load(); f != nil {
		return *f
	}
	return nil
}
