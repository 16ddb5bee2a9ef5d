package api

import (
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// stakeAnswer is what an account has bonded. Amounts are base units.
type stakeAnswer struct {
	Bonded    abi.Amount        `json:"bonded"` // now
	Votes     abi.Amount        `json:"votes"`  // at the start of this epoch: its power in votes on what is proposed in it
	Unbonding []unbondingAnswer `json:"unbonding"`
	Validator *abi.Hash         `json:"validator,omitempty"` // key of its validator
}

type unbondingAnswer struct {
	Amount  abi.Amount `json:"amount"`
	Release uint64     `json:"release"` // with the beginning of this epoch it is free
}

func stakeOf(r world.Reader, owner abi.Address) (a stakeAnswer, err error) {
	a.Unbonding = []unbondingAnswer{}
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
	out, err := r.Unbonding(owner)
	if err != nil {
		return a, err
	}
	for _, u := range out {
		a.Unbonding = append(a.Unbonding, unbondingAnswer{u.Amount, u.Release})
	}
	keys, err := r.KeysOf(owner)
	if err != nil || len(keys) == 0 {
		return a, err
	}
	last := abi.Hash(keys[len(keys)-1])
	a.Validator = &last
	return a, nil
}

// validatorAnswer is a validator, or a key that waits to become one.
type validatorAnswer struct {
	Key     abi.Hash    `json:"key"`
	Address string      `json:"address"` // what consensus calls it, 20 bytes in hex, in capitals as CometBFT has them
	Owner   abi.Address `json:"owner"`
	Stake   abi.Amount  `json:"stake"`  // of the owner now, base units
	Power   int64       `json:"power"`  // in consensus
	Target  int64       `json:"target"` // the power that the stake gives it, step by step
	State   string      `json:"state"`  // waiting, trial, active, absent or leaving
	Silent  uint64      `json:"silent"` // blocks in a row, up to now, that it did not sign
	Last    dutyAnswer  `json:"last"`   // the epoch before
	Open    dutyAnswer  `json:"open"`   // the open epoch so far
}

// dutyAnswer counts blocks, each weighted by the validator's power.
type dutyAnswer struct {
	Signed abi.Amount `json:"signed"`
	Due    abi.Amount `json:"due"`
}

type validatorsAnswer struct {
	Power      int64             `json:"power"` // of all together
	Stake      abi.Amount        `json:"stake"` // of everybody, whether with a validator or not
	Validators []validatorAnswer `json:"validators"`
}

func (s *server) validators(*http.Request) (any, error) {
	view, h, err := s.latest()
	if err != nil {
		return nil, err
	}
	defer view.Close()
	r := world.Read(view)
	clock, err := r.Clock()
	if err != nil {
		return nil, err
	}
	set, err := r.Validators()
	if err != nil {
		return nil, err
	}
	a := validatorsAnswer{Validators: []validatorAnswer{}}
	if a.Stake, err = r.TotalStakeAt(clock.Epoch + 1); err != nil {
		return nil, err
	}
	for _, v := range set {
		stake, err := r.Stake(v.Owner)
		if err != nil {
			return nil, err
		}
		a.Power += v.Power
		a.Validators = append(a.Validators, describeValidator(v, stake, clock, h.Height))
	}
	return a, nil
}

func describeValidator(v world.Validator, stake abi.Amount, clock world.Clock, height uint64) validatorAnswer {
	address := v.Address()
	open := v.Duty(clock.Height, height)
	a := validatorAnswer{
		Key: v.PubKey, Address: strings.ToUpper(hex.EncodeToString(address[:])), Owner: v.Owner, Stake: stake, Power: v.Power,
		Target: world.PowerOf(stake), State: "active", Last: dutyAnswer(v.Last), Open: dutyAnswer(open),
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
