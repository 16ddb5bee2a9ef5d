package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// contribution is one verified record of a random epoch.
type contribution struct {
	role uint64
	rewards.Entry
}

// randomContributions gives each participant at most one record per role, with measures
// of very different sizes.
func randomContributions(r *rand.Rand, n int) (list []contribution) {
	for i := range n {
		for role := range uint64(len(roleNames)) {
			if r.IntN(3) > 0 {
				continue
			}
			e := entry(fmt.Sprintf("p%03d", i))
			for range 1 + role%3 {
				m := sdk.Amount{Hi: r.Uint64() >> 32, Lo: r.Uint64()}
				e.Measures = append(e.Measures, shiftRight(m, uint(r.IntN(97))))
			}
			list = append(list, contribution{role, e})
		}
	}
	return list
}

// record submits in batches of random sizes, role by role.
func (w *world) record(r *rand.Rand, list []contribution) {
	w.t.Helper()
	for len(list) > 0 {
		n := 1 + r.IntN(min(len(list), 5))
		batches := map[uint64][]rewards.Entry{}
		for _, c := range list[:n] {
			batches[c.role] = append(batches[c.role], c.Entry)
		}
		for role := range uint64(len(roleNames)) {
			if len(batches[role]) > 0 {
				w.later(role, batches[role]...)
			}
		}
		list = list[n:]
	}
}

// anyFormula returns a formula that works, or one that fails in some way.
func anyFormula(r *rand.Rand) goFormula {
	switch i := r.IntN(len(failures) + 4); {
	case i < len(failures):
		return failures[i].f
	case i%2 == 0:
		return squares
	}
	return linear
}

// Conservation (R1, R2, R3, R4): over random epochs with random formulas, fees, gifts,
// limits of outflow, claims and sweeps in any order, the books add up after every step, and no token is
// made or lost.
func TestR2MoneyIsConserved(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Cap = amount(cap27); a.Params.FeeShare = 200_000 })
		var received, earned sdk.Amount
		for step := range 12 {
			if r.IntN(4) == 0 {
				w.probation(byte(10+step), anyFormula(r))
			}
			list := randomContributions(r, r.IntN(12))
			w.record(r, list)
			if r.IntN(2) == 0 { // more of the same participants adds to what was recorded
				again := randomContributions(r, 4)
				w.record(r, again)
			}
			w.fund(r.Uint64N(1_000_000))
			w.Fund(w.Ctx.Self, sdk.U64(r.Uint64N(3)))
			known := w.Minted.Add(w.Reserve)
			e := w.close()
			want(t, "nothing but the emission is new", w.Minted.Add(w.Reserve), known.Add(e.Emission))
			if w.PayoutLimit = nil; r.IntN(2) == 0 {
				w.allow(r.Uint64N(1 + e.Pool.Lo%(1<<60)))
			}
			for range r.IntN(4) {
				w.sweepSome(1 + r.IntN(20))
				w.tryClaim(fmt.Sprintf("p%03d", r.IntN(12)))
			}
			w.sound()

			received = sdk.Amount{}
			now := sdk.Amount{}
			for i := range 12 {
				id := who(fmt.Sprintf("p%03d", i))
				received = received.Add(w.Balance(id))
				w.query(func() { now = now.Add(Account(rewards.AccountArgs{Account: id}).Earned) })
			}
			want(t, "balances add up to what was minted", received.Add(w.Balance(w.Ctx.Self)), w.Minted)
			if now.Less(earned) {
				t.Fatalf("earned falls from %s to %s", earned, now)
			}
			earned = now
		}
		w.PayoutLimit = nil
		for range 12 { // everything is paid in the end
			w.close()
			w.sweep()
		}
		w.sound()
		b := loadBooks()
		want(t, "nothing is owed any more", b.Held, sdk.Amount{})
	}
}

// Order independence (R5): permuting the submissions, their batches, and who is paid by
// a claim or by the sweep, leaves every balance unchanged.
func TestR5OrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(20) {
		source := rand.New(rand.NewPCG(seed, 8))
		list := append(randomContributions(source, 15), randomContributions(source, 15)...) // some in two parts
		var first string
		for run := range 3 {
			r := rand.New(rand.NewPCG(seed, uint64(run)))
			w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Cap = amount(cap27) })
			w.probation(2, linear)
			w.fund(1_000_003)
			shuffled := append([]contribution(nil), list...)
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			w.record(r, shuffled)
			w.close()
			w.close()
			var ids []string
			for i := range 15 {
				ids = append(ids, fmt.Sprintf("p%03d", i))
				w.claim(fmt.Sprintf("p%03d", r.IntN(15)))
			}
			for range 30 {
				w.sweepSome(1 + r.IntN(9))
				w.claim(fmt.Sprintf("p%03d", r.IntN(15)))
			}
			w.sweep()
			w.sound()
			result := w.balances(ids...)
			if run == 0 {
				first = result
			}
			want(t, "balances", result, first)
		}
	}
}

// Splitting (F2): under a linear formula two identities that share a contribution never
// get more than the one that they replace, and at most one unit less.
func TestF2SplittingAnIdentityGainsNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 300 {
		pool, other := sdk.U64(r.Uint64N(1_000_000)), r.Uint64N(1000)
		a, b := 1+r.Uint64N(1000), 1+r.Uint64N(1000)
		total := sdk.U64(a + b + other)
		one := portion(pool, sdk.U64(a+b), total)
		two := portion(pool, sdk.U64(a), total).Add(portion(pool, sdk.U64(b), total))
		if one.Less(two) || two.Add(sdk.U64(1)).Less(one) {
			t.Fatalf("pool %s, %d+%d of %s: whole %s, split %s", pool, a, b, total, one, two)
		}
	}
}

// Monotony (F1): more verified contribution never pays less, under a linear formula.
func TestF1MoreNeverPaysLess(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	for range 300 {
		pool, other, mine := sdk.U64(r.Uint64N(1_000_000)), r.Uint64N(1000), r.Uint64N(1000)
		before := portion(pool, sdk.U64(mine), sdk.U64(mine+other))
		after := portion(pool, sdk.U64(mine+1), sdk.U64(mine+1+other))
		if after.Less(before) {
			t.Fatalf("pool %s, %d against %d: %s, then %s", pool, mine, other, before, after)
		}
	}
}

// The checker finds what is wrong: a test of the test.
func TestR11InvariantsNoticeATheft(t *testing.T) {
	for name, damage := range map[string]func(*share, *books){
		"paid too much":     func(s *share, _ *books) { s.Paid = s.Paid.Add(sdk.U64(1)) },
		"a score too many":  func(s *share, _ *books) { s.Score = s.Score.Add(sdk.U64(1)) },
		"a pool too large":  func(s *share, _ *books) { s.Pool = s.Pool.Add(sdk.U64(1)) },
		"raw total wrong":   func(s *share, _ *books) { s.Raw = s.Raw.Add(sdk.U64(1)) },
		"held for nobody":   func(_ *share, b *books) { b.Held = b.Held.Add(sdk.U64(1)) },
		"held without cash": func(_ *share, b *books) { b.Held = amount(cap27) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.contribute()
			s, b := loadShare(0, developers), loadBooks()
			damage(s, b)
			s.save(0, developers)
			b.save()
			w.query(func() {
				if Invariants(rewards.InvariantsArgs{}).Ok {
					t.Error("not noticed")
				}
			})
		})
	}
}
