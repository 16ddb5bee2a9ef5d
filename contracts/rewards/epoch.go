package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EpochArgs ask for one epoch.
type EpochArgs struct {
	Epoch uint64
}

// FormulaCode is the code that gave an epoch its weights and scores.
type FormulaCode struct {
	Address  sdk.Address // the formula contract
	CodeHash sdk.Hash    // zero when the epoch was paid linearly
}

// RoleShare is one role's part of an epoch.
type RoleShare struct {
	Role         string
	ID           uint64     `cbor:"id"`
	Weight       uint64     // ppm, as used
	Pool         sdk.Amount // exactly this role's part of the epoch's pool
	ScoreTotal   sdk.Amount // sum of the scores that pay
	RawTotal     sdk.Amount // sum of all measures
	Participants uint64
	Paid         sdk.Amount // so far, of pool
	Dust         sdk.Amount // left by the floors; known when everybody is paid, then carried
	Returned     sdk.Amount // to the carry, because nobody had a score
	FeePool      sdk.Amount // liquidity only: paid on top, by the same scores
	FeePaid      sdk.Amount // so far, of fee_pool
}

// EpochResult is an epoch's account. Emission + fees + carry_in = pool = the sum of the
// roles' pools; carry_out is what came back from it, at once or as dust.
type EpochResult struct {
	Epoch    uint64
	Start    uint64     // unix seconds
	End      uint64     // unix seconds, exclusive
	State    string     // open, sealed (closed, verification over) or matured (payable)
	Pool     sdk.Amount // 0 while open, like the five after it
	Emission sdk.Amount
	Fees     sdk.Amount // transaction fees that went to the pool, and tokens sent here
	CarryIn  sdk.Amount // from earlier epochs
	DustIn   sdk.Amount // the part of carry_in that earlier epochs' floors left
	FeePool  sdk.Amount // liquidity's fee share, outside the pool
	CarryOut sdk.Amount // returned by idle roles, plus dust
	PaidBy   string     // live, last_good, linear; none while open
	Formula  FormulaCode
	Reason   uint64 // why the live code did not pay: a fault code, or 100 and up; else 0
	Roles    []RoleShare
}

// Epoch returns the account of an epoch that is open or closed.
//
//peerz:query epoch
func Epoch(a EpochArgs) EpochResult {
	c, b := loadConfig(), loadBooks()
	e, ok := loadClosed(a.Epoch)
	if ok {
		return c.closedResult(b, e, a.Epoch)
	}
	ctx := sdk.Context()
	if a.Epoch != ctx.Epoch {
		sdk.Abort(ErrEpochUnknown, "epoch has not begun")
	}
	return c.openResult(a.Epoch, ctx)
}

// Latest returns the last closed epoch.
//
//peerz:query latest
func Latest() EpochResult {
	b := loadBooks()
	if b.Next == 0 {
		sdk.Abort(ErrEpochUnknown, "no epoch has closed yet")
	}
	return Epoch(EpochArgs{Epoch: b.Next - 1})
}

func (c *config) openResult(epoch uint64, ctx *sdk.Ctx) EpochResult {
	s, _ := loadScoring(epoch)
	w := loadWeights()
	r := EpochResult{
		Epoch: epoch, Start: ctx.EpochStart, End: ctx.EpochEnd, State: "open", PaidBy: "none",
		Formula: FormulaCode{Address: s.Formula, CodeHash: s.Live}, Reason: s.LiveFailure,
	}
	base, paidBy := w.baseOf(epoch), s.wouldPay()
	for id, name := range c.Roles {
		t := loadShare(epoch, uint64(id))
		r.Roles = append(r.Roles, RoleShare{
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

func (c *config) closedResult(b *books, e *closed, epoch uint64) EpochResult {
	r := EpochResult{
		Epoch: epoch, Start: e.Start, End: e.End, State: "sealed", Pool: e.Pool, Emission: e.Emission,
		Fees: e.Fees, CarryIn: e.CarryIn, DustIn: e.DustIn, FeePool: e.FeePool, CarryOut: e.Returned,
		PaidBy: payerName(e.PaidBy), Formula: FormulaCode{Address: e.Formula, CodeHash: e.Code}, Reason: e.Reason,
	}
	if c.matured(b, epoch) {
		r.State = "matured"
	}
	for id, name := range c.Roles {
		t := loadShare(epoch, uint64(id))
		r.CarryOut = r.CarryOut.Add(t.Dust)
		r.Roles = append(r.Roles, RoleShare{
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
