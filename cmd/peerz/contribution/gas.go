package contribution

import (
	"context"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// perCall is how many participants one call registers: as many as the gas of one transaction
// certainly pays for.
const perCall = 100

// What it takes to register, with a tenth on top of what was measured: 630,000 gas for a participant with a
// long id and a signature.
const (
	gasOfCall  = 1_000_000
	gasToEnrol = 700_000 // for each participant
)

func gasToRegister(n int) uint64 { return gasOfCall + gasToEnrol*uint64(n) }

// measured gives each transaction the gas that it uses now and a tenth, and a little for what others may
// have sent before it is in a block.
func (r *Run) measured(ctx context.Context, outgoing []client.Outgoing) error {
	for i := range outgoing {
		one := &outgoing[i]
		body := tx.Body{ChainID: r.chainID, Msg: one.Msg}
		answer, err := r.Node.Simulate(ctx, tx.Unsigned(body, one.Key.Public()))
		if err != nil {
			return err
		}
		one.Gas = min(answer.GasUsed+answer.GasUsed/10+gasOfCall/2, r.limits.MaxTxGas)
	}
	return nil
}
