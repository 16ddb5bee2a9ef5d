package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestR8RecordDeclines(t *testing.T) {
	w := newWorld(t)
	w.end()
	tooLarge := entry("a", 1)
	tooLarge.Measures[0] = sdk.Amount{Hi: 1 << 32}
	for _, test := range []struct {
		name string
		args rewards.RecordArgs
		code uint32
	}{
		{"an unknown role", rewards.RecordArgs{Role: 6, Entries: []rewards.Entry{entry("a", 1)}}, rewards.ErrRoleUnknown},
		{"too many entries", rewards.RecordArgs{Entries: make([]rewards.Entry, 51)}, rewards.ErrTooMany},
		{"no measure", rewards.RecordArgs{Entries: []rewards.Entry{entry("a")}}, rewards.ErrMeasures},
		{"too many measures", rewards.RecordArgs{Entries: []rewards.Entry{entry("a", 1, 2, 3, 4, 5, 6, 7, 8, 9)}}, rewards.ErrMeasures},
		{"a measure of 2^96", rewards.RecordArgs{Entries: []rewards.Entry{tooLarge}}, rewards.ErrMeasures},
		{"no id", rewards.RecordArgs{Entries: []rewards.Entry{entry("", 1)}}, rewards.ErrIDLength},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.As(rolesAddress).Expect(test.code, func() { Record(test.args) })
		})
	}
	one := rewards.RecordArgs{Entries: []rewards.Entry{entry("a", 1)}}
	w.As(who("mallory")).Expect(rewards.ErrDenied, func() { Record(one) })
	w.As(who("mallory")).Expect(rewards.ErrDenied, func() { Seal(rewards.SealArgs{}) })
	open := one
	open.Epoch = 1
	w.As(rolesAddress).Expect(rewards.ErrEpochOpen, func() { Record(open) })
	w.As(rolesAddress).Expect(rewards.ErrEpochOpen, func() { Seal(rewards.SealArgs{Epoch: 1}) })
	w.seal(0)
	w.As(rolesAddress).Expect(rewards.ErrSealed, func() { Record(one) })
	w.As(rolesAddress).Expect(rewards.ErrSealed, func() { Seal(rewards.SealArgs{}) })
}

// Measures of an epoch add up; scores are those of the sum, never sums of scores.
func TestR4SecondRecordAddsMeasuresNotScores(t *testing.T) {
	w := newWorld(t)
	w.live(2, squares)
	w.fund(1100)
	w.give(developers, "a", 2)
	w.give(developers, "b", 4)
	w.give(developers, "a", 1)
	e := w.close()
	want(t, "participants", e.Roles[developers].Participants, 2)
	want(t, "score of the sum: 9 + 16, not 4 + 1 + 16", e.Roles[developers].ScoreTotal.String(), "25")
	want(t, "raw", e.Roles[developers].RawTotal.String(), "7")
	w.close()
	w.sweep()
	want(t, "balances", w.balances("a", "b"), "a=47 b=84")
	w.sound()
}

func TestRecordTwiceInOneBatch(t *testing.T) {
	w := newWorld(t)
	w.live(2, squares)
	w.give(models, "a", 1, 1)
	w.later(models, entry("a", 7, 0), entry("b", 1, 1), entry("a", 2, 3))
	w.end()
	w.verify(0)
	e := w.epoch(0)
	want(t, "participants", e.Roles[models].Participants, 2)
	want(t, "raw", e.Roles[models].RawTotal.String(), "16")
	w.sound()
}

// A role that is defined anew while an epoch is verified must not keep it from being sealed.
func TestR5ARoleMayGetOtherMeasuresMeanwhile(t *testing.T) {
	for name, second := range map[string][]uint64{"fewer": {2}, "more": {2, 3, 4}} {
		w := newWorld(t)
		w.later(models, entry("a", 7, 1))
		w.later(models, entry("a", second...))
		w.end()
		w.verify(0)
		want(t, name, w.epoch(0).Roles[models].RawTotal.String(), map[string]string{"fewer": "10", "more": "17"}[name])
		w.sound()
	}
}

// An id that moves within an epoch has a record for each of its accounts, in whatever batches and order they arrive: each is paid
// what was done for it.
func TestR21ARecordIsOneAccounts(t *testing.T) {
	moved := func(account string, measure uint64) rewards.Entry {
		e := entry("a", measure)
		e.Account = who(account)
		return e
	}
	first, second, third := moved("a", 1), moved("new", 2), moved("a", 3)
	for name, batches := range map[string][][]rewards.Entry{
		"one": {{first, second, third}}, "three": {{first}, {second}, {third}}, "two": {{third}, {second, first}}, "another order": {{second, first}, {third}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.fund(1100)
			w.give(developers, "other", 2)
			for _, batch := range batches {
				w.later(developers, batch...)
			}
			w.close()
			e := w.epoch(0).Roles[developers]
			want(t, "records", e.Participants, 3)
			want(t, "raw", e.RawTotal.String(), "8")
			w.close()
			old, other := w.claim("a"), w.claim("new")
			want(t, "each one", old.Entitlements*10+other.Entitlements, 11)
			want(t, "the account of then", old.Paid.String(), "66") // 4 of 8 of 132
			want(t, "that of now", other.Paid.String(), "33")
			want(t, "somebody else", w.claim("other").Paid.String(), "33")
			w.sound()
		})
	}
}

func TestRolesAreScoredApart(t *testing.T) {
	w := newWorld(t)
	var asked []string
	w.live(2, with(nil, func(q formula.ScoresArgs) []sdk.Amount { asked = append(asked, q.Role); return linear.scores(q) }))
	w.give(compute, "a", 1)
	w.give(social, "a", 1)
	w.close()
	want(t, "roles", asked[0]+" "+asked[1], "compute social")
}
