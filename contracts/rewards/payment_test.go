package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// paidWorld has an epoch with a pool of 1,100 that is matured: a, b and c are
// developers, a is a validator too.
func paidWorld(t *testing.T) *world {
	w := newWorld(t)
	w.fund(1100)
	w.give(developers, "a", 3)
	w.give(developers, "b", 3)
	w.give(developers, "c", 1)
	w.give(validators, "a", 5)
	w.close()
	w.close()
	return w
}

func (w *world) claim(id string) (r rewards.ClaimResult) {
	w.t.Helper()
	w.As(who("anybody")).Must(func() { r = Claim(rewards.ClaimArgs{Account: who(id)}) })
	return r
}

// tryClaim is a claim that the limit of outflow may refuse.
func (w *world) tryClaim(id string) {
	w.t.Helper()
	code := w.As(who("anybody")).Run(func() { Claim(rewards.ClaimArgs{Account: who(id)}) })
	if code != 0 && code != rewards.ErrOutflow {
		w.t.Fatalf("claim aborts with %d", code)
	}
}

func TestR3ClaimingTwicePaysOnce(t *testing.T) {
	w := paidWorld(t)
	first := w.claim("a")
	want(t, "paid", first.Paid.String(), "276") // 220 as validator, 56 as developer
	want(t, "entitlements", first.Entitlements, 2)
	want(t, "again", w.claim("a"), rewards.ClaimResult{})
	w.sweep()
	want(t, "the sweep passes over it", w.balances("a", "b", "c"), "a=276 b=56 c=18")
	want(t, "and leaves nothing to claim", w.claim("b"), rewards.ClaimResult{})
	w.sound()
}

func TestR9SweepOrder(t *testing.T) {
	w := paidWorld(t)
	for _, expected := range []string{
		"a=220 b=0 c=0", // validators come before developers
		"a=276 b=0 c=0",
		"a=276 b=56 c=0",
		"a=276 b=56 c=18",
		"a=276 b=56 c=18",
	} {
		w.sweepSome(1)
		want(t, "balances", w.balances("a", "b", "c"), expected)
	}
	w.sound()
}

func TestSweepStopsBeforeItsGasEnds(t *testing.T) {
	w := paidWorld(t)
	w.Gas = sweepReserve - 1
	w.sweep()
	want(t, "nothing yet", w.balances("a"), "a=0")
	w.Gas = 100_000_000
	w.sweep()
	want(t, "all", w.balances("a", "b", "c"), "a=276 b=56 c=18")
}

func TestSweepWritesNothingWhenNothingIsDue(t *testing.T) {
	w := paidWorld(t)
	w.sweep()
	want(t, "a read-only sweep succeeds", w.Query(func() { EndBlock(sdk.EndBlockArgs{}) }), 0)
}

// A block pays as many as are due, in as many calls as that takes.
func TestR9SweepGoesOnWhileThereIsGas(t *testing.T) {
	for _, n := range []int{0, 1, sweepPart - 1, sweepPart, sweepPart + 1, 3*sweepPart + 7} {
		w := newWorld(t)
		w.fund(1_000_000)
		for i := range n {
			w.give(developers, fmt.Sprintf("p%04d", i), 1)
		}
		w.close()
		w.close()
		want(t, fmt.Sprint("calls to pay ", n), w.sweep(), (n+1)/sweepPart+1) // the end of the epoch counts, too
		if n > 0 {
			want(t, "the first and the last", w.balances("p0000") == "p0000=0" || w.balances(fmt.Sprintf("p%04d", n-1)) == fmt.Sprintf("p%04d=0", n-1), false)
		}
		w.sound()
	}
	w := paidWorld(t)
	w.Gas = sweepReserve - 1
	want(t, "calls without gas to pay", w.sweep(), 1)
}

