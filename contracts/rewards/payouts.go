package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Pages are at most this long, so that an answer fits in 64 KiB.
const (
	maxPage     = 200
	defaultPage = 100
)

// PayoutsArgs ask for a page of one role's payouts.
type PayoutsArgs struct {
	Epoch uint64 // closed
	Role  string
	After string `cbor:"after,omitempty"` // the id where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 200; default 100
}

// Payout is what one participant gets for an epoch.
type Payout struct {
	ID           string      `cbor:"id"` // of the participant
	Address      sdk.Address // that is paid
	Contribution sdk.Amount  // sum of the verified measures
	Score        sdk.Amount  // that the paying code, or the linear share, gave it
	Amount       sdk.Amount  // floor(pool * score / score total)
	FeeAmount    sdk.Amount  // liquidity only: its part of the fee pool, paid on top
	State        string      // pending, matured or paid
}

// PayoutsResult is a page.
type PayoutsResult struct {
	Payouts []Payout // by id
	Next    string   `cbor:"next,omitempty"` // for after; absent on the last page
}

// Payouts lists what each participant of a role gets for a closed epoch.
//
//peerz:query payouts
func Payouts(a PayoutsArgs) PayoutsResult {
	c, b := loadConfig(), loadBooks()
	role := c.mustRole(a.Role)
	e, ok := loadClosed(a.Epoch)
	if !ok {
		if a.Epoch == sdk.Context().Epoch {
			sdk.Abort(ErrEpochOpen, "epoch is open")
		}
		sdk.Abort(ErrEpochUnknown, "epoch has not begun")
	}
	t := loadShare(a.Epoch, role)
	state := "pending"
	if c.matured(b, a.Epoch) {
		state = "matured"
	}
	var r PayoutsResult
	for _, entry := range records(a.Epoch, role, a.After, pageSize(a.Limit)) {
		r.Payouts = append(r.Payouts, t.payout(entry, e.PaidBy, state))
	}
	if n := len(r.Payouts); n > 0 && len(records(a.Epoch, role, r.Payouts[n-1].ID, 1)) > 0 {
		r.Next = r.Payouts[n-1].ID
	}
	return r
}

func (t *share) payout(entry sdk.Entry, paidBy uint64, state string) Payout {
	var r record
	if !sdk.Unmarshal(entry.Value, &r) {
		sdk.Abort(sdk.ErrState, "record")
	}
	if r.Settled {
		state = "paid"
	}
	_, _, id := splitRecordKey(entry.Key)
	p := Payout{ID: id, Address: r.Account, Contribution: r.raw(), Score: r.score(paidBy), State: state}
	p.Amount, p.FeeAmount = t.entitlement(&r, paidBy)
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
