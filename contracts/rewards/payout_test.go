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

// Of what the limit of an epoch's outflow refuses as much is paid as it allows. The rest is owed, and paid once, in later epochs.
func TestOutflowQueuesAndNeverLoses(t *testing.T) {
	w := paidWorld(t)
	w.allow(250)
	w.Events()
	w.sweep()
	want(t, "the first fits, and a part of the second", w.balances("a", "b", "c"), "a=249 b=0 c=0")
	want(t, "each is told once, and that it was too much", len(w.Events()), 3)
	want(t, "waiting", w.epoch(0).Waiting, true)
	w.query(func() {
		p := Payouts(rewards.PayoutsArgs{Role: "developers"}).Payouts
		want(t, "a part is paid of the first alone", p[0].Part != nil && *p[0].Part == sdk.U64(29) && p[1].Part == nil, true)
		want(t, "and it is owed", p[0].State, "matured")
	})
	w.sweep()
	want(t, "and only once", len(w.Events()), 0)
	want(t, "writes nothing while it waits", w.Query(func() { EndBlock(sdk.EndBlockArgs{}) }), 0)
	want(t, "what is left can be claimed", w.claim("b"), rewards.ClaimResult{Paid: sdk.U64(1)})
	w.As(who("anybody")).Expect(rewards.ErrOutflow, func() { Claim(rewards.ClaimArgs{Account: who("b")}) })
	w.sound()

	w.close()
	w.allow(60)
	want(t, "waiting no more", w.epoch(0).Waiting, false)
	want(t, "a claim takes the rest", w.claim("a"), rewards.ClaimResult{Paid: sdk.U64(27), Entitlements: 1})
	w.sweep()
	want(t, "b waits", w.balances("a", "b", "c"), "a=276 b=34 c=0")
	w.close()
	w.allow(1000)
	w.sweep()
	want(t, "all, once", w.balances("a", "b", "c"), "a=276 b=56 c=18")
	want(t, "nothing is left to pay", w.PayoutLimit.String(), "960")
	w.sound()
}

// A claim that passes the limit in its middle pays what comes before, oldest first.
func TestAClaimStopsAtTheOutflow(t *testing.T) {
	w := paidWorld(t)
	w.allow(250)
	w.Gas = sweepReserve - 1 // a transaction may end with its gas
	want(t, "the validator's part, and some of the other", w.claim("a"), rewards.ClaimResult{Paid: sdk.U64(249), Entitlements: 1})
	account := func() (r rewards.AccountResult) {
		w.query(func() { r = Account(rewards.AccountArgs{Account: who("a")}) })
		return r
	}
	want(t, "owed", account().Owed.String(), "27")
	want(t, "earned", account().Earned.String(), "276")
	w.sound()
}

// When incomes have become small, what is owed of a large one is more than any epoch may pay out. It is paid in parts, by the sweep
// as by claims, and with its part of the fee pool; nobody behind it waits for ever, and no unit is lost.
func TestWhatNoEpochMayPayWholeIsPaidInParts(t *testing.T) {
	for name, pay := range map[string]func(*world){
		"sweep": func(w *world) { w.sweep() },
		"claim": func(w *world) { w.tryClaim("a"); w.tryClaim("b"); w.tryClaim("c") },
		"both":  func(w *world) { w.tryClaim("b"); w.sweep() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, feeShare)
			w.fund(1000)
			w.give(liquidity, "a", 2)
			w.give(liquidity, "b", 1)
			w.give(validators, "c", 5)
			w.close()
			for range 40 {
				w.close()
			}
			epochs := 0
			for ; w.balances("a", "b", "c") != "a=186 b=92 c=160"; epochs++ {
				if epochs == 60 {
					t.Fatalf("%s after %d epochs", w.balances("a", "b", "c"), epochs)
				}
				w.allow(10)
				pay(w)
				w.sound()
				w.close()
			}
			if epochs < 438/10 {
				t.Errorf("438 in %d epochs, of 10 each", epochs)
			}
			w.sweep()
			want(t, "what was left by the floors is in the reserve", w.Reserve.String(), "562")
			w.Query(func() {
				want(t, "nothing is noted any more", len(sdk.Scan([]byte{keyPart}, []byte{keyPart + 1}, false, 1)), 0)
			})
			w.sound()
		})
	}
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
