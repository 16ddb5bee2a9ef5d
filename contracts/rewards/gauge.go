package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A vote on the gauge counts by the stake of the voter at the start of an epoch, with that of those who have named it to vote
// for them and do not vote themselves. Votes are counted once in an epoch, some voters a call. A voter has at least a thousandth
// of all stake: so stake bounds how many there are, and nobody can take a place from another (R20).

const (
	leastVoice  = 1000 // of all stake a voter has at least this part, with what it votes for; half of that to stay
	leastVoting = 10   // at least this part of all stake must vote for the gauge to count
	countPart   = 40   // voters in a call
	// countReserve is the gas below which the count is left to the next block.
	countReserve = 32_000_000
	// countCall is where a block's hook asks to go on with the count, after payments and trials.
	countCall = 1 << 33
)

// wish is what a voter wants: parts of a million, by role id; none: nothing.
//
//peerz:store
type wish struct {
	Parts  []uint64
	Since  uint64   // the epoch of the last change: the counts of later ones take it
	Before []uint64 // what it was before that epoch
}

func wishKey(account sdk.Address) []byte { return sdk.Key(keyGauge, account.Bytes()) }

func loadWish(account sdk.Address) (w *wish, ok bool) {
	w = new(wish)
	return w, sdk.Load(wishKey(account), w)
}

// in is what counts in an epoch.
func (w *wish) in(epoch uint64) []uint64 {
	if w.Since < epoch {
		return w.Parts
	}
	return w.Before
}

// gauge is what votes come to.
//
//peerz:store
type gauge struct {
	Parts []uint64   // of the last count: parts of a million by role id; none: too few voted
	Next  uint64     // the epoch that is counted next
	After []byte     // of a count that has begun: the last voter's key
	Total sdk.Amount // stake of everybody then
	Given count      // to voters
	Taken count      // from proxies, by those who vote themselves
}

// count is stake that votes, and for what.
//
//peerz:store
type count struct {
	Stake sdk.Amount
	For   []sdk.Amount // by role id
}

func loadGauge() *gauge { g := new(gauge); sdk.Load([]byte{keyCount}, g); return g }

// VoteGauge says how the caller wishes the weights.
func VoteGauge(a rewards.VoteGaugeArgs) {
	c, ctx := loadConfig(), sdk.Context()
	w, _ := loadWish(ctx.Caller)
	var parts []uint64
	switch {
	case len(a.Weights) > 0:
		parts = c.partsOf(a.Weights)
		// what is bonded now is bonded for the whole epoch at least; who votes for whom can change more often
		power := sdk.Stake(ctx.Caller, ctx.Epoch+1).Add(sdk.Delegated(ctx.Caller, ctx.Epoch))
		if !isVoice(power, sdk.TotalStake(ctx.Epoch), leastVoice) {
			sdk.Abort(rewards.ErrNoStake, "less than a thousandth of all stake: it can vote by a proxy")
		}
	case len(w.Parts) == 0:
		sdk.Abort(rewards.ErrNoWish, "nothing to take back")
	}
	if w.Since < ctx.Epoch {
		w.Before, w.Since = w.Parts, ctx.Epoch
	}
	w.Parts = parts
	sdk.Save(wishKey(ctx.Caller), w)
	sdk.Emit("rewards.gauge", sdk.Addr("account", ctx.Caller))
}

