package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// vetoSignal is the share of all stake, in ppm, whose veto doubles the timelock of a dangerous proposal: those who
// do not want to live with it have time to leave.
const vetoSignal = 100_000

// tally decides a proposal when its voting time is over, and releases the deposit: it is
// lost when too few voted or too many vetoed, and returned otherwise.
func (p *proposal) tally(next uint64) {
	p.count()
	decisive := p.Yes.Add(p.No).Add(p.Veto)
	turnout := decisive.Add(p.Abstain)
	switch {
	case compare(turnout, p.Power, p.Quorum) < 0:
		p.reject(governance.ReasonQuorum, true)
	case compare(p.Veto, turnout, p.VetoLimit) > 0:
		p.reject(governance.ReasonVeto, true)
	case compare(p.Yes, decisive, p.Threshold) <= 0:
		p.reject("too few said yes", false)
	case p.Track == trackDispute && !p.hasTwoThirds():
		p.reject(governance.ReasonStake, false)
	case p.Track == trackText: // nothing is left to do
		p.State, p.ExecuteAt, p.Executed = executed, next, next
		p.refund()
	default:
		if p.Track >= trackFormula && compare(p.Veto, p.Power, vetoSignal) >= 0 {
			p.Timelock *= 2
		}
		p.State, p.ExecuteAt = timelocked, next+p.Timelock+p.Shadow
		p.refund()
	}
}

// hasTwoThirds reports whether two thirds of all that was bonded at the snapshot, dormant or not, have said yes.
func (p *proposal) hasTwoThirds() bool {
	all, _, _ := sdk.MulDiv(sdk.TotalStake(p.Submitted), sdk.U64(2), sdk.U64(1)) // below the cap, twice
	yes, _, _ := sdk.MulDiv(p.Yes, sdk.U64(3), sdk.U64(1))
	return !yes.Less(all)
}

// count takes what is known now of the stake of the snapshot that is awake: dormant stake is in no quorum. To vote
// is to wake, with full power; so whose vote is counted is in the sum.
func (p *proposal) count() {
	if total, ok := sdk.AwakeStake(p.Submitted); ok {
		p.Power = total
	}
}

// compare compares part with ppm of whole, exactly.
func compare(part, whole sdk.Amount, ppm uint64) int {
	left, _, ok := sdk.MulDiv(part, sdk.U64(million), sdk.U64(1))
	right, _, ok2 := sdk.MulDiv(whole, sdk.U64(ppm), sdk.U64(1))
	if !ok || !ok2 { // stakes are below 2^90, within the cap: it cannot be
		return -1
	}
	return left.Cmp(right)
}

// reject ends a proposal. Nothing here can fail: a deposit that the ledger would refuse
// to move stays here, and is shown with the proposal.
func (p *proposal) reject(reason string, forfeited bool) {
	p.State, p.Reason = rejected, reason
	if forfeited {
		p.forfeit(p.Deposit)
	} else {
		p.refund()
	}
}
