package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EndEpoch closes an epoch without touching a participant (R9), and completes whatever the
// formula does (R10). Should it fail all the same, the chain's clock goes on: then the epoch stays
// open here, takes what is recorded meanwhile, and is closed, as one long epoch, at the next
// boundary, so that nothing is paid twice or lost (R12). It is paid by the weights that are in
// force at its end.
func EndEpoch(a sdk.EndEpochArgs) {
	c, b, w := loadConfig(), loadBooks(), loadWeights()
	epoch := b.Next
	e := &closed{Start: b.Opened, End: a.NextStart, Last: a.Epoch}
	c.income(b, e)
	ppm := c.payer(e, w, epoch, w.baseOf(a.Epoch))
	c.split(b, e, epoch, ppm)

	w.Used = ppm
	b.Next, b.Opened = a.Epoch+1, a.NextStart
	w.save()
	b.save()
	sdk.Save(epochKey(epoch), e)
	sdk.Emit("rewards.closed", sdk.Uint("epoch", epoch), sdk.Amt("pool", e.Pool), sdk.Amt("emission", e.Emission),
		sdk.Amt("fees", e.Fees), sdk.Amt("from_reserve", e.FromReserve), sdk.Amt("fee_pool", e.FeePool), sdk.Amt("returned", e.Returned),
		sdk.Text("paid_by", payerName(e.PaidBy)), sdk.Uint("reason", e.Reason))
}

// payer finds who pays the epoch, in the order live, last good, linear, and returns the
// weights by role id. A live code that failed is reported to the chain, which goes back
// to the last good one at once.
func (c *config) payer(e *closed, w *weights, epoch uint64, base []uint64) []uint64 {
	s, _ := loadScoring(epoch)
	e.Formula = s.Formula
	ppm := c.try(&s.LiveFailure, s.Live, w, base)
	if s.LiveFailure == 0 {
		e.PaidBy, e.Code = byLive, s.Live
		return ppm
	}
	e.Reason = s.LiveFailure
	sdk.CodeFailed(s.Formula, s.Live, uint32(s.LiveFailure))
	ppm = c.try(&s.LastFailure, s.Last, w, base)
	if s.LastFailure == 0 {
		e.PaidBy, e.Code = byLastGood, s.Last
		return ppm
	}
	e.PaidBy = byLinear
	return linearWeights(w.Used, base)
}

// try asks a code for weights unless it has failed already; failure tells the outcome.
func (c *config) try(failure *uint64, code sdk.Hash, w *weights, base []uint64) (ppm []uint64) {
	if *failure == 0 {
		ppm, *failure = c.weights(code, w, base)
	}
	return ppm
}

// linearWeights are the last epoch's, without the roles that are suspended by now; the
// base itself when that leaves nothing.
func linearWeights(used, base []uint64) []uint64 {
	ppm := make([]uint64, len(base))
	var sum uint64
	for i := range base {
		if base[i] > 0 {
			ppm[i] = used[i]
		}
		sum += ppm[i]
	}
	if sum == 0 {
		return base
	}
	return ppm
}

// split gives each role its part of the pool (R7): the parts add up to it exactly. A
// role without a score returns its part to the reserve, and so does the fee pool without a provider.
func (c *config) split(b *books, e *closed, epoch uint64, ppm []uint64) {
	parts, ok := sdk.Apportion(e.Pool, ppm)
	if !ok { // cannot be: the weights were checked. Nobody is paid, nothing is lost
		parts = make([]sdk.Amount, len(ppm))
		e.Returned = e.Pool
	}
	liquidity, hasLiquidity := c.roleID("liquidity")
	feePaid := false
	for i, part := range parts {
		role := uint64(i)
		t := loadShare(epoch, role)
		t.Weight, t.Pool, t.Score = ppm[i], part, t.total(e.PaidBy)
		switch {
		case t.Score.IsZero():
			t.Returned = part
			e.Returned = e.Returned.Add(part)
		case hasLiquidity && role == liquidity:
			t.FeePool, feePaid = e.FeePool, true
		}
		t.save(epoch, role)
	}
	back := e.Returned
	if !feePaid {
		back = back.Add(e.FeePool)
	}
	b.giveBack(back)
}
