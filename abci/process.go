package abci

import (
	"context"
	"math/bits"
	"slices"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/runtime"
)

// ProcessProposal judges a block that another validator proposes. It depends on
// the block and the committed state alone, and refuses only what no honest
// proposer can make: more gas than a block may have, or a transaction that CheckTx
// would refuse after those before it, such as one with a bad signature: it would
// be work that nobody pays for. A transaction whose message will fail is no
// reason: it pays its fee.
func (a *App) ProcessProposal(_ context.Context, req *abcitypes.RequestProcessProposal) (res *abcitypes.ResponseProcessProposal, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard("process proposal", &err)
	ok, err := a.acceptable(req.Txs)
	if err != nil {
		return nil, err
	}
	verdict := abcitypes.ResponseProcessProposal_REJECT
	if ok {
		verdict = abcitypes.ResponseProcessProposal_ACCEPT
	}
	return &abcitypes.ResponseProcessProposal{Status: verdict}, nil
}

// checkNext is a check above the state that the next block begins from. Called on the
// consensus connection only, where the genesis state is at hand before the first commit.
func (a *App) checkNext() *runtime.Check {
	h := a.Last()
	h.Height = a.next() - 1
	return a.machine.NewCheck(a.overlay(), h)
}

// together is how many signatures of a proposal are verified at once, and for nothing if one is bad.
const together = 128

// acceptable looks at what is cheap before it verifies any signature.
func (a *App) acceptable(raws [][]byte) (bool, error) {
	check := a.checkNext()
	most, err := check.BlockGas()
	if err != nil {
		return false, err
	}
	list := make([]runtime.Decoded, len(raws))
	var sum, carry uint64
	for i, raw := range raws {
		if list[i] = a.decoder.decode(raw); list[i].Tx == nil {
			return false, nil
		}
		if sum, carry = bits.Add64(sum, list[i].Tx.Body.GasLimit, 0); carry != 0 || sum > most {
			return false, nil
		}
	}
	for part := range slices.Chunk(list, together) {
		a.machine.Verify(part)
		for _, d := range part {
			if refusal, err := check.Tx(d); err != nil || refusal != nil {
				return false, err
			}
		}
	}
	return true, nil
}
