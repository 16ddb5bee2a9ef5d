package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// optionNames are the options by the number that is stored. Abstain counts for the quorum
// only; veto is a no that costs the proposer the deposit if it is frequent.
var optionNames = [...]string{"yes", "no", "veto", "abstain"}

// Vote votes with the stake that the caller had when the epoch of the submission began:
// what was bonded later has no say (G1).
func Vote(a governance.VoteArgs) {
	ctx := sdk.Context()
	p := loadProposal(a.Proposal)
	if !p.openAt(ctx.Epoch) {
		sdk.Abort(governance.ErrVotingOver, "not open for votes")
	}
	now := vote{Choice: option(a.Option), Power: sdk.Stake(ctx.Caller, p.Submitted)}
	if now.Power.IsZero() {
		sdk.Abort(governance.ErrNoPower, "no stake at the snapshot")
	}
	key := voteKey(a.Proposal, ctx.Caller)
	var before vote
	if sdk.Load(key, &before) {
		sum := p.sum(before.Choice)
		*sum = sum.Sub(before.Power)
	}
	sum := p.sum(now.Choice)
	*sum = sum.Add(now.Power)
	sdk.Save(key, &now)
	p.save(a.Proposal)
	sdk.Emit("governance.voted", sdk.Uint("proposal", a.Proposal), sdk.Addr("account", ctx.Caller),
		sdk.Text("option", a.Option), sdk.Amt("power", now.Power))
}

func voteKey(id uint64, account sdk.Address) []byte {
	return sdk.Key(keyVote, sdk.BE64(id), account.Bytes())
}

func option(name string) uint64 {
	for i := range optionNames {
		if optionNames[i] == name {
			return uint64(i)
		}
	}
	sdk.Abort(governance.ErrOption, name)
	return 0
}

// sum is where an option is counted.
func (p *proposal) sum(option uint64) *sdk.Amount {
	return [...]*sdk.Amount{&p.Yes, &p.No, &p.Veto, &p.Abstain}[option]
}
