package api

import (
	"net/http"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// latest is the last state for endpoints that make no sense before the first
// block. The caller closes the view.
func (s *server) latest() (*state.View, runtime.Header, error) {
	view, h := s.Chain.Latest()
	if h.Height == 0 {
		view.Close()
		return nil, h, notReady("the chain has no block yet; try again in a moment")
	}
	return view, h, nil
}

type accountAnswer struct {
	Address      abi.Address `json:"address"`
	Balance      abi.Amount  `json:"balance"`
	Nonce        uint64      `json:"nonce"`
	PendingNonce uint64      `json:"pending_nonce"` // counts what waits in the mempool
	Stake        stakeAnswer `json:"stake"`

	Vesting *vestingAnswer `json:"vesting,omitempty"` // until all of it is released
}

// vestingAnswer is what genesis gave an account and time releases; times are unix seconds.
type vestingAnswer struct {
	Amount   abi.Amount `json:"amount"`
	Released abi.Amount `json:"released"` // of it, into the balance
	Start    uint64     `json:"start"`
	Cliff    uint64     `json:"cliff"` // nothing is released before
	End      uint64     `json:"end"`
}

func (s *server) account(r *http.Request) (any, error) {
	address, err := abi.ParseAddress(r.PathValue("address"))
	if err != nil {
		return nil, bad("%v", err)
	}
	view, _, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	state := world.Read(view)
	acc, err := state.Account(address)
	if err != nil {
		return nil, err
	}
	stake, err := stakeOf(state, address)
	if err != nil {
		return nil, err
	}
	v, vests, err := world.Read(view).Vesting(address)
	if err != nil {
		return nil, err
	}
	pending, err := s.Chain.PendingNonce(address)
	if err != nil {
		return nil, err
	}
	a := accountAnswer{Address: address, Balance: acc.Balance, Nonce: acc.Nonce, PendingNonce: max(pending, acc.Nonce), Stake: stake}
	if vests {
		a.Vesting = &vestingAnswer{v.Amount, v.Paid, v.Start, v.Cliff, v.End}
	}
	return a, nil
}

type supplyAnswer struct {
	Cap     abi.Amount `json:"cap"`
	Minted  abi.Amount `json:"minted"`
	Fees    abi.Amount `json:"fees"`    // taken, not yet collected
	Reserve abi.Amount `json:"reserve"` // of what is not minted: came back, and may be minted again
}

func (s *server) supply(*http.Request) (any, error) {
	view, _, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	sup, err := world.Read(view).Supply()
	if err != nil {
		return nil, err
	}
	return supplyAnswer{sup.Cap, sup.Minted, sup.Fees, sup.Reserve}, nil
}

func (s *server) params(*http.Request) (any, error) {
	view, h := s.Chain.Latest()
	defer view.Close()
	_, params, err := s.rules(world.Read(view), h)
	return params, err
}
