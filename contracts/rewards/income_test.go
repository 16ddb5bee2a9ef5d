package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Whoever is alone after a long silence gets their part of one pool, which the reserve makes at most
// larger by pool_limit - 1 times the epoch's emission.
func TestR13SilenceMakesNoJackpot(t *testing.T) {
	for _, x := range []struct{ limit, pool, part uint64 }{
		{1_000_000, 1000, 400}, {1_000_001, 1000, 400}, {2_000_000, 2000, 800}, {2_500_000, 2500, 1000}, {3_000_000, 3000, 1200},
	} {
		t.Run(fmt.Sprint(x.limit), func(t *testing.T) {
			w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Params.PoolLimit = x.limit })
			for range 167 {
				w.emit(1000)
				w.close()
			}
			want(t, "reserve", w.Reserve.String(), "167000")
			for range 3 {
				w.emit(1000)
				w.give(compute, "alone", 1)
				e := w.close()
				want(t, "pool", e.Pool, sdk.U64(x.pool))
				want(t, "part", e.Roles[compute].Pool, sdk.U64(x.part))
				want(t, "left", e.Reserve.Add(sdk.U64(x.pool-x.part)), w.Reserve)
			}
			w.sound()
		})
	}
}

// Whoever is paid nearly all that is paid gains nothing by fees: they come back at most, and draw nothing from the reserve.
func TestR13FeesDrawNothingFromTheReserve(t *testing.T) {
	alone := func(fees uint64) (earned, reserve uint64) {
		w := newWorld(t, feeShare, func(a *rewards.InstantiateArgs) { a.Params.PoolLimit = 3_000_000 })
		w.Chain.Reserve = sdk.U64(1_000_000)
		w.emit(1000)
		w.fund(fees)
		for role := range roleNames {
			w.give(uint64(role), "alone", 1)
		}
		w.close()
		w.close()
		w.sweep()
		w.sound()
		return w.Balance(who("alone")).Lo, w.Reserve.Lo
	}
	earned, reserve := alone(0)
	want(t, "without fees", earned, 3000)
	want(t, "left", reserve, 998_000)
	earned, reserve = alone(100_000)
	want(t, "with fees", earned, 103_000)
	want(t, "left", reserve, 998_000)
}

// A reserve that is small, refused, or that nobody may draw from leaves the epoch's own income.
func TestTheReserveMayBeEmptyOrRefused(t *testing.T) {
	w := newWorld(t)
	w.emit(1000)
	want(t, "empty", w.close().Pool.String(), "1000")
	w.fund(600)
	w.Denied["mint"] = true
	e := w.close()
	want(t, "refused", e.Pool.String(), "600")
	want(t, "what nobody earned stays in the balance", w.Balance(w.Ctx.Self).String(), "600")
	w.Denied["mint"] = false
	want(t, "and returns later", w.close().CarryOut.String(), "0")
	want(t, "with all of it", w.Reserve.String(), "1600")
	w.sound()
}
