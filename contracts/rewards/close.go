package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// EndEpoch closes an epoch without touching a participant (R9), and completes whatever the
// formula does (R10). Should it fail all the same, the chain's clock goes on: then the epoch stays
// open here and is closed, as one long epoch, at the next boundary, so that nothing is paid twice or lost (R12). It is paid by the weights that are in
// force at its end.
func EndEpoch(a sdk.EndEpochArgs) {
	c, b, w := loadConfig(), loadBooks(), loadWeights()
	epoch := b.Next
	e := &closed{Start: b.Opened, End: a.NextStart, Last: a.Epoch, Overdue: a.Epoch >= w.due(c)}
	if b.Next == 0 {
		b.Emitted = max(b.Emitted, b.Opened) // a chain that begins after its schedule does not pay for the time before
	}
	in := c.inputsNow(b, w, w.baseOf(a.Epoch))
	in.save(epoch)
	c.income(b, e)
	ppm := c.payer(e, in, epoch)
	c.split(e, epoch, ppm)

	w.Used = ppm
	b.Next, b.Opened = a.Epoch+1, a.NextStart
	w.save()
	b.save()
	sdk.Save(epochKey(epoch), e)
	sdk.Emit("rewards.closed", sdk.Uint("epoch", epoch), sdk.Amt("pool", e.Pool), sdk.Amt("emission", e.Emission),
		sdk.Amt("fees", e.Fees), sdk.Amt("from_reserve", e.FromReserve), sdk.Amt("fee_pool", e.FeePool))
}

// payer fixes the codes that score the epoch, asks both for weights, and returns those of the first that
// works, by role id. A code that fails here scores nothing either. The fallback is asked although the live
// code works: so it is known, at every boundary, whether there is one.
func (c *config) payer(e *closed, in *inputs, epoch uint64) []uint64 {
	s := codes()
	live := c.try(&s.LiveFailure, s.Live, in)
	last := c.try(&s.LastFailure, s.Last, in)
	s.Widely = s.LiveFailure != 0
	s.save(epoch)
	switch e.paidBy(s); e.PaidBy {
	case byLive:
		return live
	case byLastGood:
		return last
	}
	return linearWeights(in.Previous, in.Base)
}

// paidBy notes who pays, and why it is not the live code.
func (e *closed) paidBy(s *scoring) {
	e.PaidBy, e.Formula, e.Reason, e.Code = s.payer(), s.Formula, s.LiveFailure, sdk.Hash{}
	switch e.PaidBy {
	case byLive:
		e.Code = s.Live
	case byLastGood:
		e.Code = s.Last
	}
}

// try asks a code for weights unless it has failed already; failure tells the outcome.
func (c *config) try(failure *uint64, code sdk.Hash, in *inputs) (ppm []uint64) {
	if *failure == 0 {
		ppm, *failure = c.weights(code, in)
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

// split gives each role its part of the pool (R7): the parts add up to it exactly.
func (c *config) split(e *closed, epoch uint64, ppm []uint64) {
	parts, ok := sdk.Apportion(e.Pool, ppm)
	if !ok { // cannot be: the weights were checked. Nobody is paid, nothing is lost
		parts = make([]sdk.Amount, len(ppm))
		e.Returned = e.Pool
	}
	for i, part := range parts {
		t := loadShare(epoch, uint64(i))
		t.Weight, t.Pool = ppm[i], part
		t.save(epoch, uint64(i))
	}
}
