package abci

import (
	"context"
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

func (c *checking) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view != nil {
		c.view.Close()
	}
	c.view, c.check = nil, nil
}

// renewCheck begins checking above the last commit.
func (a *App) renewCheck() error {
	a.checking.close()
	if a.State().Head().Height == 0 {
		return nil
	}
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	a.checking.view = a.State().View()
	a.checking.check = a.machine.NewCheck(a.checking.view, a.Last())
	return nil
}

// CheckTx admits a transaction to the mempool. A recheck is the same question
// over a newer state; the machine remembers good signatures, so it is cheap. A
// fault is answered as a refusal, since CometBFT would panic on an error before
// the node, which is told, can stop in order.
func (a *App) CheckTx(_ context.Context, req *abcitypes.RequestCheckTx) (*abcitypes.ResponseCheckTx, error) {
	res, err := a.admit(req.Tx)
	if err != nil {
		return refused("the node is stopping after a failure"), nil
	}
	return res, nil
}

func (a *App) admit(raw []byte) (res *abcitypes.ResponseCheckTx, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard("check tx", &err)
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	if a.checking.check == nil {
		return refused("the chain has no block yet; try again in a moment"), nil
	}
	d := runtime.Decode(raw)
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

// refused turns a transaction away for a reason that has nothing to do with it.
func refused(why string) *abcitypes.ResponseCheckTx {
	return &abcitypes.ResponseCheckTx{Code: uint32(abi.CodeBlockFull), Log: why}
}

// PendingNonce is the nonce that the next transaction of an account must have,
// counting those that wait in the mempool. It fails before the first block.
func (a *App) PendingNonce(of abi.Address) (uint64, error) {
	a.checking.mu.Lock()
	defer a.checking.mu.Unlock()
	if a.checking.check == nil {
		return 0, fmt.Errorf("abci: pending nonce: no block yet")
	}
	return a.checking.check.PendingNonce(of)
}
