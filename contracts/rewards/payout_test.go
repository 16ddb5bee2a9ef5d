package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// allow is what the host lets the contract pay out in this epoch.
func (w *world) allow(amount uint64) {
	limit := sdk.U64(amount)
	w.PayoutLimit = &limit
}

// What the limit of an epoch's outflow refuses is owed, and paid once, in a later epoch.
func TestOutflowQueuesAndNeverLoses(t *testing.T) {
	w := paidWorld(t)
	w.allow(250)
	w.Events()
	w.sweep()
	want(t, "the first fits", w.balances("a", "b", "c"), "a=220 b=0 c=0")
	want(t, "told once", len(w.Events()), 2)
	want(t, "waiting", w.epoch(0).Waiting, true)
	w.sweep()
	want(t, "and only once", len(w.Events()), 0)
	want(t, "writes nothing while it waits", w.Query(func() { EndBlock(sdk.EndBlockArgs{}) }), 0)
	w.As(who("anybody")).Expect(rewards.ErrOutflow, func() { Claim(rewards.ClaimArgs{Account: who("b")}) })
	want(t, "what fits can be claimed", w.claim("c").Paid.String(), "18")
	w.sound()

	w.close()
	w.allow(60)
	want(t, "waiting no more", w.epoch(0).Waiting, false)
	want(t, "a claim takes what fits", w.claim("a"), rewards.ClaimResult{Paid: sdk.U64(56), Entitlements: 1})
	w.sweep()
	want(t, "b waits", w.balances("a", "b", "c"), "a=276 b=0 c=18")
	w.close()
	w.allow(1000)
	w.sweep()
	want(t, "all, once", w.balances("a", "b", "c"), "a=276 b=56 c=18")
	want(t, "nothing is left to pay", w.PayoutLimit.String(), "944")
	w.sound()
}

// A claim that passes the limit in its middle pays what comes before, oldest first.
func TestAClaimStopsAtTheOutflow(t *testing.T) {
	w := paidWorld(t)
	w.allow(250)
	want(t, "the validator's part", w.claim("a"), rewards.ClaimResult{Paid: sdk.U64(220), Entitlements: 1})
	w.query(func() { want(t, "owed", Account(rewards.AccountArgs{Account: who("a")}).Owed.String(), "56") })
	w.sound()
}

func TestPayoutGoesWhereTheAccountSays(t *testing.T) {
	w := paidWorld(t)
	pay := func(id string, to sdk.Address) uint32 {
		return w.As(who(id)).Run(func() { SetPayout(rewards.SetPayoutArgs{Address: to}) })
	}
	want(t, "to another", pay("a", who("safe")), 0)
	want(t, "to this contract", pay("a", w.Ctx.Self), rewards.ErrPayout)
	want(t, "there and back", pay("b", who("safe"))+pay("b", sdk.Address{}), 0)
	want(t, "to itself", pay("c", who("safe"))+pay("c", who("c")), 0)
	want(t, "claimed", w.claim("a").Paid.String(), "276")
	w.sweep()
	want(t, "balances", w.balances("a", "b", "c", "safe"), "a=0 b=56 c=18 safe=276")
	w.query(func() {
		r := Account(rewards.AccountArgs{Account: who("a")})
		want(t, "address", r.Payout, who("safe"))
		want(t, "it was paid to a", r.Paid.String(), "276")
		want(t, "of others", Account(rewards.AccountArgs{Account: who("b")}).Payout, who("b"))
	})
	w.sound()
}