func TestPayoutStates(t *testing.T) {
	w := newWorld(t)
	w.fund(1100)
	w.give(developers, "a", 3)
	state := func() (s string) {
		w.query(func() { s = Payouts(rewards.PayoutsArgs{Role: "developers"}).Payouts[0].State })
		return s
	}
	account := func() (r rewards.AccountResult) {
		w.query(func() { r = Account(rewards.AccountArgs{Account: who("a")}) })
		return r
	}
	w.end()
	want(t, "closed", w.epoch(0).State, "closed")
	w.verify(0)
	want(t, "verifying", account().Pending[0].State, "verifying")
	want(t, "its epoch", w.epoch(0).State, "verifying")
	want(t, "its payout", state(), "verifying")
	want(t, "no amount yet", account().Pending[0].Amount.String(), "0")
	w.sound()
	w.seal(0)
	want(t, "its epoch", w.epoch(0).State, "sealed")
	want(t, "sealed", state(), "pending")
	want(t, "not earned yet", account().Earned.String(), "0")
	want(t, "but known", account().Pending[0].Amount.String(), "132")
	w.close()
	want(t, "after the dispute epoch", state(), "matured")
	want(t, "owed", account().Owed.String(), "132")
	want(t, "earned", account().Earned.String(), "132")
	w.sweep()
	want(t, "swept", state(), "paid")
	want(t, "paid", account().Paid.String(), "132")
	want(t, "earned as before", account().Earned.String(), "132")
	want(t, "nothing pending", len(account().Pending), 0)
}

func TestDisputeWindow(t *testing.T) {
	for dispute := range uint64(4) {
		w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Params.Dispute = dispute })
		w.fund(1100)
		w.give(developers, "a", 1)
		for range dispute {
			w.close()
			want(t, "too early", w.claim("a"), rewards.ClaimResult{})
		}
		w.close()
		want(t, "paid", w.claim("a").Paid.String(), "132")
	}
}

func TestPayoutPages(t *testing.T) {
	w := newWorld(t)
	w.fund(1100)
	for _, id := range []string{"e", "c", "a", "d", "b"} {
		w.give(developers, id, 1)
	}
	w.close()
	var ids string
	after, pages := "", 0
	for more := true; more; pages++ {
		w.query(func() {
			r := Payouts(rewards.PayoutsArgs{Role: "developers", After: after, Limit: 2})
			for _, p := range r.Payouts {
				ids += p.ID
			}
			after, more = r.Next, r.Next != ""
		})
	}
	want(t, "ids in order, each once", ids, "abcde")
	want(t, "pages", pages, 3)
}

func TestMoreEntitlementsThanOneClaimTakes(t *testing.T) {
	w := newWorld(t)
	w.fund(1_000_000)
	for i := range 150 {
		e := entry("node-"+sdk.U64(uint64(i)).String(), 1)
		e.Account = who("owner")
		w.later(compute, e)
	}
	w.close()
	w.close()
	want(t, "first", w.claim("owner").Entitlements, 100)
	want(t, "second", w.claim("owner").Entitlements, 50)
	want(t, "third", w.claim("owner").Entitlements, 0)
	w.sound()
}

// A reward for this contract itself cannot leave it: it goes to the reserve.
func TestRewardOfTheContractItself(t *testing.T) {
	w := newWorld(t)
	w.fund(1100)
	e := entry("self", 1)
	e.Account = w.Ctx.Self
	w.later(developers, e)
	w.close()
	w.close()
	w.sweep()
	w.sound()
	w.close()
	want(t, "nothing is lost", w.Reserve.String(), "1100")
}

func TestParticipantsWithoutScore(t *testing.T) {
	w := newWorld(t)
	w.live(2, with(nil, scoresBy(func(sum uint64) uint64 { return sum / 10 })))
	w.fund(1100)
	w.give(developers, "small", 9)
	w.give(developers, "large", 20)
	w.give(models, "small", 0)
	e := w.close()
	want(t, "a role whose scores are all zero returns its pool", e.Roles[models].Returned, e.Roles[models].Pool)
	w.close()
	w.sweep()
	want(t, "balances", w.balances("small", "large"), "small=0 large=132")
	w.sound()
}
