package api

import (
	"context"
	"encoding/hex"
	"strconv"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
)

// lastHeight is the height of the last block.
func (s *server) lastHeight() (uint64, error) {
	view, h := s.Chain.Latest()
	view.Close()
	if h.Height == 0 {
		return 0, notReady("the chain has no block yet")
	}
	return h.Height, nil
}

// height reads a height, or "latest".
func (s *server) height(text string) (uint64, error) {
	last, err := s.lastHeight()
	if err != nil || text == "latest" {
		return last, err
	}
	height, err := strconv.ParseUint(text, 10, 63)
	if err != nil || height == 0 {
		return 0, bad("%.40q is no height: use a number from 1, or latest", text)
	}
	if height > last {
		return 0, missing("block_unknown", "the chain has not reached height %d", height)
	}
	return height, nil
}

// noBlock says why a block of the past is not here.
func noBlock(height uint64) error {
	return pruned("block " + strconv.FormatUint(height, 10) + " is not here any more")
}

type blockInput struct {
	Height string `path:"height" doc:"A number from 1, or latest."`
}

func (s *server) block(_ context.Context, in *blockInput) (a v1.Block, err error) {
	height, err := s.height(in.Height)
	if err != nil {
		return a, err
	}
	h, ok, err := s.History.Header(height)
	if err == nil && !ok {
		err = noBlock(height)
	}
	return describeBlock(h), err
}

func describeBlock(h BlockHeader) v1.Block {
	return v1.Block{Height: h.Height, Hash: hex.EncodeToString(h.Hash), Time: h.Time, Proposer: hex.EncodeToString(h.Proposer), AppHash: h.AppHash, Txs: h.Txs}
}

func (s *server) blocks(_ context.Context, in *struct{ Part }) (a v1.Blocks, err error) {
	height, err := s.lastHeight()
	if err != nil {
		return a, err
	}
	if in.Cursor != "" {
		if height, err = s.height(in.Cursor); err != nil {
			return a, err
		}
	}
	a.Blocks = []v1.Block{}
	for ; height > 0; height-- {
		h, ok, err := s.History.Header(height)
		if err != nil || !ok {
			return a, err
		}
		if len(a.Blocks) == in.Limit {
			a.Next = strconv.FormatUint(height, 10)
			break
		}
		a.Blocks = append(a.Blocks, describeBlock(h))
	}
	return a, nil
}

type blockListInput struct {
	Height string `path:"height" doc:"A number from 1, or latest."`
	Part
}

// whole reads a block with what it did, and where in a list of it the request begins.
func (s *server) whole(in *blockListInput) (b Block, from int, err error) {
	height, err := s.height(in.Height)
	if err != nil {
		return b, 0, err
	}
	if in.Cursor != "" {
		if from, err = strconv.Atoi(in.Cursor); err != nil || from < 0 {
			return b, 0, bad("cursor: %.40q is none of this list", in.Cursor)
		}
	}
	b, ok, err := s.History.Block(height)
	if err == nil && !ok {
		err = noBlock(height)
	}
	return b, from, err
}

func (s *server) blockTxs(_ context.Context, in *blockListInput) (a v1.Receipts, err error) {
	b, from, err := s.whole(in)
	if err != nil {
		return a, err
	}
	part, next := cut(b.Txs, from, in.Limit)
	a.Txs, a.Next = make([]v1.Receipt, len(part)), next
	for i, o := range part {
		a.Txs[i] = s.receipt(o)
	}
	return a, nil
}

func (s *server) blockEvents(_ context.Context, in *blockListInput) (a v1.PastEvents, err error) {
	b, from, err := s.whole(in)
	if err != nil {
		return a, err
	}
	a.Events = []v1.PastEvent{}
	for _, item := range Items(b) {
		if item.Event != nil {
			a.Events = append(a.Events, *item.Event)
		}
	}
	a.Events, a.Next = cut(a.Events, from, in.Limit)
	return a, nil
}

// cut is a part of a list by position, and the cursor of the part that follows.
func cut[T any](list []T, from, limit int) (part []T, next string) {
	list = list[min(from, len(list)):]
	if len(list) > limit {
		return list[:limit], strconv.Itoa(from + limit)
	}
	return list, ""
}
