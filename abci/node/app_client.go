package node

import (
	"context"

	abcicli "github.com/cometbft/cometbft/abci/client"
	abcitypes "github.com/cometbft/cometbft/abci/types"
)

// application is what abci.App is to CometBFT.
type application interface {
	abcitypes.Application
	// Verify verifies the signatures of transactions ahead of CheckTx.
	Verify(raws [][]byte)
}

// appClients makes CometBFT's connections to the application. Calls of one connection come one at a time,
// but for the signatures of gossip: see appClient.
type appClients struct{ app application }

// NewABCIClient implements proxy.ClientCreator.
func (c appClients) NewABCIClient() (abcicli.Client, error) {
	return appClient{abcicli.NewLocalClient(nil, c.app), c.app}, nil
}

type appClient struct {
	abcicli.Client
	app application
}

// CheckTxAsync implements abcicli.Client. The signature, nearly all of the work, is verified before the connection's
// lock is taken, for as many peers at once as there are processors; who waits for the lock waits for
// nobody's signature.
func (c appClient) CheckTxAsync(ctx context.Context, req *abcitypes.RequestCheckTx) (*abcicli.ReqRes, error) {
	if req.Type == abcitypes.CheckTxType_New {
		c.app.Verify([][]byte{req.Tx})
	}
	return c.Client.CheckTxAsync(ctx, req)
}
