package abci

import (
	"context"
	"errors"
	"fmt"
	"sync"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/mempool"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/state"
)

// checking is the state of the mempool connection: what waits, and what accounts would have
// after every transaction that does. Commit replaces what it is checked against; what waits is then
// checked again before anything else is.
type checking struct {
	mu    sync.Mutex
	view  *state.View    // nil before the first commit
	check *runtime.Check // over view
	pool  *mempool.Mempool
	fresh bool // whether all that waits has been checked by check
}

func (c *checking) close() { c.replace(nil, nil) }

// replace goes on above another view, in one step: nobody finds it without one in between.
func (c *checking) replace(view *state.View, check *runtime.Check) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view != nil {
		c.view.Close()
	}
	c.view, c.check, c.fresh = view, check, false
}

// refresh checks again what waits, if a block has been committed since. The caller holds the lock.
func (c *checking) refresh() error {
	if c.fresh || c.check == nil {
		return nil
	}
	c.fresh = true
	return c.pool.Filter(func(t *tx.Tx) (bool, error) {
		refusal, err := c.check.Tx(runtime.Decoded{Tx: t})
		return refusal == nil, err
	})
}

// add lets a transaction wait, and returns what it displaces. why says that the mempool has no
// space for it, refusal that no block would take it.
func (c *checking) add(d runtime.Decoded) (displaced []*mempool.Waiting, refusal *runtime.Fault, why, err error) {
	if d.Tx != nil {
		if displaced, why = c.pool.Displace(d.Tx); why != nil {
			return nil, nil, why, nil
		}
	}
	if refusal, err = c.check.Tx(d); refusal != nil || err != nil {
		c.pool.Restore(displaced)
		return nil, refusal, nil, err
	}
	for _, w := range displaced {
		c.check.Undo(w.Tx)
	}
	c.pool.Add(d.Tx)
	return displaced, nil, nil, nil
}

// waiting is what waits, checked above the last commit.
func (a *App) waiting() ([][]*mempool.Waiting, error) {
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	if err := a.checking.refresh(); err != nil {
		return nil, err
	}
	return a.checking.pool.Accounts(), nil
}

// Load is how many transactions wait, and their bytes.
func (a *App) Load() (transactions int, bytes uint64) {
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	return a.checking.pool.Size(), a.checking.pool.Bytes()
}

// Displaced reports whether a transaction waited here until others that pay a higher gas price took its
// turn. Another node may still have it.
func (a *App) Displaced(h abi.Hash) bool {
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	return a.checking.pool.Displaced(h)
}

// renewCheck begins checking above the last commit.
func (a *App) renewCheck() {
	if a.State().Head().Height == 0 {
		return
	}
	view := a.State().View()
	a.checking.replace(view, a.machine.NewCheck(view, a.Last()))
}

// CheckTx admits a transaction to the mempool, perhaps instead of cheaper ones. A recheck asks
// whether it waits still, and so removes from CometBFT's list what does not. What
// the node itself cannot do is answered in CodespaceNode (I7), and not as an error:
// CometBFT would panic on one before the node, which is told, can stop in order.
func (a *App) CheckTx(_ context.Context, req *abcitypes.RequestCheckTx) (*abcitypes.ResponseCheckTx, error) {
	res, err := a.admit(req)
	if err != nil {
		return nodeAnswer(NodeStopping, "the node is stopping after a failure"), nil
	}
	return res, nil
}

func (a *App) admit(req *abcitypes.RequestCheckTx) (res *abcitypes.ResponseCheckTx, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard("check tx", &err)
	d := a.decoder.decode(req.Tx)
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	if a.checking.check == nil {
		return nodeAnswer(NodeNotReady, "the chain has no block yet; try again in a moment"), nil
	}
	if err := a.checking.refresh(); err != nil {
		return nil, err
	}
	if req.Type == abcitypes.CheckTxType_Recheck {
		if d.Tx != nil && a.checking.pool.Has(d.Tx.Hash) {
			return &abcitypes.ResponseCheckTx{GasWanted: signed(d.Tx.Body.GasLimit)}, nil
		}
		return nodeAnswer(NodeGone, "the transaction does not wait any more"), nil
	}
	displaced, refusal, why, err := a.checking.add(d)
	if err != nil {
		return nil, err
	}
	if why != nil {
		return noSpace(why), nil
	}
	a.tellDisplaced(displaced)
	res = &abcitypes.ResponseCheckTx{}
	if d.Tx != nil {
		res.GasWanted = signed(d.Tx.Body.GasLimit)
	}
	if refusal != nil {
		res.Code, res.Log = uint32(refusal.Code), refusal.Log
	}
	return res, nil
}

func (a *App) tellDisplaced(list []*mempool.Waiting) {
	if a.cfg.OnDisplaced == nil {
		return
	}
	for _, w := range list {
		a.cfg.OnDisplaced(w.Tx.Hash)
	}
}

// Verify verifies the signatures of transactions that are about to be submitted: at once, and outside
// of the lock under which CometBFT calls CheckTx, which finds them verified. It changes no result.
func (a *App) Verify(raws [][]byte) {
	list := make([]runtime.Decoded, len(raws))
	for i, raw := range raws {
		list[i] = a.decoder.decode(raw)
	}
	a.machine.Verify(list)
}

// CodespaceNode is the code space of answers to CheckTx that are about the node and not about
// the transaction. Its codes are none of package abi, and no receipt has them (I7).
const CodespaceNode = "node"

// Codes of CodespaceNode.
const (
	NodeNotReady    uint32 = 1 + iota // the chain has no block yet
	NodeStopping                      // the node has failed
	NodePoolFull                      // all that waits pays as much or more
	NodeAccountFull                   // as many of the account's transactions wait as may
	NodeGone                          // at a recheck: in a block, refused by now, or displaced
)

func noSpace(why error) *abcitypes.ResponseCheckTx {
	code := NodePoolFull
	if errors.Is(why, mempool.ErrAccountFull) {
		code = NodeAccountFull
	}
	return nodeAnswer(code, why.Error())
}

func nodeAnswer(code uint32, why string) *abcitypes.ResponseCheckTx {
	return &abcitypes.ResponseCheckTx{Codespace: CodespaceNode, Code: code, Log: why}
}

// ErrNoBlock says that a question makes no sense before the chain's first block.
var ErrNoBlock = errors.New("the chain has no block yet")

// PendingNonce is the nonce that the next transaction of an account must have,
// counting those that wait in the mempool. It fails with ErrNoBlock before the first
// block.
func (a *App) PendingNonce(of abi.Address) (uint64, error) {
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	if a.checking.check == nil {
		return 0, fmt.Errorf("abci: pending nonce: %w", ErrNoBlock)
	}
	if err := a.checking.refresh(); err != nil {
		return 0, err
	}
	return a.checking.check.PendingNonce(of)
}
