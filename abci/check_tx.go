package abci

import (
	"context"
	"errors"
	"fmt"
	"sync"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// checking is the state of the mempool connection: what accounts would have
// after every transaction that waits. Commit replaces it, and CometBFT then
// checks the waiting ones again, in order.
type checking struct {
	mu    sync.Mutex
	view  *state.View    // nil before the first commit
	check *runtime.Check // over view
}

func (c *checking) close() { c.replace(nil, nil) }

// replace goes on above another view, in one step: nobody finds it without one in between.
func (c *checking) replace(view *state.View, check *runtime.Check) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view != nil {
		c.view.Close()
	}
	c.view, c.check = view, check
}

// renewCheck begins checking above the last commit.
func (a *App) renewCheck() {
	if a.State().Head().Height == 0 {
		return
	}
	view := a.State().View()
	a.checking.replace(view, a.machine.NewCheck(view, a.Last()))
}

// CheckTx admits a transaction to the mempool. A recheck is the same question
// over a newer state; the machine remembers good signatures, so it is cheap. What
// the node itself cannot do is answered in CodespaceNode (I7), and not as an error:
// CometBFT would panic on one before the node, which is told, can stop in order.
func (a *App) CheckTx(_ context.Context, req *abcitypes.RequestCheckTx) (*abcitypes.ResponseCheckTx, error) {
	res, err := a.admit(req.Tx)
	if err != nil {
		return nodeAnswer(NodeStopping, "the node is stopping after a failure"), nil
	}
	return res, nil
}

func (a *App) admit(raw []byte) (res *abcitypes.ResponseCheckTx, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard("check tx", &err)
	d := a.decoder.decode(raw)
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	if a.checking.check == nil {
		return nodeAnswer(NodeNotReady, "the chain has no block yet; try again in a moment"), nil
	}
	refusal, err := a.checking.check.Tx(d)
	if err != nil {
		return nil, err
	}
	res = &abcitypes.ResponseCheckTx{}
	if d.Tx != nil {
		res.GasWanted = signed(d.Tx.Body.GasLimit)
	}
	if refusal != nil {
		res.Code, res.Log = uint32(refusal.Code), refusal.Log
	}
	return res, nil
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
	NodeNotReady uint32 = 1 + iota // the chain has no block yet
	NodeStopping                   // the node has failed
)

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
	return a.checking.check.PendingNonce(of)
}
