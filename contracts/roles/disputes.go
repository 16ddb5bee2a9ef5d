package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A dispute asks the attestors to look again at what a participant did in a role and an epoch, before it is paid. It is
// decided by the power that verifies a value, of the set of the epoch in which it began, so that nobody who comes for
// it has a vote. It ends when the epoch after that does, whoever is silent (P15).

const (
	disputeEpochs  = 1  // after the one in which it began, in which attestors vote
	disputesListed = 10 // on a page
)

// dispute is one that is open.
//
//peerz:store
type dispute struct {
	Began    uint64 // the epoch
	Epoch    uint64
	Role     uint64
	ID       string
	Numbers  []uint64
	Reason   string
	Disputer sdk.Address
	Bond     sdk.Amount
	Account  sdk.Address // that would be paid
	Sponsor  sdk.Address
	Heir     string
	Rightful sdk.Address   // the heir's account
	Senders  []sdk.Address // of the submissions, each once
	Bonds    []sdk.Amount  // of each, in escrow
	Again    bool          // one about the same was undecided before
}

// What an attestor votes. Where there is no heir the last two are one.
const (
	toReject = 0
	toUphold = 1
	toVoid   = 2 // neither the participant nor the heir is paid
)

// What becomes of a dispute.
const (
	undecided = iota
	rejected
	upheld // the heir is paid
	void   // nobody is
)

var outcomes = []string{"undecided", "rejected", "upheld", "void"}

func undecidedKey(epoch, role uint64, id string) []byte {
	return sdk.Key(keyUndecided, sdk.BE64(epoch), []byte{byte(role)}, []byte(id))
}

func disputeKey(number uint64) []byte { return sdk.Key(keyDispute, sdk.BE64(number)) }

func votesKey(number uint64) []byte { return sdk.Key(keyVote, sdk.BE64(number)) }

// interests reports whether an attestor has signed for one side of it.
func (d *dispute) interests(attestor sdk.Address) bool {
	for _, sender := range d.Senders {
		if attestor == sender {
			return true
		}
	}
	return attestor == d.Account || attestor == d.Sponsor || attestor == d.Disputer
}

// Dispute says that a participant shall not be paid for an epoch.
func Dispute(a roles.DisputeArgs) roles.DisputeResult {
	ctx, c, p := sdk.Context(), loadConfig(), loadProgress()
	role, r := findRole(a.Role)
	r.mustBeAttested()
	if !isLine(a.Reason, maxReason) {
		sdk.Abort(roles.ErrReason, "bad reason")
	}
	if stakeOf(ctx.Caller, now).IsZero() {
		sdk.Abort(roles.ErrNotBonded, "whoever disputes has stake")
	}
	d := dispute{Began: ctx.Epoch, Epoch: a.Epoch, Role: role, ID: a.ID, Numbers: a.Numbers, Reason: a.Reason, Disputer: ctx.Caller, Bond: c.Params.DisputeBond}
	held, err := callRewards().Hold(&rewards.HoldArgs{Epoch: a.Epoch, Role: role, ID: a.ID})
	mustSucceed(err)
	d.Account = held.Account
	if who, ok := loadParticipant(a.ID); ok {
		d.Sponsor = who.voucher()
	}
	if a.Heir != "" {
		d.Heir, d.Rightful = a.Heir, mustBeHeir(a.Heir, a.ID, role).Account
	}
	_, d.Again = sdk.Get(undecidedKey(a.Epoch, role, a.ID))
	d.takeBonds(p)
	takeFunds(d.Bond)
	number := uint64(1)
	if last, ok := sdk.Get([]byte{keyDisputes}); ok {
		number = sdk.ReadBE64(last) + 1
	}
	sdk.Set([]byte{keyDisputes}, sdk.BE64(number))
	sdk.Save(disputeKey(number), &d)
	sdk.Emit("roles.disputed", sdk.Uint("dispute", number), sdk.Uint("epoch", a.Epoch), sdk.Text("role", a.Role), sdk.Text("id", a.ID),
		sdk.Addr("disputer", ctx.Caller), sdk.Text("reason", a.Reason))
	return roles.DisputeResult{Dispute: number, Last: d.Began + disputeEpochs}
}

