package main

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

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

// wish has somebody vote for one role, and returns the code with which that aborts.
func (w *world) wish(account sdk.Address, role string) uint32 {
	return w.As(account).Run(func() { VoteGauge(rewards.VoteGaugeArgs{Weights: []rewards.RoleWeight{{Role: role, Weight: 1}}}) })
}

// nextEpoch begins one and has votes counted in it; it returns the part of each role, in millionths.
func (w *world) nextEpoch() []uint64 {
	w.t.Helper()
	w.end()
	w.sweep()
	return loadGauge().Parts
}

func (w *world) stakes(of map[string]uint64) {
	for id, amount := range of {
		w.SetStake(who(id), w.Ctx.Epoch, sdk.U64(amount))
	}
}

func (w *world) delegates(owner, proxy string) {
	w.As(who(owner)).Must(func() { sdk.Delegate(who(proxy)) })
}

// A thousandth of all stake has a vote, own or of others; half of that retains it.
func TestR20StakeBoundsHowManyVote(t *testing.T) {
	w := newWorld(t)
	w.stakes(map[string]uint64{"rest": 998_001, "ann": 1000, "bob": 999})
	want(t, "a thousandth", w.wish(who("ann"), "compute"), 0)
	want(t, "less", w.wish(who("bob"), "compute"), rewards.ErrNoStake)
	want(t, "the rest", w.wish(who("rest"), "compute"), 0)
	w.delegates("ann", "bob")
	w.nextEpoch()
	want(t, "with what others gave", w.wish(who("bob"), "models"), 0)
	for _, c := range []struct {
		stake uint64
		votes bool
	}{{501, true}, {499, false}} {
		w.stakes(map[string]uint64{"ann": c.stake, "rest": 999_000 - c.stake + 1})
		w.nextEpoch()
		_, votes := loadWish(who("ann"))
		w.nextEpoch() // what ended counts for the last time in the epoch of that
		_, after := loadWish(who("ann"))
		if !votes || after != c.votes {
			t.Errorf("with %d: votes %v, then %v", c.stake, votes, after)
		}
	}
}

// Ann and bob have named pat. Ann votes herself: pat has what is left.
func TestR20WhoVotesTakesItFromTheProxy(t *testing.T) {
	w := newWorld(t)
	w.stakes(map[string]uint64{"ann": 20, "bob": 30, "pat": 50})
	w.delegates("ann", "pat")
	w.delegates("bob", "pat")
	parts := func(what string, wantCompute, wantModels uint64) {
		t.Helper()
		got := w.nextEpoch()
		if len(got) == 0 {
			got = make([]uint64, len(roleNames))
		}
		want(t, what+": compute", got[compute], wantCompute)
		want(t, what+": models", got[models], wantModels)
	}
	want(t, "pat", w.wish(who("pat"), "compute"), 0)
	parts("pat votes for all", 1_000_000, 0)
	want(t, "ann", w.wish(who("ann"), "models"), 0)
	parts("ann for herself", 800_000, 200_000)
	w.Dormant[who("ann")] = true
	parts("what is dormant was not given to pat", 800_000, 200_000)
	w.As(who("pat")).Must(func() { VoteGauge(rewards.VoteGaugeArgs{}) })
	parts("ann alone", 0, 1_000_000)
	w.As(who("ann")).Must(func() { VoteGauge(rewards.VoteGaugeArgs{}) })
	parts("nobody", 0, 0)
	w.nextEpoch()
	if got := len(votersAfter(nil, 9)); got != 0 || loadGauge().due() {
		t.Errorf("%d voters are left, due: %v", got, loadGauge().due())
	}
}

// A count that takes several blocks takes what was wished before its epoch: changes meanwhile are for the next.
func TestR20ACountIsOfOneMoment(t *testing.T) {
	w := newWorld(t)
	for i := range countPart + 2 {
		id := fmt.Sprint("voter", i)
		w.stakes(map[string]uint64{id: 1000})
		want(t, id, w.wish(who(id), "compute"), 0)
	}
	w.end()
	w.Must(func() { EndBlock(sdk.EndBlockArgs{From: countCall}) })
	for i := range countPart + 2 {
		want(t, "a change", w.wish(who(fmt.Sprint("voter", i)), "models"), 0)
	}
	w.sweep()
	want(t, "as it was", loadGauge().Parts[compute], 1_000_000)
	writes := w.count(func() { w.sweep() })
	want(t, "writes when it is counted", writes, 0)
	want(t, "as it became", w.nextEpoch()[models], 1_000_000)
}

// However stake is given and overridden, and whatever the order of voters, each unit counts once.
func TestR20EachStakeCountsOnce(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 40 {
		w := newWorld(t)
		const people = 90
		name := func(i int) string { return fmt.Sprint("p", i) }
		proxy, stake, role := make([]int, people), make([]uint64, people), make([]int, people)
		for i := range people {
			stake[i], proxy[i], role[i] = 1000+uint64(r.Intn(1000)), r.Intn(people), r.Intn(4)
			w.stakes(map[string]uint64{name(i): stake[i]})
		}
		for i := range people {
			if proxy[i] != i {
				w.delegates(name(i), name(proxy[i]))
			}
			if role[i] < 3 { // the others do not vote
				want(t, name(i), w.wish(who(name(i)), roleNames[role[i]]), 0)
			}
		}
		var sums [4]uint64 // by whom each unit counts for; the last is for those for whom nobody votes
		for i := range people {
			for4 := role[i]
			if for4 == 3 && proxy[i] != i {
				for4 = role[proxy[i]]
			}
			sums[for4] += stake[i]
		}
		got := w.nextEpoch()
		for id := range 3 {
			want(t, roleNames[id], got[id], sums[id]*1_000_000/(sums[0]+sums[1]+sums[2]))
		}
	}
}
