package api

import (
	"context"
	"encoding/hex"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

type accountInput struct {
	Address abi.Address `path:"address"`
	Which
}

func (s *server) account(_ context.Context, in *accountInput) (a v1.Account, err error) {
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	acc, err := p.Account(in.Address)
	if err != nil {
		return a, err
	}
	if a.Stake, err = stakeOf(p.Reader, in.Address); err != nil {
		return a, err
	}
	v, vests, err := p.Vesting(in.Address)
	if err != nil {
		return a, err
	}
	pending := acc.Nonce
	if in.Height == 0 {
		if pending, err = s.Chain.PendingNonce(in.Address); err != nil {
			return a, err
		}
	}
	a.Address, a.Balance, a.Nonce, a.PendingNonce = in.Address, acc.Balance, acc.Nonce, max(pending, acc.Nonce)
	if vests {
		a.Vesting = &v1.Vesting{Amount: v.Amount, Released: v.Paid, Start: int64(v.Start), Cliff: int64(v.Cliff), End: int64(v.End)}
	}
	a.At, err = p.at()
	return a, err
}

func (s *server) supply(_ context.Context, in *struct{ Which }) (a v1.Supply, err error) {
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	sup, err := p.Supply()
	if err != nil {
		return a, err
	}
	a.Cap, a.Minted, a.Fees, a.Reserve = sup.Cap, sup.Minted, sup.Fees, sup.Reserve
	a.At, err = p.at()
	return a, err
}

func (s *server) params(_ context.Context, in *struct{ Which }) (a v1.ParamsAt, err error) {
	if _, params, ok := s.genesisRules(); ok && in.Which == (Which{}) {
		return v1.ParamsAt{Params: v1.Params(params), Ranges: ranges()}, nil
	}
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	params, err := p.Params()
	if err != nil {
		return a, err
	}
	a.Params, a.Ranges = v1.Params(params), ranges()
	a.At, err = p.at()
	return a, err
}

// ranges are those of the parameters that a vote can change.
func ranges() (list []v1.ParamRange) {
	for _, v := range world.Votables() {
		list = append(list, v1.ParamRange{Name: v.Name, Unit: v.Unit, Least: v.Least, Most: v.Most})
	}
	return list
}

type keyInput struct {
	Key string `path:"key" doc:"Hex."`
	Which
}

// key reads one key of the state, raw.
func (s *server) key(_ context.Context, in *keyInput) (a v1.StateKey, err error) {
	key, err := hexKey(in.Key)
	if err != nil {
		return a, err
	}
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	get := p.view.Get
	if p.read != nil {
		get = p.read.Get
	}
	value, ok, err := get(key)
	if err != nil {
		return a, err
	}
	a.Key = hex.EncodeToString(key)
	if ok {
		text := hex.EncodeToString(value)
		a.Value = &text
	}
	a.At, err = p.at()
	return a, err
}

// genesisRules are the clock and the parameters of the genesis while there is no block.
func (s *server) genesisRules() (clock world.Clock, params world.Params, ok bool) {
	view, h := s.Chain.Latest()
	view.Close()
	if h.Height > 0 || s.Genesis == nil {
		return clock, params, false
	}
	params = s.Genesis.Params.WithDefaults()
	start := uint64(max(s.GenesisTime, 0))
	return world.Clock{Genesis: start, Length: params.EpochSeconds, Start: start, End: start + params.EpochSeconds}, params, true
}
