package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Claim pays an account's matured entitlements, oldest first, without waiting for the
// sweep. A second claim finds nothing and pays nothing (R3).
func Claim(a rewards.ClaimArgs) rewards.ClaimResult {
	c, b := loadConfig(), loadBooks()
	s := settlement{config: c, books: b}
	errno := sdk.OK
	prefix := sdk.Key(keyUnpaid, a.Account.Bytes())
	for _, due := range sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, rewards.MaxClaim) {
		epoch, role, id := splitUnpaidKey(due.Key)
		if !c.matured(b, epoch) {
			break
		}
		var r record
		sdk.Load(recordKey(epoch, role, id), &r)
		if r.State == held {
			continue
		}
		s.at(epoch, role)
		if errno = s.pay(id, &r); errno != sdk.OK {
			break
		}
		r.State = claimed
		sdk.Save(recordKey(epoch, role, id), &r)
	}
	switch {
	case errno == sdk.OutflowExceeded && s.total.IsZero():
		sdk.Abort(rewards.ErrOutflow, "the epoch has paid out what it may")
	case errno != sdk.OK && errno != sdk.OutflowExceeded:
		sdk.Abort(rewards.ErrTransfer, "payment failed")
	case s.count > 0 || !s.total.IsZero():
		s.flush()
		b.save()
	}
	return rewards.ClaimResult{Paid: s.total, Entitlements: s.count}
}
