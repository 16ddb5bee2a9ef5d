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
	s, w := codes(), loadWeights()
	base := w.baseOf(ctx.Epoch)
	r := rewards.EpochResult{
		Epoch: epoch, Start: b.Opened, End: ctx.EpochEnd, State: "open", PaidBy: "none",
		Formula: rewards.FormulaCode{Address: s.Formula, CodeHash: s.Live}, Overdue: ctx.Epoch >= w.due(c),
	}
	for id, name := range c.Roles {
		r.Roles = append(r.Roles, rewards.RoleShare{Role: name, ID: uint64(id), Weight: base[id]})
	}
	return r
}

// state names how far a closed epoch is.
func (c *config) state(b *books, e *closed, epoch uint64) string {
	switch {
	case c.matured(b, epoch):
		return "matured"
	case e.Sealed:
		return "sealed"
	case e.Recorded:
		return "verifying"
	}
	return "closed"
}

func (c *config) closedResult(b *books, e *closed, epoch uint64) rewards.EpochResult {
	r := rewards.EpochResult{
		Epoch: epoch, Start: e.Start, End: e.End, State: c.state(b, e, epoch), Pool: e.Pool, Emission: e.Emission,
		EmissionShare: e.Share, Fees: e.Fees, FromReserve: e.FromReserve, Reserve: e.Reserve, CarryIn: e.FromReserve, FeePool: e.FeePool, CarryOut: e.Returned,
		PaidBy: payerName(e.PaidBy), Formula: rewards.FormulaCode{Address: e.Formula, CodeHash: e.Code}, Reason: e.Reason,
	}
	r.Root, r.Verified, r.Table, r.Overdue = e.Root, e.Verified, e.Table, e.Overdue
	r.Waiting = r.State == "matured" && b.waits() && epoch >= b.SweepEpoch
	for id, name := range c.Roles {
		t := shareOf(e, epoch, uint64(id))
		if !e.Sealed {
			t.Score = t.total(t.PaidBy) // so far
		}
		r.CarryOut = r.CarryOut.Add(t.Dust)
		r.Roles = append(r.Roles, rewards.RoleShare{
			Role: name, ID: uint64(id), Weight: t.Weight, Pool: t.Pool, ScoreTotal: t.Score, RawTotal: t.Raw,
			Participants: t.Participants, Paid: t.Paid, Dust: t.Dust, Returned: t.Returned,
			FeePool: t.FeePool, FeePaid: t.FeePaid, PaidBy: payerName(t.PaidBy), Reason: t.reason(e),
		})
	}
	return r
}

// reason says why the live code did not pay a role: why not the epoch, or that it pays nobody there.
func (t *share) reason(e *closed) uint64 {
	if t.PaidBy != e.PaidBy {
		return rewards.ReasonNobody
	}
	return e.Reason
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
