package api

import (
	"context"
	"errors"
	"net/http"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// ErrFaucetEmpty says that the faucet has given enough lately.
var ErrFaucetEmpty = errors.New("the faucet has given enough lately")

type wishInput struct{ Body v1.Wish }

func (s *server) faucet(_ context.Context, in *wishInput) (g v1.Gift, err error) {
	s.gifts.Lock() // one at a time: they have consecutive nonces
	defer s.gifts.Unlock()
	raw, amount, err := s.Faucet.Give(in.Body.Address)
	if errors.Is(err, ErrFaucetEmpty) {
		return g, fail(http.StatusTooManyRequests, "faucet_empty", "%s", err.Error()).advise("wait a minute")
	}
	if err != nil {
		return g, err
	}
	adm, err := s.Pool.Submit(raw)
	if err == nil && adm.Code != abi.CodeOK {
		err = fail(http.StatusTooManyRequests, "faucet_empty", "the faucet's transaction is refused: %s", adm.Log).advise("start the devnet anew with --reset")
	}
	return v1.Gift{Hash: tx.Hash(raw), Amount: amount}, err
}
