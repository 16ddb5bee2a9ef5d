package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxVoters   = 200 // of the gauge: those with most stake
	leastVoting = 10  // at least this part of all stake must vote for the gauge to count
)

// wishes are what voters want, by the order in which they came. Stake is asked for when votes are counted, so nobody's
// tokens count twice.
//
//peerz:store
type wishes struct {
	Voters []wish
}

// wish is a voter's parts of a million, by role id.
//
//peerz:store
type wish struct {
	Account sdk.Address
	Parts   []uint64
}

func loadWishes() *wishes { w := new(wishes); sdk.Load([]byte{keyGauge}, w); return w }

func (w *wishes) find(account sdk.Address) int {
	for i := range w.Voters {
		if w.Voters[i].Account == account {
			return i
		}
	}
	return -1
}

// VoteGauge says how the caller wishes the weights.
func VoteGauge(a rewards.VoteGaugeArgs) {
	c, w, ctx := loadConfig(), loadWishes(), sdk.Context()
	at := w.find(ctx.Caller)
	if len(a.Weights) == 0 {
		if at < 0 {
			sdk.Abort(rewards.ErrNoWish, "nothing to take back")
		}
		w.Voters = append(w.Voters[:at], w.Voters[at+1:]...)
	} else {
		mine := wish{Account: ctx.Caller, Parts: c.partsOf(a.Weights)}
		if at < 0 {
			at = w.add(ctx)
		}
		w.Voters[at] = mine
	}
	sdk.Save([]byte{keyGauge}, w)
	sdk.Emit("rewards.gauge", sdk.Addr("account", ctx.Caller))
}

// partsOf are named weights as parts of a million; roles that are not named get nothing.
func (c *config) partsOf(named []rewards.RoleWeight) []uint64 {
	if len(named) > len(c.Roles) {
		sdk.Abort(rewards.ErrRoleTwice, "more weights than roles")
	}
	weights, seen := make([]uint64, len(c.Roles)), make([]bool, len(c.Roles))
	for _, n := range named {
		id := c.mustRole(n.Role)
		if seen[id] {
			sdk.Abort(rewards.ErrRoleTwice, n.Role)
		}
		if n.Weight > maxNumber {
			sdk.Abort(rewards.ErrWeightMax, n.Role)
		}
		weights[id], seen[id] = n.Weight, true
	}
	if sumOf(weights) == 0 {
		sdk.Abort(rewards.ErrWeightsZero, "no wish")
	}
	return normal(weights)
}

// add makes a place for the caller and returns it: that of the voter with the least stake, when all are taken.
func (w *wishes) add(ctx *sdk.Ctx) int {
	mine := sdk.Stake(ctx.Caller, ctx.Epoch+1)
	if mine.IsZero() {
		sdk.Abort(rewards.ErrNoStake, "no stake")
	}
	if len(w.Voters) < maxVoters {
		w.Voters = append(w.Voters, wish{})
		return len(w.Voters) - 1
	}
	least, at := mine, -1
	for i := range w.Voters {
		if s := sdk.Stake(w.Voters[i].Account, ctx.Epoch+1); s.Less(least) {
			least, at = s, i
		}
	}
	if at < 0 {
		sdk.Abort(rewards.ErrNoStake, "all voters have more stake")
	}
	return at
}

// tallyGauge returns the parts of a million that voters want for each role, weighted by stake; nil while too few vote.
func tallyGauge(roles int) []uint64 {
	w, epoch := loadWishes(), sdk.Context().Epoch
	if len(w.Voters) == 0 {
		return nil
	}
	var voting sdk.Amount
	sums := make([]sdk.Amount, roles)
	for i := range w.Voters {
		stake := sdk.Stake(w.Voters[i].Account, epoch)
		voting = voting.Add(stake)
		for id, part := range w.Voters[i].Parts {
			share, _, _ := sdk.MulDiv(stake, sdk.U64(part), sdk.U64(million))
			sums[id] = sums[id].Add(share)
		}
	}
	least, _, _ := sdk.MulDiv(sdk.TotalStake(epoch), sdk.U64(1), sdk.U64(leastVoting))
	if voting.IsZero() || voting.Less(least) {
		return nil
	}
	parts := make([]uint64, roles)
	for id := range sums {
		part, _, _ := sdk.MulDiv(sums[id], sdk.U64(million), voting)
		parts[id] = part.Lo
	}
	return parts
}

// Gauge returns what an account wishes.
func Gauge(a rewards.GaugeArgs) (r rewards.GaugeResult) {
	w := loadWishes()
	if at := w.find(a.Account); at >= 0 {
		r.Weights = loadConfig().named(w.Voters[at].Parts)
	}
	return r
}
