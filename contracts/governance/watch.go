package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// watch looks at upgraded contracts that are on probation, at the boundary that begins
// epoch next. The chain restores the last good code by itself; here the proposal learns
// what became of it (G5). It is executed when the probation of all its codes is over.
func (p *proposal) watch(id, next uint64) {
	done, alive := true, true
	actions, _ := loadActions(id)
	if p.lookForFailure(id, actions); p.State == failed {
		return
	}
	if len(actions) == 0 { // what to look at, nobody knows any more
		p.State, p.Reason = executed, reasonLost
		return
	}
	for i := range actions {
		a := &actions[i]
		if a.Kind != "upgrade" {
			continue
		}
		address, _ := sdk.ContractByName(a.Contract)
		info, _ := sdk.Info(address)
		if info.Failed == a.CodeHash && info.FailedEpoch >= p.Executed {
			p.State, p.Reason = rolledBack, a.Contract+": "+rewards.ReasonName(uint64(info.FailedReason))
			if info.FailedReason != sdk.FaultGroupFailed {
				return
			}
		}
		if info.CodeHash != a.CodeHash {
			alive = false
		} else if !info.LastGood.IsZero() && info.LastGood != info.CodeHash {
			done = false
		} else if a.Contract == formula.Name && standing(a.CodeHash).Row > 0 {
			done = false // it fails, and is on its way out or to recovery
		}
	}
	if p.State == rolledBack {
		return
	}
	p.Activated = p.Activated || alive
	if p.Activated && done { // also when a later proposal has replaced the code
		p.State = executed
	}
}

var stageNames = [...]string{"", "entries", "migrate", "hooks", "migrate_back", "the code before, after the way back", "its other actions",
	"contributions", "payouts", "votes", "queries"}

func stageName(stage uint64) string {
	if stage < uint64(len(stageNames)) {
		return stageNames[stage]
	}
	return ""
}

// lookForFailure asks the chain whether it has carried out what was scheduled: if not, nothing of the proposal has
// taken effect.
func (p *proposal) lookForFailure(id uint64, actions []governance.Action) {
	if p.State != probation || p.Activated {
		return
	}
	if why, ok := sdk.OutcomeOf(id); ok && why.State == sdk.OutcomeFailed {
		p.State, p.Reason = failed, nameOf(why.Contract, actions)+": "+stageName(uint64(why.Stage))+": "+explain(callError(&why))
	}
}

// nameOf is the name of a contract that code is proposed for, or that others know.
func nameOf(a sdk.Address, actions []governance.Action) string {
	for i := range actions {
		if name := actions[i].Contract; actions[i].Kind == "upgrade" {
			if address, _ := sdk.ContractByName(name); address == a {
				return name
			}
		}
	}
	for _, name := range [...]string{rewards.Name, roles.Name, governance.Name} {
		if address, _ := sdk.ContractByName(name); address == a {
			return name
		}
	}
	return "another contract"
}

func callError(o *sdk.UpgradeOutcome) *sdk.CallError {
	return &sdk.CallError{Errno: sdk.CallFailed, Fault: o.Fault, Code: o.Abort}
}
