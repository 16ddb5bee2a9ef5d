package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// asked is a formula that shows what it was asked.
func asked(q *formula.WeightsArgs) goFormula {
	f := linear
	f.weights = func(now formula.WeightsArgs) []uint64 { *q = now; return now.Base }
	return f
}

// closeWith ends an epoch in which contracts measured what they say.
func (w *world) closeWith(said ...rewards.Need) {
	w.t.Helper()
	epoch := w.end()
	w.verify(epoch)
	w.sweep() // votes on the gauge are counted
	w.As(rolesAddress).Must(func() { Seal(rewards.SealArgs{Epoch: epoch, From: w.Ctx.Epoch, Needs: said}) })
}

func said(role, burned, supply uint64) rewards.Need {
	return rewards.Need{Role: role, Burned: sdk.U64(burned), Supply: sdk.U64(supply)}
}

// Ten epochs as usual, a review, then twice the demand and half the supply for good: each term moves 1/30 of what is left in each
// epoch, until it is there, and stays while nobody reviews.
func TestR17ALastingShortageGoesOnCounting(t *testing.T) {
	w := newWorld(t)
	var q formula.WeightsArgs
	w.live(1, asked(&q))
	for range 10 {
		w.closeWith(said(compute, 100, 50))
	}
	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: votes(genesisWeights...), Epoch: w.Ctx.Epoch}) })
	demand, supply := uint64(neutral), uint64(neutral)
	for range 500 {
		w.closeWith(said(compute, 200, 25))
		if q.Demand[compute] != sdk.U64(demand) || q.Supply[compute] != sdk.U64(supply) || q.Demand[models] != sdk.U64(neutral) {
			t.Fatalf("epoch %d: demand %s, want %d; supply %s, want %d", w.Ctx.Epoch, q.Demand[compute], demand, q.Supply[compute], supply)
		}
		demand, supply = demand+(2*neutral-demand+29)/30, supply-(supply-neutral/2+29)/30
	}
	want(t, "demand in the end", demand, 2*neutral)
	want(t, "supply in the end", supply, neutral/2)

	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: votes(genesisWeights...), Epoch: w.Ctx.Epoch}) })
	w.closeWith(said(compute, 200, 25)) // which is usual now
	var r rewards.TermsResult
	w.query(func() { r = Terms(rewards.TermsArgs{Epoch: w.Ctx.Epoch}) })
	if got := r.Roles[compute]; got.Demand.Now != neutral || got.Demand.Mean != sdk.U64(200) || !r.Roles[social].NoDemand {
		t.Errorf("after a review: %+v", got)
	}
}

// Demand below the floor says nothing: it would be too cheap to buy.
func TestR17DemandBelowTheFloorSaysNothing(t *testing.T) {
	for floor, term := range map[uint64]uint64{100: neutral + (neutral+29)/30, 101: neutral} {
		w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Params.DemandFloor = sdk.U64(floor) })
		var q formula.WeightsArgs
		w.live(1, asked(&q))
		w.closeWith(said(compute, 100, 1))
		w.closeWith(said(compute, 900, 1))
		w.closeWith()
		want(t, "demand", q.Demand[compute], sdk.U64(term))
	}
}

// Whatever contracts say, terms stay between half and twice, and the epoch is sealed.
func TestR17NoTermLeavesItsRange(t *testing.T) {
	w := newWorld(t)
	var q formula.WeightsArgs
	w.live(1, asked(&q))
	for i := range 300 {
		huge := rewards.Need{Role: compute, Burned: sdk.MaxAmount, Supply: sdk.MaxAmount}
		if i%2 == 0 {
			huge = said(compute, 1, 0)
		}
		w.closeWith(huge, rewards.Need{Role: 99, Burned: sdk.MaxAmount})
		for id := range roleNames {
			for _, term := range []sdk.Amount{q.Demand[id], q.Supply[id], sdk.U64(q.Gauge[id])} {
				if term.Hi > 0 || term.Lo < neutral/2 || term.Lo > 2*neutral {
					t.Fatalf("role %d: %+v", id, q)
				}
			}
		}
	}
}

// (w) and (7w) are the same from the moment at which they are accepted: the formula gets parts of a million.
func TestR6WeightsAreNormalised(t *testing.T) {
	w := newWorld(t)
	var q formula.WeightsArgs
	w.live(1, asked(&q))
	sevenfold := votes(genesisWeights...)
	for i := range sevenfold {
		sevenfold[i].Weight *= 7
	}
	sevenfold[0].Weight, sevenfold[1].Weight = 7*420_000, 7*180_000
	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: sevenfold}) })
	w.closeWith()
	want(t, "compute", q.Base[compute], 420_000)
	want(t, "paid by", w.epoch(0).PaidBy, "live")
}

// A vote for the weights in force is a review, once that is due.
func TestAReviewConfirms(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Params.Review = 2 })
	confirm := func() uint32 {
		return w.Query(func() { CheckWeights(rewards.CheckWeightsArgs{Weights: votes(genesisWeights...)}) })
	}
	want(t, "before it is due", confirm(), rewards.ErrUnchanged)
	want(t, "before it is due, on the epoch", w.close().Overdue, false)
	want(t, "likewise", w.close().Overdue, false)
	want(t, "on the open epoch", w.epoch(2).Overdue, true)
	want(t, "when it is due", confirm(), 0)
	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: votes(genesisWeights...), Epoch: 2}) })
	want(t, "after it", confirm(), rewards.ErrUnchanged)
	want(t, "after it, on the epoch", w.close().Overdue, false)
	w.close()
	want(t, "when it was due again", w.close().Overdue, true)
	w.query(func() { want(t, "due", Weights().Due, 4) })
}
