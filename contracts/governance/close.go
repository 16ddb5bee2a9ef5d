package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EndEpoch moves the active proposals on: it counts votes whose time is over, carries
// out what has waited long enough, and watches new code. Proposals are small; their actions
// are not. So a call goes through the proposals up to the first whose actions it needs, and
// asks to go on behind it with fresh memory (G7). Taking the same proposal twice at one
// boundary changes nothing.
func EndEpoch(a sdk.EndEpochArgs) (result sdk.HookResult) {
	open := loadActive()
	ended := false
	for _, id := range append([]uint64(nil), open.IDs...) {
		if id <= a.From {
			continue
		}
		p := loadProposal(id)
		before := p
		looked := p.advance(id, a.Epoch)
		if p != before {
			p.save(id)
		}
		if p.State != before.State {
			sdk.Emit("governance."+stateNames[p.State], sdk.Uint("proposal", id), sdk.Text("reason", p.Reason))
		}
		if p.State > probation {
			open.remove(id)
			ended = true
		}
		if looked {
			result.Next = id
			break
		}
	}
	if ended {
		open.save()
	}
	return result
}

// advance takes the steps that are due at the end of an epoch, and reports whether it looked at
// the actions.
func (p *proposal) advance(id, epoch uint64) (looked bool) {
	next := epoch + 1
	if p.State == voting && epoch >= p.VotingEnd {
		p.tally(next)
	}
	switch {
	case p.State == timelocked && next >= p.ExecuteAt:
		if p.execute(id, next) {
			return true
		}
		if next >= p.ExecuteAt+p.Grace {
			p.State, p.Reason = expired, "could not be carried out in time"
		}
	case p.State == probation && next > p.Executed:
		p.watch(id, next)
		return true
	}
	return false
}
