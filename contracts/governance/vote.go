package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// optionNames are the options by the number that is stored. Abstain counts for the quorum
// only; veto is a no that costs the proposer the deposit if it is frequent.
var optionNames = [...]string{"yes", "no", "veto", "abstain"}

// Vote votes with the stake that the caller had when the epoch of the submission began, and with that of those who had
// named it then to vote for them: what was bonded or delegated later has no say (G1).
func Vote(a governance.VoteArgs) {
	ctx := sdk.Context()
	p := loadProposal(a.Proposal)
	if p.State == waiting {
		sdk.Abort(governance.ErrWaiting, "no votes yet")
	}
	if !p.openAt(ctx.Epoch) {
		sdk.Abort(governance.ErrVotingOver, "not open for votes")
	}
	reached := p.turnoutReached()
	v := loadVote(a.Proposal, ctx.Caller)
	if !v.Cast {
		p.override(a.Proposal, ctx.Caller)
	} else {
		sum := p.sum(v.Choice)
		*sum = sum.Sub(v.Power)
	}
	v.Cast, v.Choice, v.Power = true, option(a.Option), p.powerOf(ctx.Caller, &v)
	if v.Power.IsZero() {
		sdk.Abort(governance.ErrNoPower, "no stake at the snapshot")
	}
	sum := p.sum(v.Choice)
	*sum = sum.Add(v.Power)
	sdk.Save(voteKey(a.Proposal, ctx.Caller), &v)
	if late := p.lastPart(); !reached && !p.Extended && p.turnoutReached() && ctx.Epoch+late > p.VotingEnd {
		p.Extended, p.VotingEnd = true, p.VotingEnd+late
	}
	p.save(a.Proposal)
	sdk.Emit("governance.voted", sdk.Uint("proposal", a.Proposal), sdk.Addr("account", ctx.Caller),
		sdk.Text("option", a.Option), sdk.Amt("power", v.Power))
}

// powerOf is what an account votes with: its own stake, and that of those who have it vote for them and do not vote
// themselves.
func (p *proposal) powerOf(account sdk.Address, v *vote) sdk.Amount {
	given, _ := sdk.Delegated(account, p.Submitted).CheckedSub(v.Taken)
	return sdk.Stake(account, p.Submitted).Add(given)
}

// override takes the stake of an account that votes itself out of what its proxy votes with, whether that has voted
// or not. The proxy's vote is weighed anew: stake that was dormant when it was cast is awake now, and in neither.
func (p *proposal) override(id uint64, account sdk.Address) {
	own := sdk.Stake(account, p.Submitted)
	proxy, named := sdk.Proxy(account, p.Submitted)
	if !named || own.IsZero() {
		return
	}
	v := loadVote(id, proxy)
	v.Taken = v.Taken.Add(own)
	if v.Cast {
		sum, power := p.sum(v.Choice), p.powerOf(proxy, &v)
		*sum = sum.Sub(v.Power).Add(power)
		v.Power = power
	}
	sdk.Save(voteKey(id, proxy), &v)
}

func loadVote(id uint64, account sdk.Address) (v vote) {
	sdk.Load(voteKey(id, account), &v)
	return v
}

// Delegate names a proxy, from the next epoch on.
func Delegate(a governance.DelegateArgs) {
	switch sdk.Delegate(a.Proxy) {
	case sdk.OK:
	case sdk.InvalidArgument:
		sdk.Abort(governance.ErrProxy, "oneself")
	default:
		sdk.Abort(governance.ErrProxy, "the chain declines")
	}
	sdk.Emit("governance.delegated", sdk.Addr("account", sdk.Context().Caller), sdk.Addr("proxy", a.Proxy))
}

// Power says what an account votes with on what is proposed in this epoch, and in the next.
func Power(a governance.PowerArgs) governance.PowerResult {
	epoch := sdk.Context().Epoch
	r := governance.PowerResult{Stake: sdk.Stake(a.Account, epoch), Delegated: sdk.Delegated(a.Account, epoch)}
	r.Proxy, _ = sdk.Proxy(a.Account, epoch)
	r.NextStake = sdk.Stake(a.Account, epoch+1)
	r.NextProxy, _ = sdk.Proxy(a.Account, epoch+1)
	r.All = sdk.TotalStake(epoch)
	r.Awake, _ = sdk.AwakeStake(epoch)
	return r
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

// lastPart is the end of the time for votes, in epochs. Who lets a quorum be reached only in it gives the others
// as much time again, once.
func (p *proposal) lastPart() uint64 { return (p.Voting + 2) / 4 }

func (p *proposal) turnoutReached() bool {
	return compare(p.Yes.Add(p.No).Add(p.Veto).Add(p.Abstain), p.Power, p.Quorum) >= 0
}

// sum is where an option is counted.
func (p *proposal) sum(option uint64) *sdk.Amount {
	return [...]*sdk.Amount{&p.Yes, &p.No, &p.Veto, &p.Abstain}[option]
}