// takeBonds moves the bonds of the submissions into the dispute.
func (d *dispute) takeBonds(p *progress) {
	if len(d.Numbers) == 0 || len(d.Numbers) > maxNumbers {
		sdk.Abort(roles.ErrTooMany, "1 to 16 submissions")
	}
	var bonds shares
	for i, number := range d.Numbers {
		key := submissionKey(d.Epoch, d.Role, number)
		var s submission
		if !sdk.Load(key, &s) || s.State != verified || s.Payee != d.ID || i > 0 && number <= d.Numbers[i-1] {
			sdk.Abort(roles.ErrSubmissionUnknown, "not a submission that was verified for this id, or not in order")
		}
		if d.Sponsor.IsZero() { // that of the account before the id moved
			d.Sponsor = s.Sponsor
		}
		of := bonds.of(s.Sender)
		of.back = of.back.Add(p.bondOf(key, &s))
		s.Bond = sdk.Amount{}
		sdk.Save(key, &s)
	}
	for i := range bonds {
		d.Senders, d.Bonds = append(d.Senders, bonds[i].owner), append(d.Bonds, bonds[i].back)
	}
}

// VoteDispute is the vote of an attestor.
func VoteDispute(a roles.VoteDisputeArgs) {
	ctx := sdk.Context()
	var d dispute
	if !sdk.Load(disputeKey(a.Dispute), &d) || ctx.Epoch > d.Began+disputeEpochs {
		sdk.Abort(roles.ErrDisputeUnknown, "no such dispute")
	}
	set := attestorsOf(d.Began)
	if m := set.find(ctx.Caller); m == nil || m.Power.IsZero() {
		sdk.Abort(roles.ErrNotAttestor, "no attestor power in the epoch in which it began")
	}
	if d.interests(ctx.Caller) {
		sdk.Abort(roles.ErrInterest, "the attestor has an interest")
	}
	vote := byte(toReject)
	switch {
	case (a.Void || a.Uphold && ctx.Caller == d.Rightful) && d.Heir != "":
		vote = toVoid // nobody votes a record to themselves, and who is named as heir without having signed anything still judges
	case a.Uphold || a.Void:
		vote = toUphold
	}
	sdk.Set(append(votesKey(a.Dispute), ctx.Caller.Bytes()...), []byte{vote})
	sdk.Emit("roles.dispute_vote", sdk.Uint("dispute", a.Dispute), sdk.Addr("attestor", ctx.Caller), sdk.Uint("uphold", uint64(vote)))
}

// tally is the power behind the votes of a dispute.
type tally struct {
	need, uphold, reject, void sdk.Amount
	votes                      []sdk.Entry
}

func (d *dispute) tally(number uint64) (t tally) {
	set := attestorsOf(d.Began)
	var interested sdk.Amount
	for i := range set.Members {
		if d.interests(set.Members[i].Account) {
			interested = interested.Add(set.Members[i].Power)
		}
	}
	t.need = quorum(set.total(), interested)
	prefix := votesKey(number)
	t.votes = sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, maxMembers)
	for _, vote := range t.votes {
		m := set.find(sheetOwner(vote.Key))
		switch {
		case m == nil:
		case vote.Value[0] == toUphold:
			t.uphold = t.uphold.Add(m.Power)
		case vote.Value[0] == toVoid:
			t.void = t.void.Add(m.Power)
		default:
			t.reject = t.reject.Add(m.Power)
		}
	}
	return t
}

// outcome is what the votes come to. Who finds that the work is an heir's finds, too, that it is not the participant's: so
// nobody keeps it by a dispute of their own that names a false heir.
func (t *tally) outcome(heir string) uint64 {
	switch {
	case heir != "" && !t.uphold.Less(t.need):
		return upheld
	case !t.uphold.Add(t.void).Less(t.need):
		return void
	case !t.reject.Less(t.need):
		return rejected
	}
	return undecided
}

// judge ends the oldest dispute when its time is over, and reports whether it did.
func judge(c *config) bool {
	oldest := sdk.Scan([]byte{keyDispute}, []byte{keyDispute + 1}, false, 1)
	if len(oldest) == 0 {
		return false
	}
	var d dispute
	if !sdk.Unmarshal(oldest[0].Value, &d) {
		sdk.Abort(sdk.ErrState, "dispute")
	}
	if sdk.Context().Epoch <= d.Began+disputeEpochs {
		return false
	}
	number := sdk.ReadBE64(oldest[0].Key[1:])
	t := d.tally(number)
	outcome := t.outcome(d.Heir)
	verdict := rewards.DecideArgs{Epoch: d.Epoch, Role: d.Role, ID: d.ID, Void: outcome == void}
	if outcome == upheld {
		verdict.To = d.Rightful
	}
	err := callRewards().Decide(&verdict)
	if err != nil && err.Code != rewards.ErrNoRecord {
		return false // it stays until rewards works again, and verification goes on
	}
	if err != nil { // rewards knows nothing of it any more, so that nobody is to blame
		outcome = undecided
	}
	d.settle(outcome, c.Params.DisputeReward)
	for _, vote := range t.votes {
		sdk.Delete(vote.Key)
	}
	sdk.Delete(disputeKey(number))
	sdk.Emit("roles.dispute_ended", sdk.Uint("dispute", number), sdk.Uint("epoch", d.Epoch), sdk.Text("role", loadRole(d.Role).Name),
		sdk.Text("id", d.ID), sdk.Text("outcome", outcomes[outcome]), sdk.Amt("uphold", t.uphold), sdk.Amt("reject", t.reject))
	return true
}

