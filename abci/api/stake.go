package api

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func stakeOf(r world.Reader, owner abi.Address) (a v1.Stake, err error) {
	a.Unbonding = []v1.Unbonding{}
	if a.Bonded, err = r.Stake(owner); err != nil {
		return a, err
	}
	clock, err := r.Clock()
	if err != nil {
		return a, err
	}
	if a.Votes, err = r.StakeAt(owner, clock.Epoch); err != nil {
		return a, err
	}
	awake, err := r.Awake(owner, clock.Epoch)
	if err != nil {
		return a, err
	}
	a.Dormant = !awake
	out, err := r.Unbonding(owner)
	if err != nil {
		return a, err
	}
	for _, u := range out {
		a.Unbonding = append(a.Unbonding, v1.Unbonding{Amount: u.Amount, Release: u.Release})
	}
	keys, err := r.KeysOf(owner)
	if err != nil || len(keys) == 0 {
		return a, err
	}
	last := abi.Hash(keys[len(keys)-1])
	a.Validator = &last
	return a, nil
}

func (s *server) validators(_ context.Context, in *listInput) (a v1.Validators, err error) {
	after, err := cursorHash(in.Cursor)
	if err != nil {
		return a, err
	}
	p, err := s.at(in.Which)
	if err != nil {
		return a, err
	}
	defer p.close()
	clock, err := p.Clock()
	if err != nil {
		return a, err
	}
	set, err := world.Read(p.view).Validators()
	if err != nil {
		return a, err
	}
	if a.Stake, err = p.TotalStakeAt(clock.Epoch + 1); err != nil {
		return a, err
	}
	a.Validators = []v1.Validator{}
	for _, v := range set {
		a.Power += v.Power
		if bytes.Compare(v.PubKey[:], after[:]) < 0 || a.Next != "" {
			continue
		}
		if len(a.Validators) == in.Limit {
			a.Next = abi.Hash(v.PubKey).String()
			continue
		}
		if v, _, err = p.Validator(v.PubKey); err != nil {
			return a, err
		}
		stake, err := p.Stake(v.Owner)
		if err != nil {
			return a, err
		}
		a.Validators = append(a.Validators, describeValidator(v, stake, clock, p.header.Height))
	}
	a.At, err = p.at()
	return a, err
}

// cursorHash reads a cursor that is a hash: the first entry of the part.
func cursorHash(text string) (h abi.Hash, err error) {
	if text == "" {
		return h, nil
	}
	if h, err = abi.ParseHash(text); err != nil {
		return h, bad("cursor: %v", err)
	}
	return h, nil
}

func describeValidator(v world.Validator, stake abi.Amount, clock world.Clock, height uint64) v1.Validator {
	address := v.Address()
	open := v.Duty(clock.Height, height)
	a := v1.Validator{
		Key: v.PubKey, Address: strings.ToUpper(hex.EncodeToString(address[:])), Owner: v.Owner, Stake: stake, Power: v.Power,
		Target: world.PowerOf(stake), State: "active", Last: v1.Duty(v.Last), Open: v1.Duty(open),
	}
	if v.Silent > 0 && v.Silent <= height {
		a.Silent = height + 1 - v.Silent
	}
	switch {
	case v.Leaving:
		a.State, a.Target = "leaving", 0
	case v.Power == 0:
		a.State = "waiting"
	case !v.Proven:
		a.State = "trial"
	case v.Absent(height):
		a.State = "absent"
	}
	return a
}
