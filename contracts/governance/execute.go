package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
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
func (p *proposal) call(a *governance.Action, next uint64) string {
	name := a.Contract
	if a.Kind == "weights" {
		name = rewards.Name
	}
	switch name {
	case governance.Name:
		return setOwnParams(a.Input)
	case governance.Chain:
		if sdk.SetChainParams(a.Input) < 0 {
			return "chain: a parameter is out of its range, or does not fit another"
		}
		return ""
	}
	address, ok := sdk.ContractByName(name)
	if !ok {
		return name + ": no such contract"
	}
	var err *sdk.CallError
	if a.Kind == "weights" {
		args := rewards.SetWeightsArgs{Weights: a.Weights, Reason: p.Title, Epoch: next}
		err = rewards.Caller{To: address, Gas: executeGas}.SetWeights(&args)
	} else {
		_, err = sdk.Call(address, a.Input, sdk.CallOptions{Gas: executeGas})
	}
	if err != nil {
		return name + ": " + explain(err)
	}
	return ""
}

// setOwnParams replaces the rules: this contract cannot call itself.
func setOwnParams(input []byte) string {
	p, ok := ownParams(input)
	if !ok || !sound(&p) {
		return "governance: parameter out of range"
	}
	saveParams(&p)
	return ""
}

// explain says what a failed call died of.
func explain(err *sdk.CallError) string {
	if err.Errno != sdk.CallFailed {
		return "cannot be called"
	}
	if err.Fault != sdk.FaultAborted {
		return sdk.FaultName(err.Fault)
	}
	name := rewards.ErrorName(err.Code)
	if name == "" {
		name = roles.ErrorName(err.Code)
	}
	if name == "" {
		name = sdk.U64(uint64(err.Code)).String()
	}
	return "aborted with " + name
}
