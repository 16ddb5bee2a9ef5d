package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Pages are at most this long, so that an answer fits in 64 KiB.
const (
	maxPage     = 200
	defaultPage = 100
)

// Payouts lists what each participant of a role gets for a closed epoch.
func Payouts(a rewards.PayoutsArgs) rewards.PayoutsResult {
	c, b := loadConfig(), loadBooks()
	role := c.mustRole(a.Role)
	if a.Epoch > sdk.Context().Epoch {
		sdk.Abort(rewards.ErrEpochUnknown, "epoch has not begun")
	}
	epoch, e := b.epochAt(a.Epoch)
	if e == nil {
		sdk.Abort(rewards.ErrEpochOpen, "epoch is open")
	}
	mustHaveRecords(epoch)
	t := shareOf(e, epoch, role)
	state := c.state(b, e, epoch)
	switch state {
	case "sealed":
		state = "pending"
	case "closed":
		state = "verifying"
	}
	var r rewards.PayoutsResult
	for _, entry := range records(epoch, role, a.After, pageSize(a.Limit)) {
		r.Payouts = append(r.Payouts, t.payout(entry, b, state))
	}
	if n := len(r.Payouts); n > 0 && len(records(epoch, role, r.Payouts[n-1].ID, 1)) > 0 {
		r.Next = r.Payouts[n-1].ID
	}
	return r
}

func (t *share) payout(entry sdk.Entry, b *books, state string) rewards.Payout {
	var r record
	if !sdk.Unmarshal(entry.Value, &r) {
		sdk.Abort(sdk.ErrState, "record")
	}
	switch {
	case b.paid(entry.Key, &r):
		state = "paid"
	case r.State == held:
		state = "disputed"
	case r.State == void:
		state = "void"
	}
	_, _, id := splitRecordKey(entry.Key)
	p := rewards.Payout{ID: id, Address: r.Account, Contribution: r.raw(), Score: r.score(t.PaidBy), State: state}
	if r.Given {
		from, _ := sdk.Get(givenKey(entry.Key))
		p.From = sdk.AddressOf(from)
	}
	if r.Limited {
		p.Limit = &r.Limit
	}
	if r.State != void {
		p.Amount, p.FeeAmount = t.entitlement(&r)
	}
	if state == "matured" {
		if part := partOf(entry.Key); !part.Paid.IsZero() {
			p.Part = &part.Paid
		}
	}
	return p
}

// records returns up to limit records of a role in an epoch, after an id.
func records(epoch, role uint64, after string, limit int) []sdk.Entry {
	prefix := recordKey(epoch, role, "")
	start := prefix
	if after != "" {
		start = append(recordKey(epoch, role, after), 0)
	}
	return sdk.Scan(start, sdk.PrefixEnd(prefix), false, limit)
}

func pageSize(limit uint64) int {
	if limit == 0 {
		return defaultPage
	}
	return int(min(limit, maxPage))
}
