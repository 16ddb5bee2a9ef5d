package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Epoch returns the account of an epoch that is open or closed.
func Epoch(a rewards.EpochArgs) rewards.EpochResult {
	c, b := loadConfig(), loadBooks()
	ctx := sdk.Context()
	if a.Epoch > ctx.Epoch {
		sdk.Abort(rewards.ErrEpochUnknown, "epoch has not begun")
	}
	epoch, e := b.epochAt(a.Epoch)
	if e != nil {
		return c.closedResult(b, e, epoch)
	}
	return c.openResult(b, ctx)
}

// Latest returns the last closed epoch.
func Latest() rewards.EpochResult {
	b := loadBooks()
	if b.Next == 0 {
		sdk.Abort(rewards.ErrEpochUnknown, "no epoch has closed yet")
	}
	return Epoch(rewards.EpochArgs{Epoch: b.Next - 1})
}

func (c *config) openResult(b *books, ctx *sdk.Ctx) rewards.EpochResult {
	epoch := b.Next
	s, _ := loadScoring(epoch)
	w := loadWeights()
	r := rewards.EpochResult{
		Epoch: epoch, Start: b.Opened, End: ctx.EpochEnd, State: "open", PaidBy: "none",
		Formula: rewards.FormulaCode{Address: s.Formula, CodeHash: s.Live}, Reason: s.LiveFailure,
	}
	base, paidBy := w.baseOf(ctx.Epoch), s.wouldPay()
	for id, name := range c.Roles {
		t := loadShare(epoch, uint64(id))
		r.Roles = append(r.Roles, rewards.RoleShare{
			Role: name, ID: uint64(id), Weight: base[id],
			ScoreTotal: t.total(paidBy), RawTotal: t.Raw, Participants: t.Participants,
		})
	}
	return r
}

// wouldPay is who pays if nothing more fails.
func (s *scoring) wouldPay() uint64 {
	switch {
	case s.LiveFailure == 0:
		return byLive
	case s.LastFailure == 0:
		return byLastGood
	}
	return byLinear
}

func (c *config) closedResult(b *books, e *closed, epoch uint64) rewards.EpochResult {
	r := rewards.EpochResult{
		Epoch: epoch, Start: e.Start, End: e.End, State: "sealed", Pool: e.Pool, Emission: e.Emission,
		Fees: e.Fees, FromReserve: e.FromReserve, Reserve: e.Reserve, CarryIn: e.FromReserve, FeePool: e.FeePool, CarryOut: e.Returned,
		PaidBy: payerName(e.PaidBy), Formula: rewards.FormulaCode{Address: e.Formula, CodeHash: e.Code}, Reason: e.Reason,
	}
	if c.matured(b, epoch) {
		r.State = "matured"
		r.Waiting = b.waits() && epoch >= b.SweepEpoch
	}
	for id, name := range c.Roles {
		t := loadShare(epoch, uint64(id))
		r.CarryOut = r.CarryOut.Add(t.Dust)
		r.Roles = append(r.Roles, rewards.RoleShare{
			Role: name, ID: uint64(id), Weight: t.Weight, Pool: t.Pool, ScoreTotal: t.Score, RawTotal: t.Raw,
			Participants: t.Participants, Paid: t.Paid, Dust: t.Dust, Returned: t.Returned,
			FeePool: t.FeePool, FeePaid: t.FeePaid,
		})
	}
	return r
}

func payerName(paidBy uint64) string {
	switch paidBy {
	case byLive:
		return "live"
	case byLastGood:
		return "last_good"
	}
	return "linear"
}
