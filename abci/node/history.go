package node

import (
	"encoding/json"
	"errors"
	"fmt"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	sm "github.com/cometbft/cometbft/state"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

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
