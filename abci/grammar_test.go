package abci

import (
	"context"
	"fmt"
	"sync"

	abcitypes "github.com/cometbft/cometbft/abci/types"
)

// grammar wraps an application and checks the order in which it is called, as
// the ABCI specification demands of CometBFT and as our adapter relies on:
//
//	start    = [InitChain] height...
//	height   = (PrepareProposal | ProcessProposal)... FinalizeBlock... Commit
//
// FinalizeBlock may come again for the same height before its Commit, heights
// never skip, and nothing on the consensus connection overlaps.
type grammar struct {
	abcitypes.Application
	mu        sync.Mutex
	height    int64 // of the last Commit
	finalized int64 // waits for its Commit; 0 for none
	started   bool
	broken    []string
}

func check(app abcitypes.Application, height int64) *grammar {
	return &grammar{Application: app, height: height, started: height > 0}
}

func (g *grammar) say(format string, args ...any) {
	g.broken = append(g.broken, fmt.Sprintf(format, args...))
}

func (g *grammar) InitChain(ctx context.Context, r *abcitypes.RequestInitChain) (*abcitypes.ResponseInitChain, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.started {
		g.say("InitChain after the chain has started")
	}
	g.started = true
	return g.Application.InitChain(ctx, r)
}

func (g *grammar) PrepareProposal(ctx context.Context, r *abcitypes.RequestPrepareProposal) (*abcitypes.ResponsePrepareProposal, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.proposal("PrepareProposal", r.Height)
	return g.Application.PrepareProposal(ctx, r)
}

func (g *grammar) ProcessProposal(ctx context.Context, r *abcitypes.RequestProcessProposal) (*abcitypes.ResponseProcessProposal, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.proposal("ProcessProposal", r.Height)
	return g.Application.ProcessProposal(ctx, r)
}

func (g *grammar) proposal(verb string, height int64) {
	if !g.started || height != g.height+1 || g.finalized != 0 {
		g.say("%s of %d at height %d, finalized %d, started %v", verb, height, g.height, g.finalized, g.started)
	}
}

func (g *grammar) FinalizeBlock(ctx context.Context, r *abcitypes.RequestFinalizeBlock) (*abcitypes.ResponseFinalizeBlock, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.started || r.Height != g.height+1 {
		g.say("FinalizeBlock of %d at height %d, started %v", r.Height, g.height, g.started)
	}
	g.finalized = r.Height
	return g.Application.FinalizeBlock(ctx, r)
}

func (g *grammar) Commit(ctx context.Context, r *abcitypes.RequestCommit) (*abcitypes.ResponseCommit, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.finalized != g.height+1 {
		g.say("Commit at height %d of %d", g.height, g.finalized)
	}
	g.height, g.finalized = g.finalized, 0
	return g.Application.Commit(ctx, r)
}
