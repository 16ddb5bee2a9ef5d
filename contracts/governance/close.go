package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EndEpoch moves the active proposals on: it counts votes whose time is over, carries out
// what has waited long enough, and watches new code.
func EndEpoch(a sdk.EndEpochArgs) {
	open := loadActive()
	ended := false
	for _, id := range append([]uint64(nil), open.IDs...) {
		p := loadProposal(id)
		before := p.State
		if !p.advance(a.Epoch) {
			continue
		}
		p.save(id)
		if p.State != before {
			sdk.Emit("governance."+stateNames[p.State], sdk.Uint("proposal", id), sdk.Text("reason", p.Reason))
		}
		if p.State > probation {
			open.remove(id)
			ended = true
		}
	}
	if ended {
		open.save()
	}
}

// advance takes the steps that are due at the end of an epoch; false when there is none.
func (p *proposal) advance(epoch uint64) (changed bool) {
	next := epoch + 1
	if p.State == voting && epoch >= p.VotingEnd {
		p.tally(next)
		changed = true
	}
	if p.State == timelocked && next >= p.ExecuteAt {
		switch {
		case p.execute(next):
			return true
		case next >= p.ExecuteAt+p.Grace:
			p.State, p.Reason = expired, "could not be carried out in time"
			return true
		}
		return changed
	}
	if p.State == probation && next > p.Executed {
		state, activated := p.State, p.Activated
		p.watch(next)
		changed = changed || p.State != state || p.Activated != activated
	}
	return changed
}
