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

// Of 100 staked, 30 wish for compute alone, 10 for models alone. A tenth of all stake must vote.
func TestR17VotesOnTheGaugeCountByStake(t *testing.T) {
	w := newWorld(t)
	var q formula.WeightsArgs
	w.live(1, asked(&q))
	ann, bob, rest := who("ann"), who("bob"), who("rest")
	w.SetStake(ann, 0, sdk.U64(30))
	w.SetStake(bob, 0, sdk.U64(10))
	w.SetStake(rest, 0, sdk.U64(60))
	vote := func(account sdk.Address, role string) uint32 {
		return w.As(account).Run(func() { VoteGauge(rewards.VoteGaugeArgs{Weights: []rewards.RoleWeight{{Role: role, Weight: 7}}}) })
	}
	want(t, "a voter", vote(ann, "compute"), 0)
	want(t, "another", vote(bob, "models"), 0)
	want(t, "without stake", vote(who("eve"), "models"), rewards.ErrNoStake)
	want(t, "an unknown role", vote(ann, "miners"), rewards.ErrRoleUnknown)
	w.closeWith()
	w.closeWith()
	// compute: 750,000 of a million for 400,000 is 1.875; models: 250,000 for 120,000 is more than twice; the others: half
	step := func(to uint64) uint64 { return smooth(neutral, to) }
	for id, now := range []uint64{compute: step(1_875_000), models: step(2 * neutral), social: step(neutral / 2)} {
		if now != 0 {
			want(t, roleNames[id], q.Gauge[id], now)
		}
	}
	w.SetStake(ann, w.Ctx.Epoch, sdk.Amount{}) // what is left of the stake is 70: bob alone is enough
	w.closeWith()
	w.query(func() {
		want(t, "compute", Terms(rewards.TermsArgs{Epoch: w.Ctx.Epoch}).Roles[compute].Priority.Now, neutral/2)
	})
	w.SetStake(rest, w.Ctx.Epoch, sdk.U64(200))
	w.closeWith()
	w.query(func() {
		want(t, "too few", Terms(rewards.TermsArgs{Epoch: w.Ctx.Epoch}).Roles[compute].Priority.Now, neutral)
	})
	w.As(bob).Must(func() { VoteGauge(rewards.VoteGaugeArgs{}) })
	w.Expect(rewards.ErrNoWish, func() { VoteGauge(rewards.VoteGaugeArgs{}) })
}

// The gauge has 200 voters: those with most stake.
func TestTheGaugeIsBounded(t *testing.T) {
	w := newWorld(t)
	wish := rewards.VoteGaugeArgs{Weights: []rewards.RoleWeight{{Role: "compute", Weight: 1}}}
	for i := range maxVoters + 2 {
		account := sdk.AddressOf([]byte{9, byte(i), byte(i >> 8)})
		w.SetStake(account, 0, sdk.U64(uint64(i+2)))
		w.As(account).Must(func() { VoteGauge(wish) })
	}
	small := who("small")
	w.SetStake(small, 0, sdk.U64(1))
	w.As(small).Expect(rewards.ErrNoStake, func() { VoteGauge(wish) })
	w.query(func() { want(t, "voters", len(loadWishes().Voters), maxVoters) })
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
	w.close()
	w.close()
	want(t, "when it is due", confirm(), 0)
	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: votes(genesisWeights...), Epoch: 2}) })
	want(t, "after it", confirm(), rewards.ErrUnchanged)
	w.query(func() { want(t, "due", Weights().Due, 4) })
}
