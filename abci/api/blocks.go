package api

import (
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

type blockAnswer struct {
	Height   uint64          `json:"height"`
	Hash     string          `json:"hash"`
	Time     int64           `json:"time"` // unix seconds
	Proposer string          `json:"proposer"`
	AppHash  abi.Hash        `json:"app_hash"` // after this block
	Txs      []receiptAnswer `json:"txs"`
	Events   []Event         `json:"events"`
}

func (s *server) block(r *http.Request) (any, error) {
	height, err := s.height(r.PathValue("height"))
	if err != nil {
		return nil, err
	}
	b, ok, err := s.History.Block(height)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, missing("block_unknown", "there is no block %d here", height)
	}
	a := blockAnswer{
		Height: b.Height, Hash: hex.EncodeToString(b.Hash), Time: b.Time, Proposer: hex.EncodeToString(b.Proposer),
		AppHash: b.AppHash, Txs: make([]receiptAnswer, len(b.Txs)), Events: append([]Event{}, b.Events...),
	}
	for i, o := range b.Txs {
		a.Txs[i] = s.receipt(o)
	}
	return a, nil
}

// height reads a height, or "latest".
func (s *server) height(text string) (uint64, error) {
	if text == "latest" {
		view, h, err := s.latest()
		if err != nil {
			return 0, err
		}
		view.Close()
		return h.Height, nil
	}
	height, err := strconv.ParseUint(text, 10, 63)
	if err != nil || height == 0 {
		return 0, bad("%.40q is no height: use a number from 1, or latest", text)
	}
	return height, nil
}
