package abci

import (
	"context"

	abcitypes "github.com/cometbft/cometbft/abci/types"
)

// PrepareProposal chooses the transactions of a block that this node proposes,
// best price first, under the block's bytes and gas, and only such as every other
// node accepts: see pack and ProcessProposal. It chooses among all that wait here;
// CometBFT's list of them ends where a block of the first ones would be full.
func (a *App) PrepareProposal(_ context.Context, req *abcitypes.RequestPrepareProposal) (res *abcitypes.ResponsePrepareProposal, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard("prepare proposal", &err)
	check := a.checkNext()
	gas, err := check.BlockGas()
	if err != nil {
		return nil, err
	}
	waiting, err := a.waiting()
	if err != nil {
		return nil, err
	}
	txs, err := pack(waiting, limits{bytes: req.MaxTxBytes, gas: gas}, check.Tx)
	if err != nil {
		return nil, err
	}
	return &abcitypes.ResponsePrepareProposal{Txs: txs}, nil
}
