package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What a role is worth at the moment shows in three terms: how much of its work was wanted, how much was there, and what
// voters wish. The first two are compared with what is usual, which is the mean of the 30 epochs before the last review, so that a
// lasting shortage goes on counting until holders have looked at it. Each term is held between a half and twice, and moves 1/30 of the way
// in an epoch (R17). Terms are taken when an epoch is sealed, and the epochs that close after that are weighted by them.

const (
	neutral      = million
	smoothing    = 30 // of the way that a term moves in an epoch
	meanEpochs   = 30 // of a mean
	needRetained = 400
)

// need is what an epoch came to for all roles, by id, and the terms as it left them. Slow is what terms are compared with.
//
//peerz:store
type need struct {
	Burned []sdk.Amount
	Supply []sdk.Amount
	Votes  []uint64 // parts of a million of gauge votes; empty: too few voted
	Base   []uint64 // when it was sealed

	BurnedMean []sdk.Amount
	SupplyMean []sdk.Amount
	Demand     []uint64 // smoothed, ppm
	Offer      []uint64
	Priority   []uint64
}

func needKey(epoch uint64) []byte { return sdk.Key(keyNeed, sdk.BE64(epoch)) }

// latestNeed returns the newest sealed epoch at or before one, and false before the first.
func latestNeed(epoch uint64) (n *need, at uint64, ok bool) {
	n = new(need)
	for _, entry := range sdk.Scan(needKey(0), needKey(epoch+1), true, 1) {
		if !sdk.Unmarshal(entry.Value, n) {
			sdk.Abort(sdk.ErrState, "need")
		}
		at, ok = sdk.ReadBE64(entry.Key[1:]), true
	}
	return n, at, ok
}

// numberAt is an entry of a list by role id, and another number for roles that were added since.
func numberAt(list []uint64, i int, otherwise uint64) uint64 {
	if i >= len(list) {
		return otherwise
	}
	return list[i]
}

func amountIn(list []sdk.Amount, i int) sdk.Amount {
	if i >= len(list) {
		return sdk.Amount{}
	}
	return list[i]
}

// terms are the three as they are now, for the formula.
func terms(epoch uint64, roles int) (demand, supply []sdk.Amount, gauge []uint64) {
	n, _, _ := latestNeed(epoch)
	for i := range roles {
		demand = append(demand, sdk.U64(numberAt(n.Demand, i, neutral)))
		supply = append(supply, sdk.U64(numberAt(n.Offer, i, neutral)))
		gauge = append(gauge, numberAt(n.Priority, i, neutral))
	}
	return demand, supply, gauge
}

// measureNeeds takes the terms of an epoch that is sealed (R17).
//
//go:noinline
func (c *config) measureNeeds(w *weights, epoch uint64, said []rewards.Need) {
	before, at, known := latestNeed(epoch)
	n := c.epochNeed(epoch, said)
	n.Base = w.baseOf(sdk.Context().Epoch)
	n.Votes = loadGauge().Parts
	n.BurnedMean, n.SupplyMean = before.BurnedMean, before.SupplyMean
	if known && (w.Reviewed == 0 || at < w.Reviewed) { // usual is what was, until a review; and anew with each
		n.BurnedMean, n.SupplyMean = means(epoch, len(c.Roles))
	}
	var sum uint64
	for _, b := range n.Base {
		sum += b
	}
	for i := range c.Roles {
		n.Demand = append(n.Demand, smooth(numberAt(before.Demand, i, neutral), n.demandOf(c, i)))
		n.Offer = append(n.Offer, smooth(numberAt(before.Offer, i, neutral), ratio(n.Supply[i], amountIn(n.SupplyMean, i), sdk.Amount{})))
		n.Priority = append(n.Priority, smooth(numberAt(before.Priority, i, neutral), n.priorityOf(i, sum)))
	}
	sdk.Save(needKey(epoch), n)
	if epoch >= needRetained {
		for _, entry := range sdk.Scan(needKey(0), needKey(epoch-needRetained), false, 2) {
			sdk.Delete(entry.Key)
		}
	}
}

// epochNeed is what an epoch came to: what contracts say, or what was verified in the role.
func (c *config) epochNeed(epoch uint64, said []rewards.Need) *need {
	n := &need{Burned: make([]sdk.Amount, len(c.Roles)), Supply: make([]sdk.Amount, len(c.Roles))}
	for i := range c.Roles {
		n.Supply[i] = loadShare(epoch, uint64(i)).Raw
	}
	for i := range said {
		if id := said[i].Role; id < uint64(len(c.Roles)) {
			n.Burned[id], n.Supply[id] = said[i].Burned, said[i].Supply
		}
	}
	if id, ok := c.roleID("validators"); ok {
		_, minted, _ := sdk.Supply()
		wanted, _, _ := sdk.MulDiv(minted, sdk.U64(c.Params.WantedStake), sdk.U64(million))
		bonded := sdk.TotalStake(sdk.Context().Epoch)
		n.Burned[id], _ = wanted.CheckedSub(bonded)
		n.Supply[id] = bonded
	}
	return n
}

