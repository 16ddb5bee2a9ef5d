package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// camp is what an attestor is to a submission: honest, with an interest, absent, or of a coalition that
// says whatever suits it.
type camp int

const (
	honest camp = iota
	interested
	absent
	coalition
)

// A coalition, those with an interest and those who are absent, with less than a third together, can neither raise a
// value above what an honest attestor reported nor keep an honest one from being verified, whatever each of
// them says and in whatever order.
func TestP1LessThanAThirdBendsAndBlocksNothing(t *testing.T) {
	newWorld(t)
	r := rand.New(rand.NewPCG(12, 12))
	for range 20_000 {
		powers, camps := randomCamps(r)
		var all, other, withInterest uint64
		for i, p := range powers {
			all += p
			if camps[i] != honest {
				other += p
			}
			if camps[i] == interested {
				withInterest += p
			}
		}
		least, most := uint64(1_000), uint64(1_000+r.IntN(3)) // honest attestors may differ a little
		var views []view
		for i, p := range powers {
			switch value := least + r.Uint64N(most-least+1); {
			case camps[i] == honest:
				views = append(views, view{sdk.U64(value), sdk.U64(p)})
			case camps[i] == coalition && r.IntN(4) > 0: // or it is silent
				lies := []uint64{0, 1, least - 1, most + 1, 1 << 40, value}
				views = append(views, view{sdk.U64(lies[r.IntN(len(lies))]), sdk.U64(p)})
			}
		}
		r.Shuffle(len(views), func(i, j int) { views[i], views[j] = views[j], views[i] })
		got := largest(views, quorum(sdk.U64(all), sdk.U64(withInterest))).Lo
		if 3*other < all && (got < least || got > most) {
			t.Fatalf("powers %v, camps %v: %d is verified of %d to %d", powers, camps, got, least, most)
		}
		if 2*other <= all && got > most { // up to a half cannot raise it either
			t.Fatalf("powers %v, camps %v: a half raises %d to %d", powers, camps, most, got)
		}
	}
}

// randomCamps has coalitions around a third and around a half as often as others.
func randomCamps(r *rand.Rand) (powers []uint64, camps []camp) {
	most := 1 + r.Uint64N(40)
	share := []int{20, 33, 34, 50, 60}[r.IntN(5)]
	for range 1 + r.IntN(20) {
		powers = append(powers, 1+r.Uint64N(most))
		c := honest
		if r.IntN(100) < share {
			c = camp(1 + r.IntN(3))
		}
		camps = append(camps, c)
	}
	return powers, camps
}

// One unit less than two thirds stands behind nothing, and exactly two thirds do.
func TestP1TheQuorumIsExact(t *testing.T) {
	newWorld(t)
	for _, c := range []struct{ all, interested, want uint64 }{
		{3, 0, 2}, {4, 0, 3}, {99, 0, 66}, {100, 0, 67}, {1, 0, 1}, {0, 0, 1},
		{100, 10, 60}, {100, 25, 51}, {100, 68, 51}, {100, 100, 51}, // more than half of all in any case
	} {
		got := quorum(sdk.U64(c.all), sdk.U64(c.interested))
		want(t, fmt.Sprint(c.all, " without ", c.interested), got.Lo, c.want)
		views := []view{{sdk.U64(7), got}}
		want(t, "a quorum", largest(views, got), sdk.U64(7))
		less := got.Sub(sdk.U64(1))
		want(t, "one less", largest([]view{{sdk.U64(7), less}}, got), sdk.Amount{})
	}
}

// The order of views makes no difference, for any number of them.
func TestLargestIsThatOfItsDefinition(t *testing.T) {
	newWorld(t)
	r := rand.New(rand.NewPCG(13, 13))
	for range 3000 {
		views := make([]view, r.IntN(maxMembers+1))
		for i := range views {
			views[i] = view{sdk.U64(r.Uint64N(50)), sdk.U64(r.Uint64N(9))}
		}
		need := sdk.U64(1 + r.Uint64N(300))
		var best sdk.Amount
		for _, v := range views {
			var behind sdk.Amount
			for _, w := range views {
				if !w.value.Less(v.value) {
					behind = behind.Add(w.power)
				}
			}
			if !behind.Less(need) && best.Less(v.value) {
				best = v.value
			}
		}
		want(t, "largest", largest(views, need), best)
	}
}
