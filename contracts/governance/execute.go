package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// executeGas is what the actions of a proposal may use together. executeReserve is what must be left beyond it, so
// that they are never cut short by the hook's own limit: the proposal waits for the next boundary instead (G6).
const (
	executeGas     = 100_000_000
	executeReserve = 20_000_000
)

// execute carries out all actions of a passed proposal, or none (G4). The chain makes new code live at the end of
// this boundary. It returns false when there is not enough gas left.
//
//go:noinline
func (p *proposal) execute(id, next uint64) bool {
	if sdk.GasLeft() < executeGas+executeReserve {
		return false
	}
	actions, _ := loadActions(id)
	if resumes := p.paused(actions, next); resumes != 0 {
		p.ExecuteAt = resumes
		return true
	}
	if taken(actions, next) {
		p.ExecuteAt = next + 1
		return true
	}
	sdk.Savepoint()
	p.State, p.Executed = executed, next
	reserve := sdk.GasLeft() - executeGas
	for i := range actions {
		if reason := p.carryOut(&actions[i], id, next, reserve); reason != "" {
			sdk.Undo()
			p.State, p.Reason = failed, reason
			break
		}
	}
	return true
}

// taken reports whether another proposal has new code for one of the contracts at this boundary: the chain takes
// one code at a time, and this proposal waits for the next boundary.
func taken(actions []governance.Action, next uint64) bool {
	for i := range actions {
		var last counter
		if a := &actions[i]; a.Kind == "upgrade" && sdk.Load(upgradedKey(a.Contract), &last) && last.N == next {
			return true
		}
	}
	return false
}

// carryOut does what an action says with this contract's authority, using the gas beyond a reserve, and says why
// it failed.
//
//go:noinline
func (p *proposal) carryOut(a *governance.Action, id, next, reserve uint64) string {
	name := a.Contract
	var err *sdk.CallError
	left := sdk.GasLeft()
	if left <= reserve {
		return name + ": " + sdk.FaultName(sdk.FaultOutOfGas)
	}
	switch gas := left - reserve; a.Kind {
	case "weights":
		name, err = rewards.Name, p.setWeights(a, next, gas)
	case "params":
		err = setParams(a, gas)
	case "guardrails":
		name, err = a.Kind, setGuardrails(a.Guardrails)
	case "guardian":
		name, err = a.Kind, setMandate(a.Guardian)
	case "call":
		if to, ok := sdk.ContractByName(name); ok {
			_, err = sdk.Call(to, a.Input, sdk.CallOptions{Gas: gas})
		} else {
			err = refusal(governance.ErrContractUnknown)
		}
	case "upgrade":
		return p.upgrade(a, id, next)
	}
	if err != nil {
		return name + ": " + explain(err)
	}
	return ""
}

// upgrade schedules new code for the end of this boundary; all upgrades of a proposal are one group.
func (p *proposal) upgrade(a *governance.Action, id, next uint64) string {
	address, ok := sdk.ContractByName(a.Contract)
	switch {
	case !ok:
		return a.Contract + ": no such contract"
	case !sdk.CodeCallable(a.CodeHash):
		return a.Contract + ": the code is not callable"
	case sdk.Upgrade(&sdk.NewCode{Contract: address, Code: a.CodeHash, Migrate: a.Migrate, MigrateBack: a.MigrateBack, Group: id}) != sdk.OK:
		return a.Contract + ": the chain declines the upgrade"
	}
	sdk.Save(upgradedKey(a.Contract), &counter{next})
	p.State = probation
	return ""
}

func (p *proposal) setWeights(a *governance.Action, next, gas uint64) *sdk.CallError {
	to, ok := sdk.ContractByName(rewards.Name)
	if !ok {
		return refusal(governance.ErrContractUnknown)
	}
	args := rewards.SetWeightsArgs{Weights: a.Weights, Reason: p.Title, Epoch: next}
	return rewards.Caller{To: to, Gas: gas}.SetWeights(&args)
}

// setParams changes parameters at their owner, if they still fit what is in force and the guardrails. This
// contract cannot call itself.
//
//go:noinline
func setParams(a *governance.Action, gas uint64) *sdk.CallError {
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
	return governed.Caller{To: contract(a.Contract), Gas: gas}.SetParams(&args)
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
