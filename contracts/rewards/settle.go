package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// portion is floor(pool * score / total), and 0 when nobody has a score.
func portion(pool, score, total sdk.Amount) sdk.Amount {
	amount, _, _ := sdk.MulDiv(pool, score, total) // score <= total: it fits; total 0: it is 0
	return amount
}

// entitlement is what a record is worth once its epoch is closed: its part of the role's
// pool, up to its limit (R16), and, for liquidity, of the fee pool.
func (t *share) entitlement(r *record) (amount, fee sdk.Amount) {
	score := r.score(t.PaidBy)
	amount = portion(t.Pool, score, t.Score)
	if r.Limited && r.Limit.Less(amount) {
		amount = r.Limit // what is above it is left, as dust is
	}
	return amount, portion(t.FeePool, score, t.Score)
}

// matured reports whether an epoch can be paid: it is sealed, and the time to dispute it, which was fixed then,
// is over.
func (c *config) matured(b *books, epoch uint64) bool {
	if b.Next <= epoch {
		return false
	}
	e, ok := loadClosed(epoch)
	return !ok || e.Sealed && b.Next >= e.Matures // a part of a long epoch has nothing of its own
}

// settlement pays records that follow each other: it holds the epoch and the role of the
// last one, since the next is usually of the same. Close it with flush.
type settlement struct {
	config      *config
	books       *books
	spare       uint64 // gas that is left for what comes after the payments
	epoch, role uint64
	open        bool // these two, and the two below, are loaded
	closed      *closed
	share       *share
	total       sdk.Amount // paid so far
	count       uint64     // entitlements paid whole so far
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

// pay pays one record of the current role to its account and tells so. The last one that has a score
// returns the role's dust to the reserve. Where the outflow's limit refuses the whole, as much is paid as it allows: so that what is
// more than an epoch may pay out is paid in parts, and stops nobody for ever. When the ledger refuses that too, nothing is changed.
func (s *settlement) pay(id string, r *record) sdk.Errno {
	amount, fee := s.share.entitlement(r)
	whole := amount.Add(fee)
	key := recordKey(s.epoch, s.role, id)
	before := partOf(key)
	now := whole.Sub(before.Paid)
	errno := send(r.Account, now)
	if errno == sdk.OutflowExceeded {
		now = s.sendSome(r.Account, now)
	}
	if errno != sdk.OK && (errno != sdk.OutflowExceeded || now.IsZero()) {
		return errno
	}
	sdk.Emit("rewards.paid", sdk.Addr("account", r.Account), sdk.Text("id", id), sdk.Uint("epoch", s.epoch),
		sdk.Text("role", s.config.Roles[s.role]), sdk.Amt("amount", now))
	paid := partPaid{before.Paid.Add(now)}
	t := s.share
	t.Paid = t.Paid.Add(paid.ofPool(amount)).Sub(before.ofPool(amount))
	t.FeePaid = t.FeePaid.Add(paid.Paid.Sub(paid.ofPool(amount))).Sub(before.Paid.Sub(before.ofPool(amount)))
	s.books.Held, s.total = s.books.Held.Sub(now), s.total.Add(now)
	if errno != sdk.OK {
		sdk.Save(partKey(key), &paid)
		return errno
	}
	if !before.Paid.IsZero() {
		sdk.Delete(partKey(key))
	}
	s.settled(id, r)
	s.count++
	return sdk.OK
}

// ofPool is what of a part comes out of the role's pool, which is first; the fee pool has the rest.
func (p partPaid) ofPool(amount sdk.Amount) sdk.Amount {
	if amount.Less(p.Paid) {
		return amount
	}
	return p.Paid
}

// sendSome sends as much of an amount as the outflow's limit allows, but for a 256th of that, and returns how much.
func (s *settlement) sendSome(account sdk.Address, amount sdk.Amount) (sent sdk.Amount) {
	half := func() { amount, _, _ = sdk.MulDiv(amount, sdk.U64(1), sdk.U64(2)) }
	half()
	for left := 8; left > 0 && !amount.IsZero() && sdk.GasLeft() >= s.spare; half() {
		if send(account, amount) == sdk.OK {
			sent = sent.Add(amount)
		}
		if !sent.IsZero() {
			left--
		}
	}
	return sent
}

// settled counts a record of the current role that is paid, or is void. The last one that has a score returns the
// role's dust to the reserve.
func (s *settlement) settled(id string, r *record) {
	t, score := s.share, r.score(s.share.PaidBy)
	t.Settled = t.Settled.Add(score)
	if !score.IsZero() && t.Settled == t.Score {
		t.Dust = t.Pool.Sub(t.Paid).Sub(t.Returned)
		fees := t.FeePool.Sub(t.FeePaid).Sub(t.FeeDust)
		t.FeeDust = t.FeeDust.Add(fees)
		s.books.giveBack(t.Dust.Add(fees))
	}
	sdk.Delete(unpaidKey(r.Account, s.epoch, s.role, id))
}
