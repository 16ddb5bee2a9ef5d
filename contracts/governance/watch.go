package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
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

var stageNames = [...]string{"", "entries", "migrate", "hooks", "migrate_back", "hooks of the old code", "its other actions"}

// lookForFailure asks the chain whether it has carried out what was scheduled: if not, nothing of the proposal has
// taken effect.
func (p *proposal) lookForFailure(id uint64, actions []governance.Action) {
	if p.State != probation || p.Activated {
		return
	}
	why, ok := sdk.UpgradeFailed(id)
	if !ok {
		return
	}
	name := governance.Name
	for i := range actions {
		if a := &actions[i]; a.Kind == "upgrade" {
			if address, _ := sdk.ContractByName(a.Contract); address == why.Contract {
				name = a.Contract
			}
		}
	}
	stage := ""
	if int(why.Stage) < len(stageNames) {
		stage = stageNames[why.Stage]
	}
	p.State, p.Reason = failed, name+": "+stage+": "+explain(&sdk.CallError{Errno: sdk.CallFailed, Fault: why.Fault, Code: why.Abort})
}
