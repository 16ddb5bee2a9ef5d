package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

const (
	maxActions = 10
	maxBytes   = 4096 // of migrate and input
	maxEncoded = 16 << 10
)

// RoleWeight is a role's share in the pool.
type RoleWeight struct {
	Role   string
	Weight uint64 // ppm; only the proportions count
}

// Action is one thing that a proposal does. Its kind says which fields it has:
// text: none; weights: weights, every role once; upgrade: contract, code_hash and maybe
// migrate; params: contract and input.
type Action struct {
	Kind     string       // text, weights, upgrade or params
	Weights  []RoleWeight `cbor:"weights,omitempty"`
	Contract string       `cbor:"contract,omitempty"`  // name of a built-in contract
	CodeHash sdk.Hash     `cbor:"code_hash,omitempty"` // of uploaded code
	Migrate  []byte       `cbor:"migrate,omitempty"`   // input of the new code's migrate entry
	Input    []byte       `cbor:"input,omitempty"`     // CBOR of a call: [method, arguments]
}

// actionList is how actions are stored.
//
//peerz:message
type actionList struct {
	Actions []Action
}

func (p *proposal) actions() []Action {
	var list actionList
	if !sdk.Unmarshal(p.Actions, &list) {
		sdk.Abort(sdk.ErrState, "actions")
	}
	return list.Actions
}

// isCall reports whether carrying out a means calling a contract.
func (a *Action) isCall() bool { return a.Kind == "weights" || a.Kind == "params" }

// trackOf checks all actions as far as that is possible now, and returns the track: that
// of the most dangerous one. At most one action may be a call, because two calls could
// not be undone together when the second fails.
func trackOf(actions []Action) (track uint64) {
	if len(actions) == 0 || len(actions) > maxActions {
		sdk.Abort(ErrActions, "1 to 10 actions")
	}
	calls := 0
	for i := range actions {
		a := &actions[i]
		track = max(track, a.check())
		if a.isCall() {
			calls++
		}
		for _, other := range actions[:i] {
			if a.Kind == "upgrade" && other.Kind == "upgrade" && a.Contract == other.Contract {
				sdk.Abort(ErrUpgradeTwice, a.Contract)
			}
		}
	}
	if calls > 1 {
		sdk.Abort(ErrTwoCalls, "at most one weights or params")
	}
	return track
}

// check refuses what cannot be carried out, and returns the action's track.
func (a *Action) check() uint64 {
	if len(a.Migrate) > maxBytes || len(a.Input) > maxBytes {
		sdk.Abort(ErrBytes, "too long")
	}
	a.mustHaveItsFields()
	switch a.Kind {
	case "weights":
		checkWeights(a.Weights)
		return trackParameters
	case "params":
		contract(a.Contract)
		a.checkInput()
		return trackParameters
	case "upgrade":
		if info, _ := sdk.Info(contract(a.Contract)); info.CodeHash == a.CodeHash {
			sdk.Abort(ErrSameCode, a.Contract)
		}
		if !sdk.CodeCallable(a.CodeHash) {
			sdk.Abort(ErrCode, "code is not callable")
		}
		return trackUpgrades
	}
	return trackText
}

// mustHaveItsFields refuses a field that the kind would ignore: voters could take it for
// a part of the proposal.
func (a *Action) mustHaveItsFields() {
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
		sdk.Abort(ErrKind, a.Kind)
	}
	if has != want {
		sdk.Abort(ErrActionFields, a.Kind)
	}
}

// checkInput refuses what is not a call. The arguments are the callee's to judge.
func (a *Action) checkInput() {
	if a.Contract == "governance" {
		if p, ok := ownParams(a.Input); !ok || !p.sound() {
			sdk.Abort(ErrParams, "governance takes set_params with sound values")
		}
		return
	}
	d := sdk.NewDecoder(a.Input)
	d.Tuple(2)
	if method := d.Text(); method == "" || d.Kind() != sdk.KindMap {
		sdk.Abort(ErrInput, "not a call")
	}
}

// ownParams decodes a call of set_params, the one method that governance has for itself.
func ownParams(input []byte) (p Params, ok bool) {
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
		sdk.Abort(ErrContractUnknown, name)
	}
	return a
}

// weightsCall is the argument of check_weights of rewards.
//
//peerz:message
type weightsCall struct {
	Weights []RoleWeight
}

// checkWeights asks rewards, and aborts with the bound that is violated.
func checkWeights(weights []RoleWeight) {
	input := sdk.Method("check_weights", &weightsCall{weights})
	_, err := sdk.Call(contract("rewards"), input, sdk.CallOptions{Query: true})
	switch {
	case err == nil:
	case err.Code+rewardsErrors >= ErrRoleUnknown && err.Code+rewardsErrors <= ErrWeightsZero:
		sdk.Abort(err.Code+rewardsErrors, "rewards refuses the weights")
	default:
		sdk.Abort(ErrWeights, "rewards refuses the weights")
	}
}
