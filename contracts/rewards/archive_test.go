package main

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func retention(epochs uint64) func(*rewards.InstantiateArgs) {
	return func(a *rewards.InstantiateArgs) { a.Params.Retention = epochs }
}

// treeOf is the root of RFC 6962, by its definition.
func treeOf(leaves [][]byte) [32]byte {
	switch n := len(leaves); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	default:
		k := 1
		for 2*k < n {
			k *= 2
		}
		left, right := treeOf(leaves[:k]), treeOf(leaves[k:])
		return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	}
}

// left is how many records the state has.
func left() int { return len(sdk.Scan([]byte{keyRecord}, []byte{keyRecord + 1}, false, 1000)) }

// The root is that of the records as they were sealed, in the order of role and id; a dispute changes nothing of it.
func TestR19TheTableIsThatOfTheSeal(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, archivePart, archivePart + 1, 3*archivePart + 5} {
		w := newWorld(t)
		w.fund(1_000_003)
		for i := range n {
			w.give(developers, fmt.Sprintf("p%04d", n-i), uint64(i+1))
			if i%5 == 0 {
				w.give(compute, fmt.Sprintf("p%04d", i), 7, uint64(i))
			}
		}
		w.close()
		var leaves [][]byte
		for role := range roleNames {
			share := loadShare(0, uint64(role))
			for after := ""; ; {
				page := records(0, uint64(role), after, 100)
				if len(page) == 0 {
					break
				}
				for _, entry := range page {
					var r record
					sdk.Unmarshal(entry.Value, &r)
					_, _, after = splitRecordKey(entry.Key)
					leaves = append(leaves, share.row(uint64(role), after, &r))
				}
			}
		}
		if n > 1 {
			want(t, "hold", w.hold(developers, "p0002"), 0)
			w.As(rolesAddress).Must(func() { Decide(rewards.DecideArgs{Role: developers, ID: "p0002", To: who("heir")}) })
		}
		w.sweep()
		if n > 0 {
			want(t, "hold", w.hold(developers, "p0001"), 0)
			want(t, "void", w.decide(developers, "p0001", true), 0)
		}
		root := treeOf(leaves)
		want(t, fmt.Sprint("root of ", len(leaves)), w.epoch(0).Table, sdk.HashOf(root[:]))
		w.sound()
	}
}

// Records go when they are paid and old enough, and with them all of their bytes; the account of the epoch stays.
func TestR19RecordsGoAfterTheirRetention(t *testing.T) {
	w := newWorld(t, retention(3))
	w.fund(1_000_003)
	const n = 2*archivePart + 3
	for i := range n {
		w.give(developers, fmt.Sprintf("p%04d", i), uint64(i+1))
	}
	w.close()
	before := w.epoch(0)
	for epoch := range 3 {
		w.sweep()
		want(t, fmt.Sprint("records while epoch ", epoch+1, " is open"), left(), n)
		w.close()
	}
	want(t, "paid", w.epoch(0).Roles[developers].Paid.IsZero(), false)
	w.sweep()
	want(t, "records", left(), 0)
	want(t, "where pages begin", len(sdk.Scan([]byte{keyPage}, []byte{keyPage + 1}, false, 10)), 0)
	want(t, "a backtest", w.Query(func() { Backtest(rewards.BacktestArgs{Role: "developers"}) }), rewards.ErrPruned)
	want(t, "payouts", w.Query(func() { Payouts(rewards.PayoutsArgs{Role: "developers"}) }), rewards.ErrPruned)
	after := w.epoch(0)
	want(t, "pool", after.Pool, before.Pool)
	want(t, "table", after.Table.IsZero(), false)
	if unpaid := sdk.Scan([]byte{keyUnpaid}, []byte{keyUnpaid + 1}, false, 10); len(unpaid) > 0 {
		t.Errorf("still unpaid: %v", unpaid)
	}
	w.query(func() {
		if r := Invariants(rewards.InvariantsArgs{Epoch: 0}); !r.Ok {
			t.Errorf("invariants: %v", r.Violations)
		}
	})
}

// What is owed still stays: the record of a dispute that outlasts the retention, and what the outflow's limit refuses.
func TestR19WhatIsOwedStays(t *testing.T) {
	w := newWorld(t, retention(1))
	w.fund(1100)
	w.give(developers, "a", 3)
	w.give(developers, "b", 3)
	w.close()
	want(t, "hold", w.hold(developers, "a"), 0)
	for range 4 {
		w.close()
		w.sweep()
	}
	want(t, "records", left(), 1)
	want(t, "decide", w.decide(developers, "a", false), 0)
	want(t, "paid", w.balances("a", "b"), "a=66 b=66")
	w.close()
	w.sweep()
	want(t, "a claim's record, which its own row does not tell", left(), 1)

	w = newWorld(t, retention(1))
	w.fund(1100)
	w.give(developers, "a", 3)
	w.close()
	nothing := sdk.Amount{}
	w.PayoutLimit = &nothing
	for range 4 {
		w.close()
		w.sweep()
	}
	want(t, "records that wait for the limit", left(), 1)
}

// A row of the table whose record is gone was paid as it says: what a dispute has made void, or given to another, stays.
func TestR19WhatTheTableDoesNotTellStays(t *testing.T) {
	w := newWorld(t, retention(1))
	w.fund(1100)
	for _, id := range []string{"a", "b", "c", "d"} {
		w.give(developers, id, 3)
	}
	w.close()
	for _, id := range []string{"a", "b", "c"} {
		want(t, "hold", w.hold(developers, id), 0)
	}
	want(t, "void", w.decide(developers, "a", true), 0)
	w.As(rolesAddress).Must(func() { Decide(rewards.DecideArgs{Role: developers, ID: "b", To: who("heir")}) })
	want(t, "as it was", w.decide(developers, "c", false), 0)
	for range 4 {
		w.close()
		w.sweep()
	}
	var stay string
	for _, entry := range sdk.Scan([]byte{keyRecord}, []byte{keyRecord + 1}, false, 10) {
		_, _, id := splitRecordKey(entry.Key)
		stay += id
	}
	want(t, "stay", stay, "ab")
	from, _ := sdk.Get(givenKey(recordKey(0, developers, "b")))
	want(t, "for whom b was verified", sdk.AddressOf(from), who("b"))
	want(t, "paid", w.balances("c", "d", "heir"), "c=33 d=33 heir=33")
}

// Records go when they are in a table, swept and old enough, and no trial needs them: each alone keeps them.
func TestR19WhenRecordsGo(t *testing.T) {
	for keeps, change := range map[string]func(*config, *books, *archive){
		"":                  func(*config, *books, *archive) {},
		"no retention":      func(c *config, _ *books, _ *archive) { c.Params.Retention = 0 },
		"no table":          func(_ *config, b *books, v *archive) { v.Pruned = v.Epoch; b.SweepEpoch++; b.Next++ },
		"not swept":         func(_ *config, b *books, _ *archive) { b.SweepEpoch = 4 },
		"an epoch too soon": func(c *config, _ *books, _ *archive) { c.Params.Retention++ },
		"a trial":           func(_ *config, b *books, _ *archive) { b.Trial = true },
	} {
		c, b, v := &config{}, &books{Next: 8, SweepEpoch: 5}, &archive{Epoch: 5, Pruned: 4}
		c.Params.Retention = 3
		change(c, b, v)
		want(t, "goes, but for "+keeps, v.prunes(c, b), keeps == "")
	}
}
