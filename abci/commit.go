package abci

import (
	"context"
	"errors"
	"fmt"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// Commit writes the executed block: one synced batch of the store (I2). Only then do
// checks and queries see it.
func (a *App) Commit(context.Context, *abcitypes.RequestCommit) (res *abcitypes.ResponseCommit, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard("commit", &err)
	w := a.work
	if w == nil {
		return nil, errors.New("no block was finalized")
	}
	committed := w.took.measure(PhaseCommit)
	v, err := a.State().Commit(w.overlay, w.header.Height)
	if err != nil {
		return nil, err
	}
	if v.Root != w.root {
		return nil, fmt.Errorf("height %d was announced with root %x and committed with %x", v.Height, w.root, v.Root)
	}
	committed()
	a.work, a.genesis = nil, nil
	w.header.Hash = [32]byte{} // what is asked from now on is no part of the block
	a.last.Store(&w.header)
	a.renewCheck()
	if err := a.afterCommit(w); err != nil {
		return nil, err
	}
	if a.cfg.OnCommit != nil {
		a.cfg.OnCommit(Committed{Header: w.header, Root: w.root, Txs: w.hashes, Results: w.results, Events: w.events,
			Signed: w.signed, Power: w.power, Took: w.took})
	}
	return &abcitypes.ResponseCommit{RetainHeight: a.retain(w.header.Height)}, nil
}

// afterCommit starts the compilation of codes that this block brought, in the background: they become
// callable some blocks later. Then it finds out whether this program may go on.
func (a *App) afterCommit(w *work) error {
	view := a.State().View()
	defer view.Close()
	for _, hash := range w.codes {
		if err := a.machine.Prepare(view, hash); err != nil {
			return fmt.Errorf("compile %s: %w", hash, err)
		}
	}
	if err := a.checkInvariants(view, w.header); err != nil {
		return err
	}
	return a.stopForProgram(view, w.header.Height)
}

// checkInvariants has it found out whether what must hold does, once an epoch, where assertions are on.
func (a *App) checkInvariants(view *state.View, h runtime.Header) error {
	if a.cfg.Check == nil || !invariant.Enabled() {
		return nil
	}
	clock, err := world.Read(view).Clock()
	if err != nil || clock.Height != h.Height { // no epoch has begun with this block
		return err
	}
	return a.cfg.Check(view, h)
}

// retain is the lowest height whose block CometBFT must retain; 0 retains all.
func (a *App) retain(height uint64) int64 {
	if a.cfg.RetainBlocks == 0 || height <= a.cfg.RetainBlocks {
		return 0
	}
	return int64(height - a.cfg.RetainBlocks + 1)
}
