package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Propose opens a vote.
func Propose(a governance.ProposeArgs) governance.ProposeResult {
	ctx, rules := sdk.Context(), loadParams()
	if ctx.Value != rules.Deposit {
		sdk.Abort(governance.ErrDeposit, "funds are not the deposit")
	}
	if len(a.Title) > 200 || !text.IsLine(a.Title) {
		sdk.Abort(governance.ErrTitle, "bad title")
	}
	track := trackOf(a.Actions)
	p := newProposal(&rules, track, ctx)
	p.Title = a.Title
	actions := sdk.Marshal(&actionList{a.Actions})
	if len(actions) > maxEncoded {
		sdk.Abort(governance.ErrTooLong, "actions too long")
	}
	p.count()
	if p.Power.IsZero() {
		sdk.Abort(governance.ErrPowerlessChain, "nobody has stake that is awake")
	}
	id := lastID() + 1
	open := loadActive()
	open.add(id, track, rules.MaxActive)
	open.save()
	p.save(id)
	sdk.Set(actionsKey(id), actions)
	sdk.Save([]byte{keyLast}, &counter{id})
	sdk.Emit("governance.proposed", sdk.Uint("proposal", id), sdk.Addr("proposer", p.Proposer),
		sdk.Text("track", trackName(track)), sdk.Text("title", p.Title))
	return governance.ProposeResult{Proposal: id}
}

// newProposal fills in the rules that hold for a track now, and decide it later (G3).
func newProposal(r *governance.Params, track uint64, ctx *sdk.Ctx) proposal {
	t := &r.Tracks[track]
	return proposal{
		Proposer: ctx.Caller, Deposit: ctx.Value, Track: track,
		Submitted: ctx.Epoch, VotingEnd: ctx.Epoch + t.Voting - 1,
		Quorum: t.Quorum, Threshold: t.Threshold, Timelock: t.Timelock, VetoLimit: r.Veto, Grace: r.Grace,
	}
}

// add puts a proposal on the list, unless its track is full.
func (a *active) add(id, track, limit uint64) {
	var n uint64
	for _, t := range a.Tracks {
		if t == track {
			n++
		}
	}
	if n >= limit {
		sdk.Abort(governance.ErrTrackFull, trackName(track))
	}
	a.IDs, a.Tracks = append(a.IDs, id), append(a.Tracks, track)
}

// Cancel withdraws a proposal while it is voted on.
func Cancel(a governance.ProposalArgs) {
	p := loadProposal(a.Proposal)
	if p.Proposer != sdk.Context().Caller {
		sdk.Abort(governance.ErrNotProposer, "not the proposer")
	}
	if !p.openAt(sdk.Context().Epoch) {
		sdk.Abort(governance.ErrVotingOver, "voting is over")
	}
	half, _, _ := sdk.MulDiv(p.Deposit, sdk.U64(1), sdk.U64(2))
	if !p.forfeit(half) || !p.refund() {
		sdk.Abort(governance.ErrTransfer, "deposit")
	}
	p.State = cancelled
	p.save(a.Proposal)
	open := loadActive()
	open.remove(a.Proposal)
	open.save()
	sdk.Emit("governance.cancelled", sdk.Uint("proposal", a.Proposal))
}

// openAt reports whether votes count in an epoch.
func (p *proposal) openAt(epoch uint64) bool {
	return p.State == voting && epoch <= p.VotingEnd
}

// refund returns what is left of the deposit; false when the ledger declines.
func (p *proposal) refund() bool { return p.pay(p.Proposer, p.Deposit) }

// forfeit sends a part of the deposit to rewards, where it enters the next pool.
func (p *proposal) forfeit(amount sdk.Amount) bool {
	pool, ok := sdk.ContractByName(rewards.Name)
	return ok && p.pay(pool, amount)
}

func (p *proposal) pay(to sdk.Address, amount sdk.Amount) bool {
	if !amount.IsZero() && sdk.Transfer(to, amount) != sdk.OK {
		return false
	}
	p.Deposit = p.Deposit.Sub(amount)
	return true
}