// isVoice reports whether power is at least a part of all stake.
func isVoice(power, total sdk.Amount, part uint64) bool {
	least, _, _ := sdk.MulDiv(total, sdk.U64(1), sdk.U64(part))
	return !power.IsZero() && !power.Less(least)
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

// due reports whether votes of this epoch are to be counted: not while there are none, and were none.
func (g *gauge) due() bool {
	if g.Next > sdk.Context().Epoch {
		return false
	}
	return len(g.After) > 0 || len(g.Parts) > 0 || len(votersAfter(nil, 1)) > 0
}

func votersAfter(key []byte, limit int) []sdk.Entry {
	start := []byte{keyGauge}
	if len(key) > 0 {
		start = append(append([]byte(nil), key...), 0)
	}
	return sdk.Scan(start, []byte{keyGauge + 1}, false, limit)
}

// step counts the next voters, and reports whether there may be more.
func (g *gauge) step(roles int) (more bool) {
	if len(g.After) == 0 {
		g.Next = sdk.Context().Epoch
		g.Total = sdk.TotalStake(g.Next)
	}
	g.Given.fit(roles)
	g.Taken.fit(roles)
	voters := votersAfter(g.After, countPart)
	for _, entry := range voters {
		var w wish
		if !sdk.Unmarshal(entry.Value, &w) {
			sdk.Abort(sdk.ErrState, "wish")
		}
		g.hear(sdk.AddressOf(entry.Key[1:]), &w)
		g.After = entry.Key
	}
	if more = len(voters) == countPart; !more {
		*g = gauge{Next: g.Next + 1, Parts: g.outcome()}
	}
	sdk.Save([]byte{keyCount}, g)
	return more
}

// hear counts a voter. Its own stake is taken out of what its proxy, if that votes, was given, on whichever page that is: sums do not
// depend on the order. Stake that wakes between two pages may be taken without having been given; then less counts, for one epoch.
//
//go:noinline
func (g *gauge) hear(account sdk.Address, w *wish) {
	own := sdk.Stake(account, g.Next)
	power := own.Add(sdk.Delegated(account, g.Next))
	w.retire(account, g.Next, isVoice(power, g.Total, 2*leastVoice))
	parts := w.in(g.Next)
	if len(parts) == 0 {
		return
	}
	g.Given.add(power, parts)
	proxy, named := sdk.Proxy(account, g.Next)
	if !named || own.IsZero() || !sdk.Awake(account, g.Next) {
		return
	}
	if its, votes := loadWish(proxy); votes {
		g.Taken.add(own, its.in(g.Next))
	}
}

// retire forgets a wish that was taken back, and has one without enough stake behind it count for the last time.
func (w *wish) retire(account sdk.Address, epoch uint64, isVoice bool) {
	switch {
	case w.Since >= epoch:
	case len(w.Parts) == 0:
		w.Before = nil
		sdk.Delete(wishKey(account))
	case !isVoice:
		*w = wish{Since: epoch, Before: w.Parts}
		sdk.Save(wishKey(account), w)
		sdk.Emit("rewards.gauge_ended", sdk.Addr("account", account))
	}
}

// fit makes space for roles that were added.
func (c *count) fit(roles int) {
	for len(c.For) < roles {
		c.For = append(c.For, sdk.Amount{})
	}
}

// add adds stake that wants parts; who wants nothing does not vote.
func (c *count) add(stake sdk.Amount, parts []uint64) {
	if len(parts) == 0 {
		return
	}
	c.Stake = c.Stake.Add(stake)
	for id, part := range parts {
		share, _, _ := sdk.MulDiv(stake, sdk.U64(part), sdk.U64(million))
		c.For[id] = c.For[id].Add(share)
	}
}

// outcome is the parts of a million that voters want for each role; nil while too few vote.
func (g *gauge) outcome() []uint64 {
	voting, _ := g.Given.Stake.CheckedSub(g.Taken.Stake)
	if !isVoice(voting, g.Total, leastVoting) {
		return nil
	}
	parts := make([]uint64, len(g.Given.For))
	for id := range parts {
		wanted, _ := g.Given.For[id].CheckedSub(g.Taken.For[id])
		part, _, _ := sdk.MulDiv(wanted, sdk.U64(million), voting)
		parts[id] = part.Lo
	}
	return parts
}

// Gauge returns what an account wishes.
func Gauge(a rewards.GaugeArgs) (r rewards.GaugeResult) {
	if w, ok := loadWish(a.Account); ok && len(w.Parts) > 0 {
		r.Weights = loadConfig().named(w.Parts)
	}
	return r
}
