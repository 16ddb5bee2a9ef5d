package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

// sealedWorld has a sealed epoch with a pool of 1,100, of which its developers a, b and c get 56, 56 and 18.
func sealedWorld(t *testing.T) *world {
	w := newWorld(t, feeShare)
	w.fund(1375)
	w.give(developers, "a", 3)
	w.give(developers, "b", 3)
	w.give(developers, "c", 1)
	w.give(liquidity, "a", 2)
	w.give(liquidity, "b", 1)
	w.close()
	return w
}

func (w *world) hold(role uint64, id string) (code uint32) {
	return w.As(rolesAddress).Run(func() { Hold(rewards.HoldArgs{Role: role, ID: id}) })
}

func (w *world) decide(role uint64, id string, void bool) (code uint32) {
	return w.As(rolesAddress).Run(func() { Decide(rewards.DecideArgs{Role: role, ID: id, Void: void}) })
}

// stateOf is how a payout of epoch 0 is shown.
func (w *world) stateOf(role, id string) (state string) {
	w.query(func() {
		for _, p := range Payouts(rewards.PayoutsArgs{Role: role}).Payouts {
			if p.ID == id {
				state = fmt.Sprint(p.State, " ", p.Amount.Add(p.FeeAmount))
			}
		}
	})
	return state
}

// Only the record that is disputed waits, for a claim and for the sweep, and it is paid when the dispute ends, the
// epoch having matured or not.
func TestR18OnlyTheDisputedRecordWaits(t *testing.T) {
	for _, test := range []string{"before it matures", "after the sweep"} {
		t.Run(test, func(t *testing.T) {
			w := sealedWorld(t)
			want(t, "hold", w.hold(developers, "b"), 0)
			want(t, "shown", w.stateOf("developers", "b"), "disputed 56")
			if test == "before it matures" {
				want(t, "decide", w.decide(developers, "b", false), 0)
				w.close()
				w.sweep()
			} else {
				w.close()
				w.claim("b")
				w.sweep()
				want(t, "the others are paid", w.balances("a", "c"), "a=312 c=18")
				want(t, "b has its other part", w.balances("b"), "b=127")
				w.sound()
				want(t, "decide", w.decide(developers, "b", false), 0)
			}
			want(t, "all is paid", w.balances("a", "b", "c"), "a=312 b=183 c=18")
			want(t, "shown", w.stateOf("developers", "b"), "paid 56")
			want(t, "no second time", w.claim("b"), rewards.ClaimResult{})
			w.sound()
		})
	}
}

// What a void record would have been paid is in the reserve, the fee pool's part included, and nobody else gets more.
func TestR18AVoidRecordReturnsToTheReserve(t *testing.T) {
	w := sealedWorld(t)
	before := w.Reserve
	want(t, "hold", w.hold(developers, "b"), 0)
	want(t, "void", w.decide(developers, "b", true), 0)
	want(t, "hold", w.hold(liquidity, "a"), 0)
	want(t, "void", w.decide(liquidity, "a", true), 0)
	w.sound()
	want(t, "shown", w.stateOf("liquidity", "a"), "void 0")
	want(t, "again", w.hold(developers, "b"), rewards.ErrNoRecord)
	w.close()
	w.sweep()
	want(t, "paid", w.balances("a", "b", "c"), "a=56 b=127 c=18")
	want(t, "returned: 56 and 256 of records, the rest is dust", w.Reserve.Sub(before).String(), "316")
	w.sound()
}

