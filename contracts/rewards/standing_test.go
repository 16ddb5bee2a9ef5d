package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// refusing fails on the records of those who did units that are in the list, and on all others succeeds.
func refusing(units ...uint64) goFormula {
	return with(nil, func(q formula.ScoresArgs) []sdk.Amount {
		for _, m := range q.Measures {
			for _, n := range units {
				if m[0].Lo == n {
					return nil
				}
			}
		}
		return linear.scores(q)
	})
}

// failing lets an epoch pass in which a and b did 1 and 3 units, recorded together or apart.
func (w *world) failing(together bool) rewards.EpochResult {
	w.t.Helper()
	w.fund(1100)
	if together {
		w.later(developers, entry("a", 1), entry("b", 3))
	} else {
		w.give(developers, "a", 1)
		w.give(developers, "b", 3)
	}
	e := w.close()
	w.sweep()
	return e
}

func (w *world) standing(code sdk.Hash) (r rewards.StandingResult) {
	w.t.Helper()
	w.query(func() { r = Standing(rewards.StandingArgs{Code: code}) })
	return r
}

// Every epoch of a code that fails is paid by the fallback, at once. After three in a row the code is no longer
// live, whatever it fails of and however records arrive.
func TestR15ACodeThatFailsThreeEpochsInARowIsNoLongerLive(t *testing.T) {
	for _, test := range failures {
		for name, together := range map[string]bool{"together": true, "apart": false} {
			t.Run(test.name+" "+name, func(t *testing.T) {
				w := newWorld(t)
				w.live(1, squares)
				w.failing(together)
				w.probation(2, test.f)
				for range 3 {
					want(t, "live", w.Infos[formulaAddress].CodeHash, codeHash(2))
					e := w.failing(together)
					want(t, "paid by", e.PaidBy, "last_good")
					want(t, "reason", e.Reason, test.reason)
				}
				want(t, "live", w.Infos[formulaAddress].CodeHash, codeHash(1))
				want(t, "told", w.RolledBack[0], sdktest.Failure{Contract: formulaAddress, Code: codeHash(2), Reason: uint32(test.reason)})
				want(t, "standing", w.standing(codeHash(2)),
					rewards.StandingResult{Failed: 3, First: 1, Latest: 3, Reason: test.reason, Ended: 5})
				want(t, "then", w.failing(together).PaidBy, "live")
				w.sound()
			})
		}
	}
}

func TestR15OneParticipantDeposesNoCode(t *testing.T) {
	for _, together := range []bool{true, false} {
		w := newWorld(t)
		w.live(1, squares)
		w.failing(together)
		w.probation(2, refusing(3))
		for range 6 {
			want(t, "paid by", w.failing(together).PaidBy, "last_good")
		}
		want(t, "live", w.Infos[formulaAddress].CodeHash, codeHash(2))
		want(t, "row", w.standing(codeHash(2)).Row, 6)
	}
}

func TestR15ACodeThatFailsOnSeveralTogetherIsNoLongerLive(t *testing.T) {
	w := newWorld(t)
	w.live(1, squares)
	w.failing(true)
	w.probation(2, with(nil, func(q formula.ScoresArgs) []sdk.Amount { return linear.scores(q)[:1] }))
	for range 3 {
		w.failing(true)
	}
	want(t, "live", w.Infos[formulaAddress].CodeHash, codeHash(1))
}

// What an epoch without records says about a code is nothing; one that it pays ends the row.
func TestARowOfFailures(t *testing.T) {
	w := newWorld(t)
	w.live(1, squares)
	w.failing(true)
	bad := true
	w.probation(2, with(nil, func(q formula.ScoresArgs) []sdk.Amount {
		if bad {
			return nil
		}
		return linear.scores(q)
	}))
	w.failing(true)
	w.failing(true)
	w.close()
	want(t, "row", w.standing(codeHash(2)).Row, 2)
	bad = false
	w.failing(true)
	want(t, "row", w.standing(codeHash(2)), rewards.StandingResult{Paid: 1, Failed: 2, First: 1, Latest: 2, Reason: rewards.ReasonLength})
}

