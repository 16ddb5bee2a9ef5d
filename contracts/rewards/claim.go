package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// maxClaim is how many entitlements one claim settles.
const maxClaim = 100

// Claim pays an account's matured entitlements, oldest first, without waiting for the
// sweep. A second claim finds nothing and pays nothing (R3).
func Claim(a rewards.ClaimArgs) rewards.ClaimResult {
	c, b := loadConfig(), loadBooks()
	s := settlement{books: b}
	prefix := sdk.Key(keyUnpaid, a.Account.Bytes())
	for _, due := range sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, maxClaim) {
		epoch, role, id := splitUnpaidKey(due.Key)
		if !c.matured(b, epoch) {
			break
		}
		var r record
		sdk.Load(recordKey(epoch, role, id), &r)
		s.at(epoch, role)
		s.pay(id, &r)
		r.Claimed = true
		sdk.Save(recordKey(epoch, role, id), &r)
	}
	if s.count == 0 {
		return rewards.ClaimResult{}
	}
	s.flush()
	b.save()
	if !send(a.Account, s.total) {
		sdk.Abort(rewards.ErrTransfer, "payment failed")
	}
	sdk.Emit("rewards.claimed", sdk.Addr("account", a.Account), sdk.Amt("amount", s.total), sdk.Uint("entitlements", s.count))
	return rewards.ClaimResult{Paid: s.total, Entitlements: s.count}
}