func TestWhatCannotBeDisputed(t *testing.T) {
	w := newWorld(t)
	w.fund(1100)
	w.give(developers, "a", 3)
	want(t, "an open epoch", w.hold(developers, "a"), rewards.ErrVerifying)
	w.end()
	w.verify(0)
	want(t, "one that is verified", w.hold(developers, "a"), rewards.ErrVerifying)
	w.seal(0)
	want(t, "nobody's record", w.hold(developers, "b"), rewards.ErrNoRecord)
	want(t, "a stranger's dispute", w.As(who("eve")).Run(func() { Hold(rewards.HoldArgs{Role: developers, ID: "a"}) }), rewards.ErrDenied)
	want(t, "a stranger's decision", w.As(who("eve")).Run(func() { Decide(rewards.DecideArgs{Role: developers, ID: "a", Void: true}) }), rewards.ErrDenied)
	want(t, "a decision without a dispute", w.decide(developers, "a", true), rewards.ErrNoRecord)
	want(t, "a record", w.hold(developers, "a"), 0)
	want(t, "the same again", w.hold(developers, "a"), rewards.ErrHeld)
	want(t, "decide", w.decide(developers, "a", false), 0)
	w.close()
	want(t, "one that has matured", w.hold(developers, "a"), rewards.ErrMatured)
}

// The time to dispute is fixed when an epoch is sealed: no vote makes what has matured wait again, or pays what can
// still be disputed.
func TestTheTimeToDisputeIsFixedAtTheSeal(t *testing.T) {
	w := sealedWorld(t)
	change := func(to string) {
		w.As(governanceAddress).Must(func() {
			SetParams(governed.ParamsArgs{Params: []governed.Param{{Name: "dispute", Value: to}}})
		})
	}
	change("0")
	want(t, "not earlier", w.epoch(0).State, "sealed")
	w.close()
	change("28")
	want(t, "not later", w.epoch(0).State, "matured")
	want(t, "the one that was sealed with 0", w.epoch(1).State, "matured")
	w.close()
	want(t, "the next one", w.epoch(2).State, "sealed")
}

// Whatever is disputed, claimed and swept, in whatever order: the books hold, and a record is paid or void.
func TestRandomDisputes(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 5))
		w := sealedWorld(t)
		type at struct {
			role uint64
			id   string
		}
		open := map[at]bool{}
		list := []at{{developers, "a"}, {developers, "b"}, {developers, "c"}, {liquidity, "a"}, {liquidity, "b"}}
		for step := range 40 {
			k := list[r.IntN(len(list))]
			switch r.IntN(5) {
			case 0:
				if w.hold(k.role, k.id) == 0 {
					open[k] = true
				}
			case 1:
				want(t, "decide", w.decide(k.role, k.id, r.IntN(2) == 0) == 0, open[k])
				delete(open, k)
			case 2:
				w.tryClaim(k.id)
			case 3:
				w.sweepSome(1)
			case 4:
				if step > 20 {
					w.close()
				}
			}
			w.sound()
		}
		for _, k := range list {
			if open[k] {
				want(t, "decide", w.decide(k.role, k.id, false), 0)
			}
		}
		w.close()
		w.sweep()
		for _, k := range list {
			w.claim(k.id)
			if state := w.stateOf(roleNames[k.role], k.id); state[:4] != "paid" && state[:4] != "void" {
				t.Errorf("%s of %s is %s", k.id, roleNames[k.role], state)
			}
		}
		for role := range roleNames {
			s := loadShare(0, uint64(role))
			want(t, "the pool is used up", s.Paid.Add(s.Dust).Add(s.Returned), s.Pool)
			want(t, "the fee pool is used up", s.FeePaid.Add(s.FeeDust), s.FeePool)
		}
		w.sound()
	}
}

// A dispute may give a record to another account. For whom it was verified stays known as long as the record.
func TestARecordIsGivenToAnHeir(t *testing.T) {
	w := sealedWorld(t)
	for _, to := range []string{"heir", "other"} {
		want(t, "hold", w.hold(developers, "b"), 0)
		w.As(rolesAddress).Must(func() { Decide(rewards.DecideArgs{Role: developers, ID: "b", To: who(to)}) })
	}
	w.query(func() {
		for _, p := range Payouts(rewards.PayoutsArgs{Role: "developers"}).Payouts {
			want(t, "is paid to", p.Address == who("other"), p.ID == "b")
			want(t, "was verified for another", p.From == who("b"), p.ID == "b")
		}
	})
	w.close()
	w.sweep()
	want(t, "paid", w.balances("b", "heir", "other"), "b=127 heir=0 other=56")
	w.sound()
}