// A code that has paid is the fallback of the next, for good; one that was never asked is not.
func TestTheFallbackIsTheLastProvenCode(t *testing.T) {
	w := newWorld(t)
	w.live(1, squares)
	w.failing(true)
	w.live(2, linear)
	w.close() // nothing is recorded: 2 proves nothing
	w.live(3, trapping)
	e := w.failing(true)
	want(t, "paid by", e.PaidBy, "last_good")
	want(t, "fallback", e.Formula.CodeHash, codeHash(1))
	w.live(2, linear)
	w.failing(true)
	w.live(3, trapping)
	want(t, "fallback", w.failing(true).Formula.CodeHash, codeHash(2))
}

// Both codes score every record, also years after the last vote.
func TestEveryRecordCarriesTheScoreOfTheFallback(t *testing.T) {
	w := newWorld(t)
	w.live(1, squares)
	w.failing(true)
	w.live(2, linear)
	for range 5 {
		w.failing(true)
	}
	w.query(func() {
		var r record
		sdk.Load(recordKey(w.Ctx.Epoch-1, developers, "b"), &r)
		want(t, "live", r.Live.String(), "3")
		want(t, "fallback", r.Last.String(), "9")
	})
}

// A role in which the live code pays nobody, and the fallback would, is paid by that, alone (R14).
func TestR14ARoleWithoutPayIsMended(t *testing.T) {
	nothing := func(role string) goFormula {
		return with(nil, func(q formula.ScoresArgs) []sdk.Amount {
			if q.Role == role || role == "" {
				return make([]sdk.Amount, len(q.Measures))
			}
			return linear.scores(q)
		})
	}
	for name, role := range map[string]string{"one role": "developers", "everybody": ""} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.live(1, squares)
			w.failing(true)
			w.live(2, nothing(role))
			for range 4 {
				w.give(models, "m", 5)
				e := w.failing(true)
				want(t, "epoch paid by", e.PaidBy, "live")
				want(t, "role paid by", e.Roles[developers].PaidBy, "last_good")
				want(t, "reason", e.Roles[developers].Reason, rewards.ReasonNobody)
				want(t, "other role", e.Roles[models].PaidBy == "live", role != "")
				want(t, "scores", e.Roles[developers].ScoreTotal.String(), "10")
				w.sound()
			}
			want(t, "live", w.Infos[formulaAddress].CodeHash, codeHash(2))
			want(t, "standing", w.standing(codeHash(2)), rewards.StandingResult{Paid: 4, Mended: 4})
		})
	}
	t.Run("first formula", func(t *testing.T) {
		w := newWorld(t)
		w.live(1, nothing(""))
		e := w.failing(true)
		want(t, "role paid by", e.Roles[developers].PaidBy, "linear")
	})
	t.Run("both pay nobody", func(t *testing.T) {
		w := newWorld(t)
		w.live(1, nothing("developers"))
		w.give(models, "m", 5)
		w.close()
		w.live(2, nothing("developers"))
		e := w.failing(true)
		want(t, "returned", e.Roles[developers].Returned, e.Roles[developers].Pool)
	})
	t.Run("weight of nothing", func(t *testing.T) {
		w := newWorld(t)
		w.live(1, with(func(q formula.WeightsArgs) []uint64 { return []uint64{400_000, 200_000, 220_000, 0, 120_000, 60_000} }, nil))
		want(t, "reason", w.failing(true).Reason, rewards.ReasonBounds)
	})
}

// A fallback that fails is known at the boundary; then the linear share pays.
func TestTheFallbackIsProbedAtEveryBoundary(t *testing.T) {
	w := newWorld(t)
	w.live(1, squares)
	w.failing(true)
	w.live(2, linear)
	w.code(1, trapping)
	w.close()
	w.query(func() { want(t, "failure", loadScoring(1).LastFailure, 21) })
}

// A proven code that was taken down is nobody's fallback any more.
func TestACodeThatWasTakenDownIsNoFallback(t *testing.T) {
	w := newWorld(t)
	w.live(1, linear)
	w.failing(false)
	bad := false
	w.probation(2, with(nil, func(q formula.ScoresArgs) []sdk.Amount {
		if bad {
			return nil
		}
		return linear.scores(q)
	}))
	w.failing(false)
	want(t, "proven", fmt.Sprint(loadLineage().Codes), fmt.Sprint([]sdk.Hash{codeHash(1), codeHash(2)}))
	bad = true
	for range maxRow {
		w.failing(true)
	}
	want(t, "proven", fmt.Sprint(loadLineage().Codes), fmt.Sprint([]sdk.Hash{codeHash(1)}))
}
