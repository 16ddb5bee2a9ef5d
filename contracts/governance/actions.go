package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxActions = 10
	maxBytes   = 4096 // of migrate and input
	maxEncoded = 16 << 10
)

// isCall reports whether carrying out a means calling a contract.
func isCall(a *governance.Action) bool { return a.Kind == "weights" || a.Kind == "params" }

// trackOf checks all actions as far as that is possible now, and returns the track: that
// of the most dangerous one. At most one action may be a call, because two calls could
// not be undone together when the second fails.
func trackOf(actions []governance.Action) (track uint64) {
	if len(actions) == 0 || len(actions) > maxActions {
		sdk.Abort(governance.ErrActions, "1 to 10 actions")
	}
	calls := 0
	for i := range actions {
		a := &actions[i]
		track = max(track, checkAction(a))
		if isCall(a) {
			calls++
		}
		for _, other := range actions[:i] {
			if a.Kind == "upgrade" && other.Kind == "upgrade" && a.Contract == other.Contract {
				sdk.Abort(governance.ErrUpgradeTwice, a.Contract)
			}
		}
	}
	if calls > 1 {
		sdk.Abort(governance.ErrTwoCalls, "at most one weights or params")
	}
	return track
}

// checkAction aborts for what cannot be carried out, and returns the action's track.
func checkAction(a *governance.Action) uint64 {
	if len(a.Migrate) > maxBytes || len(a.Input) > maxBytes {
		sdk.Abort(governance.ErrBytes, "too long")
	}
	mustHaveItsFields(a)
	switch a.Kind {
	case "weights":
		checkWeights(a.Weights)
		return trackParameters
	case "params":
		checkParams(a)
		if a.Contract == governance.Chain {
			return trackUpgrades // what all blocks are executed with is as dangerous as code
		}
		return trackParameters
	case "upgrade":
		if info, _ := sdk.Info(contract(a.Contract)); info.CodeHash == a.CodeHash {
			sdk.Abort(governance.ErrSameCode, a.Contract)
		}
		if !sdk.CodeCallable(a.CodeHash) {
			sdk.Abort(governance.ErrCode, "code is not callable")
		}
		return trackUpgrades
	}
	return trackText
}

// mustHaveItsFields aborts for a field that the kind would ignore: voters could take it for
// a part of the proposal.
func mustHaveItsFields(a *governance.Action) {
	var has struct{ weights, contract, code, migrate, input bool }
	has.weights, has.contract, has.code = len(a.Weights) > 0, a.Contract != "", !a.CodeHash.IsZero()
	has.migrate, has.input = len(a.Migrate) > 0, len(a.Input) > 0
	want := has
	switch a.Kind {
	case "text":
		want.weights, want.contract, want.code, want.migrate, want.input = false, false, false, false, false
	case "weights":
		want.weights, want.contract, want.code, want.migrate, want.input = true, false, false, false, false
	case "upgrade":
		want.weights, want.contract, want.code, want.input = false, true, true, false
	case "params":
		want.weights, want.contract, want.code, want.migrate, want.input = false, true, false, false, true
	default:
		sdk.Abort(governance.ErrKind, a.Kind)
	}
	if has != want {
		sdk.Abort(governance.ErrActionFields, a.Kind)
	}
}

// checkParams asks the contract whether it would take the call, and hands on its abort code if not
// (G8). What takes calls from governance answers check_params as rewards does.
func checkParams(a *governance.Action) {
	switch a.Contract {
	case governance.Name:
		checkOwnParams(a.Input)
		return
	case governance.Chain:
		checkChainParams(a.Input)
		return
	}
	c := rewards.Caller{To: contract(a.Contract)}
	if err := c.CheckParams(&rewards.CheckParamsArgs{Input: a.Input}); err != nil {
		err.HandOn(governance.ErrInput, a.Contract)
	}
}

func checkOwnParams(input []byte) {
	p, ok := ownParams(input)
	if !ok || !sound(&p) {
		sdk.Abort(governance.ErrParams, "governance takes set_params with sound values")
	}
	if p == loadParams() {
		sdk.Abort(governance.ErrUnchanged, "these are the rules in force")
	}
}

// checkChainParams asks the chain, which holds the changes against what is in force with everything that
// was carried out up to now.
func checkChainParams(changes []byte) {
	switch changed := sdk.CheckChainParams(changes); {
	case changed < 0:
		sdk.Abort(governance.ErrParams, "no changes that the chain takes")
	case changed == 0:
		sdk.Abort(governance.ErrUnchanged, "these are the parameters in force")
	}
}

// ownParams decodes a call of set_params, the one method that governance has for itself.
func ownParams(input []byte) (p governance.Params, ok bool) {
	d := sdk.NewDecoder(input)
	d.Tuple(2)
	if d.Text() != "set_params" {
		return p, false
	}
	p.UnmarshalCBOR(d)
	return p, d.Done()
}

// contract returns the address of a built-in contract.
func contract(name string) sdk.Address {
	a, ok := sdk.ContractByName(name)
	if !ok {
		sdk.Abort(governance.ErrContractUnknown, name)
	}
	return a
}

// checkWeights asks rewards, and hands on the abort code of the bound that is violated.
func checkWeights(weights []rewards.RoleWeight) {
	c := rewards.Caller{To: contract(rewards.Name)}
	if err := c.CheckWeights(&rewards.CheckWeightsArgs{Weights: weights}); err != nil {
		err.HandOn(governance.ErrWeights, rewards.Name)
	}
}
