package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// watch looks at upgraded contracts that are on probation, at the boundary that begins
// epoch next. The chain restores the last good code by itself; here the proposal learns
// what became of it (G5). It is executed when the probation of all its codes is over.
func (p *proposal) watch(id, next uint64) {
	done, alive := true, true
	actions, _ := loadActions(id)
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
	switch {
	case alive:
		p.Activated = true
	case !p.Activated && next > p.Executed+1: // the chain had two boundaries to activate it
		p.State, p.Reason = failed, "the new code was not activated: its migration failed"
		return
	case !p.Activated:
		return
	}
	if done { // also when a later proposal has replaced the code
		p.State = executed
	}
}
