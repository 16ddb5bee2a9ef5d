package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// portion is floor(pool * score / total), and 0 when nobody has a score.
func portion(pool, score, total sdk.Amount) sdk.Amount {
	amount, _, _ := sdk.MulDiv(pool, score, total) // score <= total: it fits; total 0: it is 0
	return amount
}

// entitlement is what a record is worth once its epoch is closed: its part of the role's
// pool and, for liquidity, of the fee pool.
func (t *share) entitlement(r *record, paidBy uint64) (amount, fee sdk.Amount) {
	score := r.score(paidBy)
	return portion(t.Pool, score, t.Score), portion(t.FeePool, score, t.Score)
}

// matured reports whether an epoch can be paid: it is closed, and so are the Dispute
// epochs after it.
func (c *config) matured(b *books, epoch uint64) bool {
	if b.Next <= epoch || b.Next-epoch <= c.Params.Dispute {
		return false
	}
	e, ok := loadClosed(epoch)
	return !ok || b.Next-e.Last > c.Params.Dispute // a part of a long epoch has nothing of its own
}

// settlement pays records that follow each other: it holds the epoch and the role of the
// last one, since the next is usually of the same. Close it with flush.
type settlement struct {
	books       *books
	epoch, role uint64
	open        bool // the three above and below are loaded
	closed      *closed
	share       *share
	total       sdk.Amount // paid so far
	count       uint64     // entitlements settled so far
}

// at turns to a role of an epoch.
func (s *settlement) at(epoch, role uint64) {
	if s.open && s.epoch == epoch && s.role == role {
		return
	}
	s.flush()
	s.closed, s.open = loadClosed(epoch)
	s.share, s.epoch, s.role = loadShare(epoch, role), epoch, role
}

// flush stores the role that was worked on.
func (s *settlement) flush() {
	if s.open {
		s.share.save(s.epoch, s.role)
	}
}

// pay settles one record of the current role and returns what its account must get. The
// last one that has a score returns the role's dust to the reserve.
func (s *settlement) pay(id string, r *record) sdk.Amount {
	amount, fee := s.share.entitlement(r, s.closed.PaidBy)
	score := r.score(s.closed.PaidBy)
	t, b := s.share, s.books
	t.Paid, t.FeePaid, t.Settled = t.Paid.Add(amount), t.FeePaid.Add(fee), t.Settled.Add(score)
	if !score.IsZero() && t.Settled == t.Score {
		t.Dust, t.FeeDust = t.Pool.Sub(t.Paid), t.FeePool.Sub(t.FeePaid)
		b.giveBack(t.Dust.Add(t.FeeDust))
	}
	sdk.Delete(unpaidKey(r.Account, s.epoch, s.role, id))
	amount = amount.Add(fee)
	s.total, s.count = s.total.Add(amount), s.count+1
	b.Held = b.Held.Sub(amount)
	return amount
}

// send moves base units to an account and adds them to what it has received. It returns
// false when the ledger refuses. What this contract itself would get stays in its
// balance and goes to the reserve as a gift.
func send(to sdk.Address, amount sdk.Amount) bool {
	if amount.IsZero() || to == sdk.Context().Self {
		return true
	}
	if sdk.Transfer(to, amount) != sdk.OK {
		return false
	}
	p := loadPaidOut(to)
	p.Total = p.Total.Add(amount)
	sdk.Save(sdk.Key(keyPaid, to.Bytes()), &p)
	return true
}
