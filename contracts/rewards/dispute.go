package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Hold keeps a record from being paid while it is disputed. Nobody else waits for it: shares are fixed, so that no
// other entitlement depends on what becomes of this one (R18).
func Hold(a rewards.HoldArgs) rewards.HoldResult {
	onlyContract(roles.Name)
	c, b := loadConfig(), loadBooks()
	epoch, e := b.epochAt(a.Epoch)
	switch {
	case e == nil || !e.Sealed:
		sdk.Abort(rewards.ErrVerifying, "nothing is final yet")
	case c.matured(b, epoch):
		sdk.Abort(rewards.ErrMatured, "the time to dispute is over")
	}
	r := mustRecord(epoch, a.Role, a.ID)
	if r.State == held {
		sdk.Abort(rewards.ErrHeld, a.ID)
	}
	r.State = held
	sdk.Save(recordKey(epoch, a.Role, a.ID), r)
	return rewards.HoldResult{Account: r.Account}
}

// mustRecord returns a record that is not void.
func mustRecord(epoch, role uint64, id string) *record {
	r := new(record)
	if len(id) > maxIDLength || !sdk.Load(recordKey(epoch, role, id), r) || r.State == void {
		sdk.Abort(rewards.ErrNoRecord, id)
	}
	return r
}

// Decide ends what Hold began.
func Decide(a rewards.DecideArgs) {
	onlyContract(roles.Name)
	c, b := loadConfig(), loadBooks()
	epoch, _ := b.epochAt(a.Epoch)
	r, key := mustRecord(epoch, a.Role, a.ID), recordKey(epoch, a.Role, a.ID)
	if r.State != held {
		sdk.Abort(rewards.ErrNoRecord, "the record is not held")
	}
	if !a.To.IsZero() && a.To != r.Account {
		sdk.Delete(unpaidKey(r.Account, epoch, a.Role, a.ID))
		if given := givenKey(key); !r.Given {
			r.Given = true
			sdk.Set(given, r.Account.Bytes())
		}
		r.Account = a.To
		sdk.Set(unpaidKey(r.Account, epoch, a.Role, a.ID), []byte{1})
	}
	s := settlement{config: c, books: b}
	s.at(epoch, a.Role)
	switch {
	case a.Void:
		r.State = void
		s.void(a.ID, r)
	case !b.passed(key):
		r.State = due
	default:
		if r.State = late; s.pay(a.ID, r) == sdk.OK { // what the outflow's limit refuses can be claimed
			r.State = claimed
		}
	}
	sdk.Save(key, r)
	s.flush()
	b.save()
}

// givenKey is where it is noted for whom the record under key was verified.
func givenKey(key []byte) []byte { return append([]byte{keyGiven}, key[1:]...) }

// void returns to the reserve what a record would have been paid.
func (s *settlement) void(id string, r *record) {
	t := s.share
	amount, fee := t.entitlement(r)
	t.Returned, t.FeeDust = t.Returned.Add(amount), t.FeeDust.Add(fee)
	s.closed.Returned = s.closed.Returned.Add(amount)
	s.books.giveBack(amount.Add(fee))
	s.settled(id, r)
	sdk.Save(epochKey(s.epoch), s.closed)
	sdk.Emit("rewards.void", sdk.Addr("account", r.Account), sdk.Text("id", id), sdk.Uint("epoch", s.epoch),
		sdk.Text("role", s.config.Roles[s.role]), sdk.Amt("amount", amount.Add(fee)))
}
