package node

import (
	"context"
	"errors"
	"fmt"
	"strings"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/mempool"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// pool is api.Pool over CometBFT's mempool in this process: no JSON, no socket.
type pool struct {
	comet   *consensus
	history *history
	journal *journal
	life    context.Context // ends when the node stops
}

func (n *Node) pool() pool { return pool{n.consensus, n.history, n.journal, n.life} }

// Submit implements api.Pool. What it takes is in the journal.
func (p pool) Submit(raw []byte) (api.Admission, error) {
	c := p.comet.running()
	if c == nil {
		return api.Admission{}, api.ErrNotReady
	}
	p.journal.submits.RLock()
	defer p.journal.submits.RUnlock()
	adm, fresh, err := p.check(c.Mempool(), raw)
	if fresh && adm.Code == abi.CodeOK && err == nil {
		err = p.journal.add(raw)
	}
	return adm, err
}

// check offers a transaction to the mempool. fresh says that it was not there, nor lately.
func (p pool) check(list mempool.Mempool, raw []byte) (adm api.Admission, fresh bool, err error) {
	p.Verify([][]byte{raw})
	var unready error
	err = list.CheckTx(comet.Tx(raw), func(r *abcitypes.ResponseCheckTx) {
		adm, unready = admission(r)
	}, mempool.TxInfo{})
	var full mempool.ErrMempoolIsFull
	var large mempool.ErrTxTooLarge
	var pre mempool.ErrPreCheck
	switch {
	case errors.Is(err, mempool.ErrTxInCache): // it waits already, was in a recent block, or leaves the list with the next one
		if p.history.app.Displaced(tx.Hash(raw)) {
			return adm, false, api.ErrPoolFull
		}
		return api.Admission{}, false, nil
	case errors.As(err, &full), errors.Is(err, mempool.ErrRecheckFull):
		return adm, true, api.ErrPoolFull
	case errors.As(err, &large), errors.As(err, &pre):
		return api.Admission{Code: abi.CodeTooLarge, Log: err.Error()}, true, nil
	case err != nil:
		return adm, true, fmt.Errorf("node: submit: %w", err)
	}
	return adm, true, unready
}

// Verify implements api.Pool.
func (p pool) Verify(raws [][]byte) { p.history.app.Verify(raws) }

// admission is what an answer to CheckTx says of the transaction, or of the node (I7).
func admission(r *abcitypes.ResponseCheckTx) (api.Admission, error) {
	if r.Codespace == abci.CodespaceNode {
		switch r.Code {
		case abci.NodePoolFull:
			return api.Admission{}, fmt.Errorf("%w%s", api.ErrPoolFull, strings.TrimPrefix(r.Log, api.ErrPoolFull.Error()))
		case abci.NodeAccountFull:
			return api.Admission{}, api.ErrAccountFull
		}
		return api.Admission{}, api.ErrNotReady
	}
	return api.Admission{Code: abi.Code(r.Code), Log: r.Log}, nil
}

// Displaced implements api.Pool.
func (p pool) Displaced(hash abi.Hash) bool { return p.history.app.Displaced(hash) }

// Await implements api.Pool.
func (p pool) Await(ctx context.Context, hash abi.Hash) (o api.Outcome, ok bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.life, cancel)()
	return p.history.await(ctx, hash)
}

// Size implements api.Pool.
func (p pool) Size() (size v1.Pool) {
	if c := p.comet.running(); c != nil {
		size = v1.Pool{Txs: c.Mempool().Size(), Bytes: c.Mempool().SizeBytes()}
	}
	return size
}

// Waiting implements api.Pool.
func (p pool) Waiting() (list [][]byte) {
	if c := p.comet.running(); c != nil {
		for _, raw := range c.Mempool().ReapMaxTxs(-1) {
			list = append(list, raw)
		}
	}
	return list
}