// demandOf is a role's demand now. What somebody burns to be paid more must be worth burning: below the floor it says nothing.
func (n *need) demandOf(c *config, i int) uint64 {
	return ratio(n.Burned[i], amountIn(n.BurnedMean, i), c.Params.DemandFloor)
}

// ratio compares a value with its mean, between half and twice; it says nothing while the mean is 0 or below the floor.
func ratio(value, mean, floor sdk.Amount) uint64 {
	if mean.IsZero() || mean.Less(floor) {
		return neutral
	}
	q, _, ok := sdk.MulDiv(value, sdk.U64(neutral), mean)
	if !ok || q.Hi > 0 {
		return 2 * neutral
	}
	return min(max(q.Lo, neutral/2), 2*neutral)
}

// priorityOf is a role's part of gauge votes over its part of the base weights.
func (n *need) priorityOf(i int, sum uint64) uint64 {
	base := numberAt(n.Base, i, 0)
	if len(n.Votes) == 0 || base == 0 {
		return neutral
	}
	return ratio(sdk.U64(n.Votes[i]), sdk.U64(base*million/sum), sdk.Amount{})
}

// smooth moves a term 1/30 of the way, by at least 1 ppm, so that it arrives.
func smooth(term, to uint64) uint64 {
	if to < term {
		return term - (term-to+smoothing-1)/smoothing
	}
	return term + (to-term+smoothing-1)/smoothing
}

// means are what was usual in the 30 sealed epochs before one.
func means(epoch uint64, roles int) (burned, supply []sdk.Amount) {
	burned, supply = make([]sdk.Amount, roles), make([]sdk.Amount, roles)
	entries := sdk.Scan(needKey(0), needKey(epoch), true, meanEpochs)
	for _, entry := range entries {
		var n need
		if !sdk.Unmarshal(entry.Value, &n) {
			sdk.Abort(sdk.ErrState, "need")
		}
		for i := range roles {
			burned[i], supply[i] = plus(burned[i], amountIn(n.Burned, i)), plus(supply[i], amountIn(n.Supply, i))
		}
	}
	for i := range roles {
		burned[i], _, _ = sdk.MulDiv(burned[i], sdk.U64(1), sdk.U64(uint64(max(len(entries), 1))))
		supply[i], _, _ = sdk.MulDiv(supply[i], sdk.U64(1), sdk.U64(uint64(max(len(entries), 1))))
	}
	return burned, supply
}

// plus adds up to the largest amount: what a contract says must not stop an epoch from being sealed.
func plus(a, b sdk.Amount) sdk.Amount {
	sum, ok := a.CheckedAdd(b)
	if !ok {
		return sdk.MaxAmount
	}
	return sum
}

// Terms returns what demand, supply and gauge votes came to.
func Terms(a rewards.TermsArgs) rewards.TermsResult {
	c := loadConfig()
	n, at, ok := latestNeed(a.Epoch)
	if !ok {
		sdk.Abort(rewards.ErrEpochUnknown, "no epoch was sealed by then")
	}
	var sum uint64
	for _, b := range n.Base {
		sum += b
	}
	r := rewards.TermsResult{Epoch: at}
	for i := range n.Demand {
		base := numberAt(n.Base, i, 0)
		t := rewards.RoleTerms{Role: c.Roles[i], Suspended: base == 0, NoDemand: n.Burned[i].IsZero() && amountIn(n.BurnedMean, i).IsZero()}
		t.Demand = rewards.Term{Value: n.Burned[i], Mean: amountIn(n.BurnedMean, i), Now: n.demandOf(c, i), Smoothed: n.Demand[i]}
		t.Supply = rewards.Term{Value: n.Supply[i], Mean: amountIn(n.SupplyMean, i), Smoothed: n.Offer[i],
			Now: ratio(n.Supply[i], amountIn(n.SupplyMean, i), sdk.Amount{})}
		t.Priority = rewards.Term{Value: sdk.U64(numberAt(n.Votes, i, 0)), Mean: sdk.U64(base * million / max(sum, 1)), Now: n.priorityOf(i, sum), Smoothed: n.Priority[i]}
		r.Roles = append(r.Roles, t)
	}
	return r
}
