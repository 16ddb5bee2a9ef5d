package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// executeGas is what one call may use. executeReserve is what must be left beyond it, so
// that a call is never cut short by the hook's own limit: the proposal waits for the
// next boundary instead.
const (
	executeGas     = 50_000_000
	executeReserve = 20_000_000
)

// execute carries out all actions of a passed proposal, or none: everything that can be
// checked is checked first, then the only call is made, and upgrades are scheduled last.
// The chain makes new code live at the end of this boundary. It returns false when there
// is not enough gas left.
func (p *proposal) execute(next uint64) bool {
	if left := sdk.GasLeft(); left < executeGas+executeReserve {
		return false
	}
	actions := p.actions()
	if reason := refusal(actions); reason != "" {
		p.State, p.Reason = failed, reason
		return true
	}
	for i := range actions {
		if actions[i].isCall() {
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
			p.State, p.Reason = failed, a.Contract+": the chain refuses the upgrade"
			return true
		}
		p.State = probation
	}
	return true
}

// refusal says why upgrades cannot be scheduled; empty when they can.
func refusal(actions []Action) string {
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

// setWeights is the argument of set_weights of rewards.
//
//peerz:message
type setWeights struct {
	Weights []RoleWeight
	Reason  string
	Epoch   uint64
}

// call makes the action's call with this contract's authority, and says why it failed;
// its effects are undone then.
func (p *proposal) call(a *Action, next uint64) string {
	name, input := a.Contract, a.Input
	if a.Kind == "weights" {
		name = "rewards"
		input = sdk.Method("set_weights", &setWeights{Weights: a.Weights, Reason: p.Title, Epoch: next})
	}
	if name == "governance" {
		return setOwnParams(input)
	}
	address, ok := sdk.ContractByName(name)
	if !ok {
		return name + ": no such contract"
	}
	if _, err := sdk.Call(address, input, sdk.CallOptions{Gas: executeGas}); err != nil {
		return name + ": " + explain(err)
	}
	return ""
}

// setOwnParams replaces the rules: this contract cannot call itself.
func setOwnParams(input []byte) string {
	p, ok := ownParams(input)
	if !ok || !p.sound() {
		return "governance: parameter out of range"
	}
	p.save()
	return ""
}

// explain says what a failed call died of.
func explain(err *sdk.CallError) string {
	if err.Errno != sdk.CallFailed {
		return "cannot be called"
	}
	if err.Fault == sdk.FaultAborted {
		return "refused with abort code " + sdk.U64(uint64(err.Code)).String()
	}
	return cause(err.Fault)
}

// faultEntryMissing is with what the chain refuses new code that does less than the old.
const faultEntryMissing = 16

// cause names a fault of the chain, or a reason with which rewards gives up a formula.
func cause(reason uint32) string {
	switch reason {
	case faultEntryMissing:
		return "an entry of the old code is missing"
	case sdk.FaultOutOfGas:
		return "out of gas"
	case sdk.FaultTrap:
		return "trap"
	case sdk.FaultStackOverflow:
		return "stack overflow"
	case sdk.FaultAborted:
		return "aborted"
	case sdk.FaultDenied:
		return "denied"
	case 100:
		return "not callable"
	case 101:
		return "malformed answer"
	case 102:
		return "answer of the wrong length"
	case 103:
		return "weight out of bounds"
	case 104:
		return "weights are all zero"
	case 105:
		return "scores overflow"
	}
	return "reason " + sdk.U64(uint64(reason)).String()
}
