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

// execute carries out all actions of a passed proposal, or none (G4); one with new code together with that, at the end of
// this boundary. It returns false when it has to wait for the next boundary: there is not enough gas left, or it slashes after another.
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
	sdk.Savepoint()
	p.State, p.Executed, p.Reason = executed, next, ""
	var reason string
	if len(actions) == 0 {
		reason = reasonLost
	} else if upgrades(actions) {
		p.State = probation
		reason = schedule(id, actions)
	} else if name, err := p.carryOut(actions, next); err != nil {
		if err.Code == governance.ErrSlashLater { // the chain takes stake of one account an epoch
			sdk.Undo()
			p.State, p.Executed, p.Reason = timelocked, 0, "the chain takes stake of one account an epoch, and others were before"
			return false
		}
		reason = name + ": " + explain(err)
	}
	if reason != "" {
		sdk.Undo()
		p.State, p.Reason = failed, reason
	}
	return true
}

// upgrades reports whether a proposal brings new code.
func upgrades(actions []governance.Action) bool {
	for i := range actions {
		if actions[i].Kind == "upgrade" {
			return true
		}
	}
	return false
}

// schedule has the chain make new code live at the end of this boundary, and call back for what else the proposal does
// just before that: all of it takes effect, or nothing (G4). It says why the chain declines.
func schedule(id uint64, actions []governance.Action) string {
	others := false
	for i := range actions {
		if actions[i].Kind != "upgrade" {
			others = others || actions[i].Kind != "text"
			continue
		}
		if reason := upgrade(&actions[i], id); reason != "" {
			return reason
		}
	}
	if others && sdk.UpgradeCall(id, sdk.Method("carry_out", &governance.ProposalArgs{Proposal: id})) != sdk.OK {
		return "the chain declines a call"
	}
	return ""
}

// CarryOut does what a proposal does beside its upgrades. Only the chain may call it, as this contract.
func CarryOut(a governance.ProposalArgs) {
	ctx := sdk.Context()
	if ctx.Caller != ctx.Self {
		sdk.Abort(governance.ErrNotChain, "only with an upgrade")
	}
	p := loadProposal(a.Proposal)
	actions, _ := loadActions(a.Proposal)
	if len(actions) == 0 {
		sdk.Abort(sdk.ErrState, reasonLost)
	}
	if name, err := p.carryOut(actions, ctx.Epoch); err != nil {
		err.HandOn(governance.ErrInput, name)
	}
}

// carryOut does what the actions say but for upgrades, with this contract's authority and a limit of gas for all of
// them, and says which one failed, and why.
//
//go:noinline
func (p *proposal) carryOut(actions []governance.Action, next uint64) (string, *sdk.CallError) {
	reserve := sdk.GasLeft()
	reserve -= min(reserve, executeGas)
	for i := range actions {
		a := &actions[i]
		name, left := a.Contract, sdk.GasLeft()
		if left <= reserve {
			return name, &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultOutOfGas}
		}
		var err *sdk.CallError
		switch gas := left - reserve; a.Kind {
		case "weights":
			name, err = rewards.Name, p.setWeights(a, next, gas)
		case "params":
			err = p.setParams(a, gas)
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
		case "slash":
			name, err = a.Kind, slash(a)
		}
		if err != nil {
			return name, err
		}
	}
	return "", nil
}

// slash takes stake of an account.
func slash(a *governance.Action) *sdk.CallError {
	switch _, errno := sdk.Slash(a.Account); errno {
	case sdk.OK:
		return nil
	case sdk.OutflowExceeded:
		return refusal(governance.ErrSlashLater)
	}
	return refusal(governance.ErrNothingBonded)
}

// upgrade schedules new code for the end of this boundary; all upgrades of a proposal are one group.
func upgrade(a *governance.Action, id uint64) string {
	address, ok := sdk.ContractByName(a.Contract)
	switch {
	case !ok:
		return a.Contract + ": no such contract"
	case !sdk.CodeCallable(a.CodeHash):
		return a.Contract + ": the code is not callable"
	case sdk.Upgrade(&sdk.NewCode{Contract: address, Code: a.CodeHash, Migrate: a.Migrate, MigrateBack: a.MigrateBack, Group: id}) != sdk.OK:
		return a.Contract + ": the chain declines the upgrade"
	}
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

// setParams changes parameters at their owner, if they still fit what is in force and the guardrails, and are still decided by the
// rules that have decided them: less emission is more, once another vote has lowered it further (G8). This contract cannot call itself.
//
//go:noinline
func (p *proposal) setParams(a *governance.Action, gas uint64) *sdk.CallError {
	track, err := checkParams(a)
	switch {
	case err != nil:
		return err
	case track > p.Track:
		return refusal(governance.ErrStricterTrack)
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
