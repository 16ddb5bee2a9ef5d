package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// maxClaim is how many entitlements one claim settles.
const maxClaim = 100

// ClaimArgs name who is paid.
type ClaimArgs struct {
	Account sdk.Address // not necessarily the caller: anyone may claim for anyone
}

// ClaimResult is what a claim paid.
type ClaimResult struct {
	Paid         sdk.Amount // base units
	Entitlements uint64     // settled; 100 means that there may be more: claim again
}

// Claim pays an account's matured entitlements, oldest first, without waiting for the
// sweep. A second claim finds nothing and pays nothing (I5).
//
//peerz:execute claim
func Claim(a ClaimArgs) ClaimResult {
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
	}
	if s.count == 0 {
		return ClaimResult{}
	}
	s.flush()
	b.save()
	if !send(a.Account, s.total) {
		sdk.Abort(ErrTransfer, "payment refused")
	}
	sdk.Emit("rewards.claimed", sdk.Addr("account", a.Account), sdk.Amt("amount", s.total), sdk.Uint("entitlements", s.count))
	return ClaimResult{Paid: s.total, Entitlements: s.count}
}
