package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	sm "github.com/cometbft/cometbft/state"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/receipts"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// history is what past blocks did: api.History over CometBFT's stores and the receipt
// index.
type history struct {
	app      *abci.App
	comet    *consensus
	outcomes sm.Store
	index    *receipts.Index
	indexed  atomic.Int64 // the last height in the index
	waiters  receipts.Waiters
	recent   atomic.Pointer[blockResults] // the newest that somebody asked for: thousands may wait for one block
}

type blockResults struct {
	height uint64
	res    *abcitypes.ResponseFinalizeBlock
}

func newHistory(stores *cometdb.Store, c *consensus, app *abci.App) *history {
	return &history{app: app, comet: c, outcomes: stores.Outcomes(),
		index: receipts.NewIndex(stores.DB(receipts.Database))}
}

// add notes the transactions of a committed block, and tells those who wait for them.
func (h *history) add(height uint64, hashes []receipts.Hash) error {
	if err := h.index.Put(height, hashes); err != nil {
		return err
	}
	h.indexed.Store(int64(height))
	h.waiters.Tell(height, hashes)
	return nil
}

// reindex feeds the last block, of that height, to the receipt index again: its commit may
// have been cut short before the index was written.
func (h *history) reindex(height uint64) error {
	if height == 0 {
		return nil
	}
	h.indexed.Store(int64(height))
	blocks := h.comet.node.Load().BlockStore()
	if blocks.Height() < int64(height) {
		return nil // the state came as a snapshot, without its block
	}
	block := blocks.LoadBlock(int64(height))
	if block == nil {
		return fmt.Errorf("node: block %d is not in the block store", height)
	}
	hashes := make([]receipts.Hash, len(block.Txs))
	for i, raw := range block.Txs {
		hashes[i] = receipts.Hash(raw.Key())
	}
	return h.index.Put(height, hashes)
}

// await waits until a committed block holds a transaction, or until ctx ends. It fails with
// api.ErrDisplaced when it waits here no more. It asks the
// index after it began to wait, so that a block in between is not missed.
func (h *history) await(ctx context.Context, hash abi.Hash) (o api.Outcome, ok bool, err error) {
	found, cancel := h.waiters.Wait(hash)
	defer cancel()
	if o, ok, err = h.find(hash); ok || err != nil {
		return o, ok, err
	}
	if h.app.Displaced(hash) {
		return o, false, api.ErrDisplaced
	}
	select {
	case _, in := <-found:
		if !in {
			return o, false, api.ErrDisplaced
		}
		return h.find(hash)
	case <-ctx.Done():
		return o, false, nil
	}
}

// Includes implements api.History.
func (h *history) Includes(hash abi.Hash) (bool, error) {
	_, ok, err := h.index.Get(hash)
	return ok, err
}

// Outcome implements api.History.
func (h *history) Outcome(hash abi.Hash) (o api.Outcome, ok bool, err error) {
	if o, ok, err = h.find(hash); !ok || err != nil {
		return o, ok, err
	}
	if c := h.comet.node.Load(); c != nil {
		if block := c.BlockStore().LoadBlock(int64(o.Height)); block != nil {
			if i := block.Txs.IndexByHash(hash[:]); i >= 0 {
				o.Raw = block.Txs[i]
			}
		}
	}
	return o, true, nil
}

// find is Outcome without the transaction itself, for which it would have to read the block.
func (h *history) find(hash abi.Hash) (o api.Outcome, ok bool, err error) {
	at, ok, err := h.index.Get(hash)
	if !ok || err != nil {
		return o, false, err
	}
	res, err := h.results(at.Height)
	if res == nil || err != nil || at.Index >= len(res.TxResults) {
		return o, false, err
	}
	return outcome(hash, at, res.TxResults[at.Index]), true, nil
}

// results is what a block did; nil if it is not retained.
func (h *history) results(height uint64) (*abcitypes.ResponseFinalizeBlock, error) {
	last := h.recent.Load()
	if last != nil && last.height == height {
		return last.res, nil
	}
	res, err := h.outcomes.LoadFinalizeBlockResponse(int64(height))
	var none sm.ErrNoABCIResponsesForHeight
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("node: results of block %d: %w", height, err)
	}
	if last == nil || last.height < height {
		h.recent.Store(&blockResults{height, res})
	}
	return res, nil
}

