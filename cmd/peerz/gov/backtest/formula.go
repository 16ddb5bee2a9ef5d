package backtest

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// Formula is the code of a formula on this machine's own virtual machine, metered as on the chain.
type Formula struct {
	chain *sandbox.Chain
	hash  abi.Hash
	gas   uint64 // used since it was last looked at
}

// Load brings a module into memory; Close frees it. A module that the chain would refuse is an error.
func Load(wasm []byte) (*Formula, error) {
	c, err := sandbox.New(sandbox.Genesis("author"), sandbox.Options{})
	if err != nil {
		return nil, err
	}
	f := &Formula{chain: c, hash: sha256.Sum256(wasm)}
	if _, err = c.Block(sandbox.Start); err == nil {
		_, err = c.Upload("author", wasm)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the chain would refuse this code: %w", err), c.Close())
	}
	return f, nil
}

// Close frees the machine.
func (f *Formula) Close() error { return f.chain.Close() }

// weights asks for the weights of an epoch, and holds them to the bounds.
func (f *Formula) weights(q *formula.WeightsArgs, p *rewards.Params) ([]uint64, uint64, error) {
	ppm, gas, reason, err := audit.Weights(f.chain, f.hash, q, p)
	f.gas += gas
	return ppm, reason, err
}

// scores asks for the scores of a batch.
func (f *Formula) scores(role string, batch [][]sdk.Amount, p *rewards.Params) ([]sdk.Amount, uint64, error) {
	scores, gas, reason, err := audit.Scores(f.chain, f.hash, role, batch, p)
	f.gas += gas
	return scores, reason, err
}

// rescore scores a page together, in the opposite order and one by one: a difference is a reason.
func (f *Formula) rescore(role string, page [][]sdk.Amount, p *rewards.Params) (scores []sdk.Amount, gas, reason uint64, err error) {
	n := len(page)
	if n == 0 {
		return nil, 0, 0, nil
	}
	f.gas = 0
	if scores, reason, err = f.scores(role, page, p); err != nil || reason != 0 {
		return nil, f.gas, reason, err
	}
	gas = f.gas // what a page costs the chain; the others are for this check alone
	opposite := make([][]sdk.Amount, n)
	for i := range page {
		opposite[n-1-i] = page[i]
	}
	back, reason, err := f.scores(role, opposite, p)
	if err != nil || reason != 0 {
		return nil, gas, reason, err
	}
	for i := range page {
		alone, reason, err := f.scores(role, page[i:i+1], p)
		switch {
		case err != nil || reason != 0:
			return nil, gas, reason, err
		case alone[0] != scores[i] || back[n-1-i] != scores[i]:
			return nil, gas, rewards.ReasonTogether, nil
		}
	}
	return scores, gas, 0, nil
}
