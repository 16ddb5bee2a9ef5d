package api

import (
	"context"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// maxRescueCodes is how many codes of a contract are listed.
const maxRescueCodes = 100

func (s *server) rescues(_ context.Context, in *struct{ Which }) (a v1.Rescues, err error) {
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	clock, err := p.Clock()
	if err != nil {
		return a, err
	}
	if a.Stake, err = p.TotalStakeAt(clock.Epoch); err != nil {
		return a, err
	}
	if a.Awake, _, err = p.AwakeStakeAt(clock.Epoch); err != nil {
		return a, err
	}
	list, err := p.Builtins()
	if err != nil {
		return a, err
	}
	a.Rescues = []v1.Rescue{}
	for _, con := range list {
		of, err := rescuesOf(p.Reader, con)
		if err != nil {
			return a, err
		}
		a.Rescues = append(a.Rescues, of...)
	}
	a.At, err = p.at()
	return a, err
}

// rescuesOf lists what is signalled for a contract, by the hash of the code.
func rescuesOf(r world.Reader, con world.Named) (list []v1.Rescue, err error) {
	state, err := r.Rescue(con.Address)
	if err != nil {
		return nil, err
	}
	codes, err := r.Supports(con.Address, state.Round, maxRescueCodes)
	if err != nil {
		return nil, err
	}
	for _, p := range codes {
		a, err := describeRescue(r, con, state, p.Code)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

func describeRescue(r world.Reader, con world.Named, state world.Rescue, code abi.Hash) (a v1.Rescue, err error) {
	q, err := runtime.RescueRule(r, con.Address, state.Round, code)
	if err != nil {
		return a, err
	}
	a = v1.Rescue{Contract: con.Name, Live: con.CodeHash, Code: code, Served: q.Served, For: q.For, Against: q.Against,
		Needed: q.Needed, Limit: q.Limit, Epochs: q.Epochs}
	if code == state.Code && state.Since > 0 {
		a.Open, a.Due, a.Fault = true, state.Since-1+q.Epochs, state.Fault
	}
	return a, nil
}

// troubles are built-in contracts that fail, and rescues that are open: what everybody with stake should know.
func troubles(r world.Reader) (failing []v1.Failing, open []v1.Rescue, err error) {
	list, err := r.Builtins()
	if err != nil {
		return nil, nil, err
	}
	for _, con := range list {
		health, err := r.Health(con.Address)
		if err != nil {
			return nil, nil, err
		}
		if n := health.Longest(); n > 0 {
			failing = append(failing, v1.Failing{Contract: con.Name, Epochs: n, WayBack: !con.Previous.IsZero() && con.BackFault == 0})
		}
		state, err := r.Rescue(con.Address)
		if err != nil {
			return nil, nil, err
		}
		if state.Since == 0 {
			continue
		}
		a, err := describeRescue(r, con, state, state.Code)
		if err != nil {
			return nil, nil, err
		}
		open = append(open, a)
	}
	return failing, open, nil
}
