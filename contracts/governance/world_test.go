package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var (
	rewardsAddress = sdk.AddressOf([]byte{1})
	rolesAddress   = sdk.AddressOf([]byte{2})
	formulaAddress = sdk.AddressOf([]byte{3})

	oldCode, newCode = sdk.HashOf([]byte{1}), sdk.HashOf([]byte{2})
)

// world is a chain with the contract instantiated and a stand-in for rewards, which
// notes what it is told. Alice has a stake of 500, bob 300 and carol 200.
type world struct {
	*sdktest.Chain
	t       *testing.T
	set     []rewards.SetWeightsArgs // accepted by rewards
	answer  *sdk.CallError           // what rewards answers to set_weights and set_params
	invalid *sdk.CallError           // what rewards answers to check_weights and check_params
	other   []string                 // methods that were called on rewards by params and call
	dispute string                   // the value of rewards' parameter
	formula rewards.StandingResult   // how the new code does as the formula
	past    *past                    // what rewards has recorded; nil: no epoch
}

func who(id string) sdk.Address { return sdk.AddressOf([]byte(id)) }

// devnet has three epochs of voting and a timelock of one, of two for what is dangerous.
func devnet() governance.Params {
	p := governance.Params{Deposit: sdk.U64(1001), Grace: 2, Veto: 334_000, MaxActive: 64}
	for i, name := range governance.Tracks() {
		t := governance.Track{Name: name, Voting: 3, Timelock: 1, Quorum: 334_000, Threshold: 500_000}
		switch {
		case i == trackText:
			t.Timelock = 0
		case i == trackPause:
			t.Voting, t.Timelock = 1, 0
		case i == trackExpedited:
			t.Voting, t.Timelock, t.Quorum, t.Threshold = 1, 1, 450_000, 700_000
		case i >= trackFormula:
			t.Timelock, t.Quorum, t.Threshold = 2, 400_000, 667_000
		}
		p.Tracks = append(p.Tracks, t)
	}
	return p
}

func newWorld(t *testing.T) *world {
	w := &world{Chain: sdktest.New(t), t: t, dispute: "1"}
	for id, stake := range map[string]uint64{"alice": 500, "bob": 300, "carol": 200} {
		w.SetStake(who(id), 0, sdk.U64(stake))
	}
	w.Name("rewards", rewardsAddress)
	w.Name("roles", rolesAddress)
	w.Name("formula", formulaAddress)
	w.Name("governance", w.Ctx.Self)
	w.Handle(rewardsAddress, w.rewards)
	w.Handle(rolesAddress, w.roles)
	w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) { return nil, nil }) // takes what it is told
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: oldCode}
	w.Codes[oldCode], w.Codes[newCode] = sdk.OK, sdk.OK
	w.ChainParams = map[string]string{"probation": "3", "program": "", "hook_gas": "1", "max_block_gas": "1000000000"}
	w.Ctx.Epoch, w.Gas = 10, 200_000_000
	w.Must(func() { Instantiate(governance.InstantiateArgs{Params: devnet()}) })
	return w
}

func (w *world) nobodyHasStake() {
	for _, id := range []string{"alice", "bob", "carol"} {
		w.SetStake(who(id), 0, sdk.Amount{})
	}
}

// roles takes what rewards takes of a vote.
func (w *world) roles([]byte, bool) ([]byte, *sdk.CallError) {
	return nil, w.invalid
}

func (w *world) rewards(input []byte, query bool) ([]byte, *sdk.CallError) {
	d := sdk.NewDecoder(input)
	d.Tuple(2)
	switch method := d.Text(); method {
	case "check_weights", "check_call":
		return nil, w.invalid
	case "latest", "epoch", "weights", "backtest_weights", "backtest":
		if w.past == nil {
			return nil, refusal(rewards.ErrEpochUnknown)
		}
		return w.past.answer(method, d)
	case "standing":
		return sdk.Marshal(&w.formula), nil
	case "check_params":
		if w.invalid != nil {
			return nil, w.invalid
		}
		var args governed.ParamsArgs
		args.UnmarshalCBOR(d)
		result := governed.ParamsResult{}
		for _, p := range args.Params {
			result.Changes = append(result.Changes, governed.ParamChange{Name: p.Name, Old: w.dispute, New: p.Value})
		}
		return sdk.Marshal(&result), nil
	case "set_weights":
		if w.answer != nil {
			return nil, w.answer
		}
		var call rewards.SetWeightsArgs
		call.UnmarshalCBOR(d)
		w.set = append(w.set, call)
	default:
		if w.answer != nil {
			return nil, w.answer
		}
		w.other = append(w.other, method)
	}
	return nil, nil
}

var weightsAction = governance.Action{Kind: "weights", Weights: []rewards.RoleWeight{{Role: "compute", Weight: 600_000}, {Role: "validators", Weight: 400_000}}}
var upgradeAction = governance.Action{Kind: "upgrade", Contract: "formula", CodeHash: newCode}

// set is an action that changes a parameter.
func set(owner, name, value string) governance.Action {
	return governance.Action{Kind: "params", Contract: owner, Changes: []governed.ParamChange{{Name: name, New: value}}}
}

// call is an action that calls a contract.
func call(contract, method string, args sdk.Marshaler) governance.Action {
	return governance.Action{Kind: "call", Contract: contract, Input: sdk.Method(method, args)}
}

// try proposes as dave, with a deposit, and returns the abort code.
func (w *world) try(deposit uint64, actions ...governance.Action) (code uint32) {
	w.t.Helper()
	w.Fund(who("dave"), sdk.U64(deposit))
	return w.As(who("dave")).Send(sdk.U64(deposit), func() { Propose(governance.ProposeArgs{Title: "a title", Actions: actions}) })
}

// propose does it in the epoch that has just ended, so that votes count from now on, and returns the id.
func (w *world) propose(actions ...governance.Action) uint64 {
	w.t.Helper()
	w.Ctx.Epoch--
	if code := w.try(1001, actions...); code != 0 {
		w.t.Fatalf("propose aborts with %d", code)
	}
	w.next()
	return lastID()
}

func (w *world) vote(id uint64, account, option string) {
	w.t.Helper()
	w.As(who(account)).Must(func() { Vote(governance.VoteArgs{Proposal: id, Option: option}) })
}

// next ends the epoch.
func (w *world) next() {
	w.t.Helper()
	w.blocks(2)
	a := sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}
	for done := false; !done; { // as the chain does
		w.As(sdk.Address{}).Must(func() { a.From = EndEpoch(a).Next })
		done = a.From == 0
	}
	w.Ctx.Epoch++
	if i := Invariants(); !i.Ok {
		w.t.Fatalf("deposits %s, escrow %s", i.Deposits, i.Escrow)
	}
}

// pass proposes, lets alice and bob agree, and ends the voting time.
func (w *world) pass(actions ...governance.Action) uint64 {
	w.t.Helper()
	id := w.propose(actions...)
	w.vote(id, "alice", "yes")
	w.vote(id, "bob", "yes")
	for range 3 {
		w.next()
	}
	return id
}

func (w *world) state(id uint64) string {
	return GetProposal(governance.ProposalArgs{Proposal: id}).State
}

func want[T comparable](t *testing.T, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s: got %v, want %v", what, got, expected)
	}
}
