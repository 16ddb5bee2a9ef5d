package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Account returns what an account has earned, and what it will get.
func Account(a rewards.AccountArgs) rewards.AccountResult {
	c, b := loadConfig(), loadBooks()
	r := rewards.AccountResult{Payout: payoutOf(a.Account), Paid: loadPaidOut(a.Account).Total}
	prefix := sdk.Key(keyUnpaid, a.Account.Bytes())
	for _, due := range sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, rewards.MaxClaim) {
		epoch, role, id := splitUnpaidKey(due.Key)
		p := rewards.Pending{Epoch: epoch, Role: c.Roles[role], ID: id, State: "verifying"}
		disputed := false
		if e, ok := loadClosed(epoch); ok && e.Sealed {
			t := loadShare(epoch, role)
			var rec record
			sdk.Load(recordKey(epoch, role, id), &rec)
			disputed = rec.State == held
			amount, fee := t.entitlement(&rec)
			p.Amount, p.State = amount.Add(fee).Sub(partOf(recordKey(epoch, role, id)).Paid), "pending"
		}
		switch {
		case disputed:
			p.State = "disputed"
		case c.matured(b, epoch):
			p.State = "matured"
			r.Owed = r.Owed.Add(p.Amount)
		}
		r.Pending = append(r.Pending, p)
	}
	r.Earned = r.Paid.Add(r.Owed)
	return r
}
