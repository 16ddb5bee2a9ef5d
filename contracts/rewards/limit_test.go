package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Two have the same share of a pool. One has a limit, in two parts, and what it does not get returns to the reserve.
func TestR16ALimitBoundsAShare(t *testing.T) {
	w := newWorld(t)
	w.fund(1000)
	limit := func(n uint64) *sdk.Amount { a := sdk.U64(n); return &a }
	entry := func(id string, n uint64, l *sdk.Amount) rewards.Entry {
		return rewards.Entry{ID: id, Account: sdk.AddressOf([]byte(id)), Measures: []sdk.Amount{sdk.U64(n)}, Limit: l}
	}
	w.verified = append(w.verified,
		rewards.RecordArgs{Role: compute, Entries: []rewards.Entry{entry("ann", 10, nil), entry("bob", 4, limit(30))}},
		rewards.RecordArgs{Role: compute, Entries: []rewards.Entry{entry("bob", 6, limit(12))}})
	w.close()
	w.close()
	pool := loadShare(0, compute).Pool // 400 of 1000
	page := Payouts(rewards.PayoutsArgs{Role: "compute"}).Payouts
	if len(page) != 2 || page[0].Amount != sdk.U64(200) || page[1].Amount != sdk.U64(42) || *page[1].Limit != sdk.U64(42) || page[0].Limit != nil {
		t.Fatalf("pool %s: %+v", pool, page)
	}
	w.Must(func() { EndBlock(sdk.EndBlockArgs{}) })
	if s := loadShare(0, compute); s.Paid != sdk.U64(242) || s.Dust != sdk.U64(158) {
		t.Errorf("paid %s, dust %s", s.Paid, s.Dust)
	}
	if r := Invariants(rewards.InvariantsArgs{}); !r.Ok {
		t.Errorf("%+v", r)
	}
}

// Limits as large as a contract can name add up to the largest amount: neither stops verification.
func TestR16TheLargestLimitsAddUp(t *testing.T) {
	w := newWorld(t)
	w.fund(1000)
	most := sdk.MaxAmount
	for range 2 {
		w.verified = append(w.verified, rewards.RecordArgs{Role: compute, Entries: []rewards.Entry{
			{ID: "a", Account: sdk.AddressOf([]byte("a")), Measures: []sdk.Amount{sdk.U64(1)}, Limit: &most}}})
	}
	w.close()
	w.close()
	page := Payouts(rewards.PayoutsArgs{Role: "compute"}).Payouts
	if len(page) != 1 || page[0].Amount != sdk.U64(400) || *page[0].Limit != most {
		t.Errorf("%+v", page)
	}
}
