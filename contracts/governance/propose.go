package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// What a proposal may say of itself, in bytes.
const (
	maxTitle       = 200
	maxDescription = 4096
	maxLink        = 256
)

// maxDepositTimes is how many times the deposit that is asked for somebody can pay: what buys an earlier place is
// bounded, as a loss of it is.
const maxDepositTimes = 10

// Propose has a proposal wait for a place in its track.
func Propose(a governance.ProposeArgs) governance.ProposeResult {
	ctx, rules := sdk.Context(), loadParams()
	checkWords(&a)
	track := decidedBy(a.Actions, a.Expedited)
	prepaid := reportCost(rules.Deposit, track, a.Actions)
	deposit, ok := ctx.Value.CheckedSub(prepaid)
	most, _, _ := sdk.MulDiv(rules.Deposit, sdk.U64(maxDepositTimes), sdk.U64(1)) // a million tokens at most
	if !ok || deposit.Less(rules.Deposit) || most.Less(deposit) {
		sdk.Abort(governance.ErrDeposit, "funds are not a deposit, and what the report costs")
	}
	if sdk.LockEscrow(ctx.Caller, ctx.Value) != sdk.OK {
		sdk.Abort(governance.ErrTransfer, "deposit")
	}
	p := newProposal(&rules, track, ctx)
	p.Deposit = deposit
	if s := subjectOf(a.Actions); !s.change.Code.IsZero() && track != trackExpedited {
		p.Shadow = rules.Shadow
	}
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
	queue := loadPlaces(track)
	own := seat{id, p.Proposer, p.Deposit, p.Submitted}
	queue.join(own, rules.MaxActive, track)
	queue.save(track)
	p.save(id)
	sdk.Set(actionsKey(id), actions)
	order(own, track, a.Actions, prepaid)
	if a.Description != "" || a.Link != "" {
		sdk.Save(aboutKey(id), &about{a.Description, a.Link, a.LinkHash})
	}
	sdk.Save([]byte{keyLast}, &counter{id})
	sdk.Emit("governance.proposed", sdk.Uint("proposal", id), sdk.Addr("proposer", p.Proposer),
		sdk.Text("track", trackName(track)), sdk.Text("title", p.Title))
	return governance.ProposeResult{Proposal: id}
}

// checkWords aborts for what people could not read, or could not check.
func checkWords(a *governance.ProposeArgs) {
	if len(a.Title) > maxTitle || !text.IsLine(a.Title) {
		sdk.Abort(governance.ErrTitle, "bad title")
	}
	if len(a.Description) > maxDescription || len(a.Link) > maxLink || !areLines(a.Description) ||
		a.Link != "" && !text.IsLine(a.Link) || (a.Link == "") != a.LinkHash.IsZero() {
		sdk.Abort(governance.ErrText, "bad description or link")
	}
}

// areLines reports whether a text is lines, of which some may be empty.
func areLines(s string) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '\n' {
			continue
		}
		if i > start && !text.IsLine(s[start:i]) {
			return false
		}
		start = i + 1
	}
	return true
}

// decidedBy is the track whose rules decide about actions. What is expedited has less time, and needs the votes of
// the strictest: so it is for repairs, and never for rules, or for a program that operators must install.
func decidedBy(actions []governance.Action, expedited bool) uint64 {
	track := trackOf(actions)
	if !expedited {
		return track
	}
	if track == trackText || track >= trackProgram {
		sdk.Abort(governance.ErrExpedited, trackName(track))
	}
	return trackExpedited
}

// newProposal fills in the rules that hold for a track now, and decide it later (G3).
func newProposal(r *governance.Params, track uint64, ctx *sdk.Ctx) proposal {
	t := &r.Tracks[track]
	return proposal{
		Proposer: ctx.Caller, Track: track,
		Submitted: ctx.Epoch, Voting: t.Voting,
		Quorum: t.Quorum, Threshold: t.Threshold, Timelock: t.Timelock, VetoLimit: r.Veto, Grace: r.Grace,
	}
}

// Cancel withdraws a proposal until the votes are counted.
func Cancel(a governance.ProposalArgs) {
	p := loadProposal(a.Proposal)
	if p.Proposer != sdk.Context().Caller {
		sdk.Abort(governance.ErrNotProposer, "not the proposer")
	}
	if p.State != waiting && !p.openAt(sdk.Context().Epoch) {
		sdk.Abort(governance.ErrVotingOver, "voting is over")
	}
	half, _, _ := sdk.MulDiv(p.Deposit, sdk.U64(1), sdk.U64(2)) // rounded down, for the proposer
	p.forfeit(half)
	p.refund()
	p.cancel(a.Proposal, "by its proposer")
	dropReport(a.Proposal)
}

// cancel ends a proposal whose deposit is gone.
func (p *proposal) cancel(id uint64, reason string) {
	p.State, p.Reason = cancelled, reason
	p.save(id)
	leave(id, p.Track)
	p.tell(id)
}

// openAt reports whether votes count in an epoch.
func (p *proposal) openAt(epoch uint64) bool {
	return p.State == voting && epoch <= p.VotingEnd
}

// Deposits are in escrow, which the chain holds: they go back to who paid them, or to the reserve, and no code that
// is voted in can send them elsewhere. Nothing here can fail while the escrow holds what the proposal says (G2); if
// it ever held less, the deposit stays with the proposal, where everybody sees it, and votes are counted all the same.

// refund returns what is left of the deposit.
func (p *proposal) refund() {
	if !p.Deposit.IsZero() && sdk.ReleaseEscrow(p.Proposer, p.Deposit) == sdk.OK {
		p.Deposit = sdk.Amount{}
	}
}

// forfeit gives a part of the deposit to the reserve.
func (p *proposal) forfeit(amount sdk.Amount) {
	if amount.IsZero() {
		return
	}
	if _, errno := sdk.ForfeitEscrow(p.Proposer, amount, sdk.Address{}, sdk.Amount{}); errno == sdk.OK {
		p.Deposit = p.Deposit.Sub(amount)
	}
}
