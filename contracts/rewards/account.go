package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// AccountArgs name an account.
type AccountArgs struct {
	Account sdk.Address
}

// Pending is an entitlement that is not paid.
type Pending struct {
	Epoch  uint64
	Role   string
	ID     string     `cbor:"id"` // of the participant
	Amount sdk.Amount // with its part of the fee pool; 0 while the epoch is open
	State  string     // open, pending or matured
}

// AccountResult is what an account has earned.
type AccountResult struct {
	Earned  sdk.Amount // paid + owed; never falls
	Paid    sdk.Amount // received so far
	Owed    sdk.Amount // matured, not paid yet; claim it or wait for the sweep
	Pending []Pending  // all that is not paid, oldest first, at most 100
}

// Account returns what an account has earned, and what it will get.
//
//peerz:query account
func Account(a AccountArgs) AccountResult {
	c, b := loadConfig(), loadBooks()
	r := AccountResult{Paid: loadPaidOut(a.Account).Total}
	prefix := sdk.Key(keyUnpaid, a.Account.Bytes())
	for _, due := range sdk.Scan(prefix, sdk.PrefixEnd(prefix), false, maxClaim) {
		epoch, role, id := splitUnpaidKey(due.Key)
		p := Pending{Epoch: epoch, Role: c.Roles[role], ID: id, State: "open"}
		if e, ok := loadClosed(epoch); ok {
			t := loadShare(epoch, role)
			var rec record
			sdk.Load(recordKey(epoch, role, id), &rec)
			amount, fee := t.entitlement(&rec, e.PaidBy)
			p.Amount, p.State = amount.Add(fee), "pending"
		}
		if c.matured(b, epoch) {
			p.State = "matured"
			r.Owed = r.Owed.Add(p.Amount)
		}
		r.Pending = append(r.Pending, p)
	}
	r.Earned = r.Paid.Add(r.Owed)
	return r
}
