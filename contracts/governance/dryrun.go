package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// How far the dry run of a proposal is.
const (
	dryWaits = iota
	dryGoesOn
	dryDone
)

// dryRun is what the chain finds out about the new code of a proposal: it carries out all that the proposal does, on a
// branch of its state, and has an epoch pass there with contributions, payouts and votes.
//
//peerz:store
type dryRun struct {
	State    uint64
	Contract string // that failed; empty: all works
	Stage    uint64 // in which it did: one of the sdk.Stage constants
	Fault    uint64
	Abort    uint64
	Before   uint64 // gas of the acts by the code that is live
	After    uint64 // and by the new one
}

// fails reports whether it is found that the new code does not work.
func (d *dryRun) fails() bool { return d.State == dryDone && d.Contract != "" }

func (d *dryRun) why() string {
	return d.Contract + ": a dry run fails in " + stageName(d.Stage) + ": " +
		explain(&sdk.CallError{Errno: sdk.CallFailed, Fault: uint32(d.Fault), Code: uint32(d.Abort)})
}

// try has the chain begin a dry run, or looks what has come of it; it returns what is known then.
//
//go:noinline
func (r *report) try(id uint64) dryRun {
	actions, _ := loadActions(id)
	d := &r.Dry
	if d.State == dryWaits && len(actions) == 0 {
		*d = dryRun{State: dryDone, Contract: governance.Name, Stage: sdk.StageEntries, Fault: uint64(sdk.FaultDenied)} // they are lost
	} else if d.State == dryWaits {
		d.State = dryGoesOn
		sdk.Savepoint()
		if reason := schedule(id, actions); reason != "" || sdk.DryRun(id) != sdk.OK {
			sdk.Undo() // what a vote could not carry out either
			*d = dryRun{State: dryDone, Contract: actions[0].Contract, Stage: sdk.StageEntries, Fault: uint64(sdk.FaultDenied)}
		} else {
			sdk.Save([]byte{keyTried}, &counter{id})
		}
	} else if o, ok := sdk.OutcomeOf(id); !ok || o.State != sdk.OutcomeTried {
		*d = dryRun{State: dryDone, Before: o.Before, After: o.After}
		if o.State == sdk.OutcomeFailed {
			d.Contract, d.Stage, d.Fault, d.Abort = nameOf(o.Contract, actions), uint64(o.Stage), uint64(o.Fault), uint64(o.Abort)
		}
		sdk.Delete([]byte{keyTried})
	}
	r.Done = d.State == dryDone && (r.Left == 0 || d.fails())
	return *d
}