// settle moves the bonds: who was wrong loses what it put down, and what nobody decided goes back, but for half the bond of
// who disputes in vain what was undecided before. The references of work that is void can be taken again; an id of the
// wrong account is retired.
func (d *dispute) settle(outcome, rewardPPM uint64) {
	shares{d.own(outcome)}.pay()
	wrong := outcome == upheld || outcome == void
	if outcome == void && d.Heir != "" { // it is not what the disputer has said
		rewardPPM = 0
	}
	for i, sender := range d.Senders {
		if !wrong {
			shares{{owner: sender, back: d.Bonds[i]}}.pay()
			continue
		}
		reward, _, _ := sdk.MulDiv(d.Bonds[i], sdk.U64(rewardPPM), sdk.U64(million))
		lost := share{owner: sender, lost: d.Bonds[i]}
		lost.forfeit(d.Disputer, reward)
	}
	if p, ok := loadParticipant(d.ID); ok && outcome == upheld {
		p.retire(d.ID, d.Heir)
	}
	for _, number := range d.Numbers {
		key := submissionKey(d.Epoch, d.Role, number)
		var s submission
		if outcome == void && sdk.Load(key, &s) {
			s.State = voided
			sdk.Save(key, &s)
			sdk.Delete(takenKey(d.Role, s.Ref))
		}
	}
}

// own is what becomes of the disputer's bond.
func (d *dispute) own(outcome uint64) share {
	s := share{owner: d.Disputer, back: d.Bond}
	switch {
	case outcome == rejected:
		s.back, s.lost = s.lost, s.back
	case outcome == undecided && d.Again:
		s.lost, _, _ = sdk.MulDiv(d.Bond, sdk.U64(1), sdk.U64(2)) // rounded down: the rest is the disputer's
		s.back = d.Bond.Sub(s.lost)
	case outcome == undecided && d.Epoch >= loadProgress().Free: // else nobody can dispute it again
		sdk.Set(undecidedKey(d.Epoch, d.Role, d.ID), []byte{1})
	}
	return s
}

// Disputes lists those that are open.
func Disputes(a roles.DisputesArgs) (result roles.DisputesResult) {
	limit := disputesListed
	if a.Limit > 0 && a.Limit < disputesListed {
		limit = int(a.Limit)
	}
	for _, entry := range sdk.Scan(disputeKey(a.After+1), []byte{keyDispute + 1}, false, limit+1) {
		if len(result.Disputes) == limit {
			result.Next = result.Disputes[limit-1].Dispute
			break
		}
		var d dispute
		sdk.Unmarshal(entry.Value, &d)
		result.Disputes = append(result.Disputes, d.info(sdk.ReadBE64(entry.Key[1:])))
	}
	return result
}

func (d *dispute) info(number uint64) roles.DisputeInfo {
	t := d.tally(number)
	info := roles.DisputeInfo{
		Dispute: number, Epoch: d.Epoch, Role: loadRole(d.Role).Name, ID: d.ID, Account: d.Account, Numbers: d.Numbers, Reason: d.Reason, Heir: d.Heir,
		Disputer: d.Disputer, Bond: d.Bond, Last: d.Began + disputeEpochs, Need: t.need, Uphold: t.uphold, Reject: t.reject, Void: t.void, Again: d.Again,
	}
	for _, bond := range d.Bonds {
		info.AtStake = info.AtStake.Add(bond)
	}
	for _, vote := range t.votes {
		info.Votes = append(info.Votes, roles.DisputeVote{Attestor: sheetOwner(vote.Key), Uphold: vote.Value[0] == toUphold, Void: vote.Value[0] == toVoid})
	}
	return info
}