// Oldest implements api.History.
func (h *history) Oldest() uint64 {
	if c := h.comet.node.Load(); c != nil {
		return uint64(max(c.BlockStore().Base(), 0))
	}
	return 0
}

// Header implements api.History.
func (h *history) Header(height uint64) (b api.BlockHeader, ok bool, err error) {
	c := h.comet.node.Load()
	if c == nil || height > h.app.Last().Height {
		return b, false, nil
	}
	meta := c.BlockStore().LoadBlockMeta(int64(height))
	if meta == nil {
		return b, false, nil
	}
	b = api.BlockHeader{Height: height, Hash: meta.BlockID.Hash, Time: meta.Header.Time.Unix(), Proposer: meta.Header.ProposerAddress, Txs: meta.NumTxs}
	if next := c.BlockStore().LoadBlockMeta(int64(height) + 1); next != nil {
		copy(b.AppHash[:], next.Header.AppHash)
		return b, true, nil
	}
	res, err := h.results(height)
	if res != nil {
		copy(b.AppHash[:], res.AppHash)
	}
	return b, true, err
}

// Block implements api.History.
func (h *history) Block(height uint64) (b api.Block, ok bool, err error) {
	c := h.comet.node.Load()
	if c == nil || height > h.app.Last().Height {
		return b, false, nil
	}
	return h.in(c.BlockStore(), height)
}

// in finds a block in a store.
func (h *history) in(blocks sm.BlockStore, height uint64) (b api.Block, ok bool, err error) {
	res, err := h.results(height)
	if res == nil || err != nil {
		return b, false, err
	}
	block := blocks.LoadBlock(int64(height))
	if block == nil {
		return b, false, nil
	}
	return whole(block, res), true, nil
}

// Replay implements api.History.
func (h *history) Replay(height uint64) (header runtime.Header, txs [][]byte, ok bool, err error) {
	c := h.comet.node.Load()
	if c == nil || height < 2 || height > h.app.Last().Height {
		return header, nil, false, nil
	}
	block := c.BlockStore().LoadBlock(int64(height))
	if block == nil {
		return header, nil, false, nil
	}
	validators, err := h.outcomes.LoadValidators(int64(height) - 1)
	if err != nil || block.LastCommit.Size() != validators.Size() {
		return header, nil, false, nil // a chain's first block, or the first one after a snapshot
	}
	return h.app.Header(&abcitypes.RequestFinalizeBlock{
		Height: block.Height, Time: block.Time, ProposerAddress: block.ProposerAddress, Txs: block.Txs.ToSliceOfBytes(),
		DecidedLastCommit: sm.BuildLastCommitInfo(block, validators, 0), Misbehavior: block.Evidence.Evidence.ToABCI(),
	}), block.Txs.ToSliceOfBytes(), true, nil
}

// whole is a block with what it did.
func whole(block *comet.Block, res *abcitypes.ResponseFinalizeBlock) api.Block {
	height := uint64(block.Height)
	b := api.Block{BlockHeader: api.BlockHeader{Height: height, Hash: block.Hash(), Time: block.Time.Unix(), Proposer: block.ProposerAddress, Txs: len(block.Txs)}}
	copy(b.AppHash[:], res.AppHash)
	b.Events = events(res.Events)
	for i, raw := range block.Txs {
		if i < len(res.TxResults) {
			o := outcome(abi.Hash(raw.Key()), receipts.Location{Height: height, Index: i}, res.TxResults[i])
			o.Raw = raw
			b.Txs = append(b.Txs, o)
		}
	}
	return b
}

func outcome(hash abi.Hash, at receipts.Location, r *abcitypes.ExecTxResult) api.Outcome {
	return api.Outcome{
		Hash: hash, Height: at.Height, Index: at.Index, Code: abi.Code(r.Code), Data: r.Data, Log: r.Log,
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
