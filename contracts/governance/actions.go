package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxActions = 10
	maxBytes   = 4096 // of migrate and input
	maxEncoded = 16 << 10
)

// trackOf checks all actions as far as that is possible now, fills in what is in force beside what shall
// be, and returns the track: that of the most dangerous one.
//
//go:noinline
func trackOf(actions []governance.Action) (track uint64) {
	if len(actions) == 0 || len(actions) > maxActions {
		sdk.Abort(governance.ErrActions, "1 to 10 actions")
	}
	for i := range actions {
		a := &actions[i]
		own := checkAction(a)
		if track = max(track, own); own == trackDispute && len(actions) > 1 { // another track has other rules for what is beside it
			sdk.Abort(governance.ErrActions, "a slash is proposed alone")
		}
		for j := range i {
			if sameThing(a, &actions[j]) {
				sdk.Abort(governance.ErrTwice, a.Kind)
			}
		}
	}
	return track
}

// sameThing reports whether two actions change one thing. The second would be held against what the first has
// done by then: with two steps a vote would move a parameter further than its guardrail allows (G9).
//
//go:noinline
func sameThing(a, b *governance.Action) bool {
	if a.Kind != b.Kind || a.Contract != b.Contract {
		return false
	}
	switch a.Kind {
	case "weights", "upgrade", "guardian":
		return true
	case "call":
		return string(a.Input) == string(b.Input)
	}
	for i := range a.Changes {
		for j := range b.Changes {
			if a.Changes[i].Name == b.Changes[j].Name {
				return true
			}
		}
	}
	for i := range a.Guardrails {
		for j := range b.Guardrails {
			if a.Guardrails[i].Name == b.Guardrails[j].Name {
				return true
			}
		}
	}
	return false
}

// Check says by which rules a proposal would be decided and what it would change.
func Check(a governance.CheckArgs) governance.CheckResult {
	rules := loadParams()
	track := decidedBy(a.Actions, a.Expedited)
	return governance.CheckResult{Track: rules.Tracks[track], Actions: a.Actions, Report: reportCost(rules.Deposit, track, a.Actions)}
}

// checkAction aborts for what cannot be carried out, and returns the action's track.
//
//go:noinline
func checkAction(a *governance.Action) uint64 {
	if len(a.Migrate) > maxBytes || len(a.Input) > maxBytes {
		sdk.Abort(governance.ErrBytes, "too long")
	}
	mustHaveItsFields(a)
	switch a.Kind {
	case "weights":
		checkWeights(a.Weights)
		return trackWeights
	case "params":
		track, err := checkParams(a)
		if err != nil {
			err.HandOn(governance.ErrInput, a.Contract)
		}
		return track
	case "call":
		c := governed.Caller{To: contract(a.Contract)}
		if err := c.CheckCall(&governed.CallArgs{Input: a.Input}); err != nil {
			err.HandOn(governance.ErrInput, a.Contract)
		}
		return trackRoles
	case "guardrails":
		if len(a.Guardrails) > maxInAction {
			sdk.Abort(governance.ErrGuardrails, "too many at once")
		}
		if err := checkGuardrails(a.Guardrails); err != nil {
			err.HandOn(governance.ErrGuardrails, a.Kind)
		}
		return trackRules
	case "slash":
		return trackDispute
	case "guardian":
		if err := checkMandate(a.Guardian); err != nil {
			err.HandOn(governance.ErrMandate, a.Kind)
		}
		return trackRules
	case "upgrade":
		if info, _ := sdk.Info(contract(a.Contract)); info.CodeHash == a.CodeHash {
			sdk.Abort(governance.ErrSameCode, a.Contract)
		}
		if !sdk.CodeCallable(a.CodeHash) || !a.MigrateBack.IsZero() && !sdk.CodeCallable(a.MigrateBack) {
			sdk.Abort(governance.ErrCode, "code is not callable")
		}
		if a.Contract == formula.Name {
			return trackFormula
		}
		return trackSystem
	}
	return trackText
}

// The fields of an action.
const (
	hasWeights = 1 << iota
	hasContract
	hasChanges
	hasInput
	hasCode
	hasMigrate
	hasBack
	hasGuardrails
	hasGuardian
	hasAccount
)

// fieldsOf says which fields a kind of action has; what may be absent is no part of it.
func fieldsOf(kind string) (fields, optional uint) {
	switch kind {
	case "text":
		return 0, 0
	case "weights":
		return hasWeights, 0
	case "params":
		return hasContract | hasChanges, 0
	case "call":
		return hasContract | hasInput, 0
	case "upgrade":
		return hasContract | hasCode, hasMigrate | hasBack
	case "guardrails":
		return hasGuardrails, 0
	case "guardian":
		return 0, hasGuardian
	case "slash":
		return hasAccount, 0
	}
	sdk.Abort(governance.ErrKind, kind)
	return 0, 0
}

// mustHaveItsFields aborts for a field that the kind would ignore: voters could take it for
// a part of the proposal.
//
//go:noinline
func mustHaveItsFields(a *governance.Action) {
	var has uint
	for i, present := range [...]bool{len(a.Weights) > 0, a.Contract != "", len(a.Changes) > 0, len(a.Input) > 0,
		!a.CodeHash.IsZero(), len(a.Migrate) > 0, !a.MigrateBack.IsZero(), len(a.Guardrails) > 0, a.Guardian != nil, !a.Account.IsZero()} {
		if present {
			has |= 1 << i
		}
	}
	fields, optional := fieldsOf(a.Kind)
	if has&^optional != fields {
		sdk.Abort(governance.ErrActionFields, a.Kind)
	}
}

