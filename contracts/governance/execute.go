package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// executeGas is what one call may use. executeReserve is what must be left beyond it, so
// that a call is never cut short by the hook's own limit: the proposal waits for the
// next boundary instead (G6).
const (
	executeGas     = 50_000_000
	executeReserve = 20_000_000
)

// execute carries out all actions of a passed proposal, or none: everything that can be
// checked is checked first, then the only call is made, and upgrades are scheduled last.
// The chain makes new code live at the end of this boundary. It returns false when there
// is not enough gas left.
//
//go:noinline
func (p *proposal) execute(id, next uint64) bool {
	if left := sdk.GasLeft(); left < executeGas+executeReserve {
		return false
	}
	actions, _ := loadActions(id)
	if reason := obstacle(actions); reason != "" {
		p.State, p.Reason = failed, reason
		return true
	}
	for i := range actions {
		if isCall(&actions[i]) {
			if reason := p.call(&actions[i], next); reason != "" {
				p.State, p.Reason = failed, reason
				return true
			}
		}
	}
	p.State, p.Executed = executed, next
	for i := range actions {
		a := &actions[i]
		if a.Kind != "upgrade" {
			continue
		}
		address, _ := sdk.ContractByName(a.Contract)
		if sdk.Upgrade(address, a.CodeHash, a.Migrate) != sdk.OK {
			p.State, p.Reason = failed, a.Contract+": the chain declines the upgrade"
			return true
		}
		p.State = probation
	}
	return true
}

// obstacle says why upgrades cannot be scheduled; empty when they can.
func obstacle(actions []governance.Action) string {
	for i := range actions {
		a := &actions[i]
		if a.Kind != "upgrade" {
			continue
		}
		if _, ok := sdk.ContractByName(a.Contract); !ok {
			return a.Contract + ": no such contract"
		}
		if !sdk.CodeCallable(a.CodeHash) {
			return a.Contract + ": the code is not callable"
		}
	}
	return ""
}

// call makes the action's call with this contract's authority, and says why it failed;
// its effects are undone then (G4).
//
//go:noinline
func (p *proposal) call(a *governance.Action, next uint64) string {
	name := a.Contract
	var err *sdk.CallError
	switch a.Kind {
	case "weights":
		name, err = rewards.Name, p.setWeights(a, next)
	case "params":
		err = setParams(a)
	case "guardrails":
		name, err = a.Kind, setGuardrails(a.Guardrails)
	case "call":
		if to, ok := sdk.ContractByName(name); ok {
			_, err = sdk.Call(to, a.Input, sdk.CallOptions{Gas: executeGas})
		} else {
			err = refusal(governance.ErrContractUnknown)
		}
	}
	if err != nil {
		return name + ": " + explain(err)
	}
	return ""
}

func (p *proposal) setWeights(a *governance.Action, next uint64) *sdk.CallError {
	to, ok := sdk.ContractByName(rewards.Name)
	if !ok {
		return refusal(governance.ErrContractUnknown)
	}
	args := rewards.SetWeightsArgs{Weights: a.Weights, Reason: p.Title, Epoch: next}
	return rewards.Caller{To: to, Gas: executeGas}.SetWeights(&args)
}

// setParams changes parameters at their owner, if they still fit what is in force and the guardrails. This
// contract cannot call itself.
//
//go:noinline
func setParams(a *governance.Action) *sdk.CallError {
	if _, err := checkParams(a); err != nil {
		return err
	}
	args := governed.ParamsArgs{Params: params(a.Changes)}
	switch a.Contract {
	case governance.Name:
		rules := loadParams()
		governed.Try(&rules, args)
		saveParams(&rules)
		return nil
	case governance.Chain:
		input, _ := chainChanges(a.Changes)
		if sdk.SetChainParams(input) < 0 {
			return refusal(governance.ErrParams)
		}
		return nil
	}
	return governed.Caller{To: contract(a.Contract), Gas: executeGas}.SetParams(&args)
}

// explain says what a failed call died of.
func explain(err *sdk.CallError) string {
	if err.Errno != sdk.CallFailed {
		return "cannot be called"
	}
	if err.Fault != sdk.FaultAborted {
		return sdk.FaultName(err.Fault)
	}
	for _, name := range [...]string{governance.ErrorName(err.Code), governed.ErrorName(err.Code), rewards.ErrorName(err.Code), roles.ErrorName(err.Code)} {
		if name != "" {
			return "aborted with " + name
		}
	}
	return "aborted with " + sdk.U64(uint64(err.Code)).String()
}
