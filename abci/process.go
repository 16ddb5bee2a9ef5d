package abci

import (
	"context"
	"math/bits"

	abcitypes "github.com/cometbft/cometbft/abci/types"
)

// ProcessProposal judges a block that another validator proposes. It depends on
// the block and the committed state alone, and refuses only what no honest
// proposer can make: a transaction that does not decode, or more gas than a
// block may have. A transaction that will fail is no reason: it pays its fee,
// and a refusal would cost the network a round.
func (a *App) ProcessProposal(_ context.Context, req *abcitypes.RequestProcessProposal) (res *abcitypes.ResponseProcessProposal, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard("process proposal", &err)
	gas, err := a.blockGas()
	if err != nil {
		return nil, err
	}
	verdict := abcitypes.ResponseProcessProposal_REJECT
	if acceptable(a.decoder.decode, req.Txs, gas) {
		verdict = abcitypes.ResponseProcessProposal_ACCEPT
	}
	return &abcitypes.ResponseProcessProposal{Status: verdict}, nil
}

func acceptable(decode decode, raws [][]byte, gas uint64) bool {
	var sum, carry uint64
	for _, raw := range raws {
		c, ok := newCandidate(decode, raw)
		if !ok {
			return false
		}
		if sum, carry = bits.Add64(sum, c.gas, 0); carry != 0 || sum > gas {
			return false
		}
	}
	return true
}