// refusal is the error of what this contract itself declines, as if another had: it aborts a proposal, and
// is the reason of one that fails at the epoch's end, where nothing may abort.
func refusal(code uint32) *sdk.CallError {
	return &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultAborted, Code: code}
}

// checkParams asks the owner of the parameters what would change now, holds it against the guardrails,
// notes it in the action, and returns the track (G8, G9).
//
//go:noinline
func checkParams(a *governance.Action) (track uint64, err *sdk.CallError) {
	if a.Changes, track, err = inForce(a); err != nil {
		return track, err
	}
	for i := range a.Changes {
		if !fits(a.Contract, &a.Changes[i]) {
			return track, refusal(governance.ErrGuardrail)
		}
	}
	return track, nil
}

// inForce returns the changes of an action with the values in force now, and its track.
//
//go:noinline
func inForce(a *governance.Action) ([]governed.ParamChange, uint64, *sdk.CallError) {
	args := governed.ParamsArgs{Params: params(a.Changes)}
	switch a.Contract {
	case governance.Name:
		rules := loadParams()
		result, code := governed.Try(&rules, args)
		if code == 0 && !sound(&rules) {
			code = governance.ErrParams
		}
		if code != 0 {
			return nil, 0, refusal(code)
		}
		return result.Changes, trackRules, nil
	case governance.Chain:
		changes, code := chainInForce(a.Changes)
		if code != 0 {
			return nil, 0, refusal(code)
		}
		input, ok := chainChanges(changes)
		if !ok {
			return nil, 0, refusal(governed.ErrParamValue)
		}
		switch changed := sdk.CheckChainParams(input); {
		case changed == sdk.ReadOnly: // a query cannot ask: who proposes asks
		case changed < 0:
			return nil, 0, refusal(chainRefusal(changes))
		case int(changed) < len(changes):
			return nil, 0, refusal(governed.ErrUnchanged)
		}
		return changes, chainTrack(changes), nil
	}
	c := governed.Caller{To: contract(a.Contract)}
	result, err := c.CheckParams(&args)
	return result.Changes, trackParameters, err
}

// chainRefusal is why the chain declines changes, as far as it can be told: it says no more than that it does.
//
//go:noinline
func chainRefusal(changes []governed.ParamChange) uint32 {
	for _, c := range changes {
		if c.Name == governance.Program && plannedFor(c.New) <= sdk.Context().Height {
			return governance.ErrPassed
		}
	}
	return governance.ErrParams
}

// plannedFor is the height in a plan, VERSION@HEIGHT: the largest number for what is none.
func plannedFor(plan string) uint64 {
	for i := range len(plan) {
		if plan[i] != '@' {
			continue
		}
		if height, ok := sdk.ParseAmount(plan[i+1:]); ok && height.Hi == 0 {
			return height.Lo
		}
	}
	return 1<<64 - 1
}

// chainInForce fills in the values of the chain's parameters that are in force.
//
//go:noinline
func chainInForce(wanted []governed.ParamChange) (changes []governed.ParamChange, code uint32) {
	if len(wanted) > governed.MaxParams {
		return nil, governed.ErrParamCount
	}
	for i := range wanted {
		c := wanted[i]
		for j := range i {
			if wanted[j].Name == c.Name {
				return nil, governed.ErrParamTwice
			}
		}
		old, ok := sdk.ChainParam(c.Name)
		switch {
		case !ok:
			return nil, governed.ErrParamName
		case old == c.New:
			return nil, governed.ErrUnchanged
		}
		changes = append(changes, governed.ParamChange{Name: c.Name, Old: old, New: c.New})
	}
	return changes, 0
}

// chainTrack is the track of changes of the chain's parameters.
func chainTrack(changes []governed.ParamChange) uint64 {
	track := uint64(trackPause)
	for i := range changes {
		c := &changes[i]
		switch c.Name {
		case governance.Program:
			return trackProgram
		case "max_block_bytes":
			track = max(track, trackConsensus)
		case "emission":
			track = max(track, emissionTrack(c))
		default:
			track = max(track, trackChain)
		}
	}
	return track
}

// emissionTrack is the track of another emission: to pause or lower it needs a simple majority, and little time; to raise
// it needs two thirds.
func emissionTrack(c *governed.ParamChange) uint64 {
	old, _ := sdk.ParseUint(c.Old, 64)
	if now, ok := sdk.ParseUint(c.New, 64); ok && now < old {
		return trackPause
	}
	return trackFormula
}

// params are the wanted values of changes.
func params(changes []governed.ParamChange) []governed.Param {
	list := make([]governed.Param, len(changes))
	for i := range changes {
		list[i] = governed.Param{Name: changes[i].Name, Value: changes[i].New}
	}
	return list
}

// chainChanges encodes changes as the host takes them: a map from names, shorter ones first, to numbers, and a text for the program.
//
//go:noinline
func chainChanges(changes []governed.ParamChange) (input []byte, ok bool) {
	sorted := append([]governed.ParamChange(nil), changes...)
	for i := range sorted {
		for j := i; j > 0 && before(sorted[j].Name, sorted[j-1].Name); j-- {
			sorted[j], sorted[j-1] = sorted[j-1], sorted[j]
		}
	}
	var e sdk.Encoder
	e.Map(len(sorted))
	for i := range sorted {
		e.Text(sorted[i].Name)
		if sorted[i].Name == governance.Program {
			e.Text(sorted[i].New)
			continue
		}
		n, ok := sdk.ParseUint(sorted[i].New, 64)
		if !ok {
			return nil, false
		}
		e.Uint(n)
	}
	return e.Bytes(), true
}

func before(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }

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
