package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
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

// game is one submission on the whole contract, with attestors of all camps.
type game struct {
	*world
	r           *rand.Rand
	least, most uint64   // what honest attestors find
	right       uint64   // number of the submission
	wrong       []uint64 // of submissions that have its reference, and of which honest attestors find nothing
	reveals     []func()
}

// Whatever less than a third may do with the contract, in whatever order, changes nothing of that: report early, late, often, or
// nothing, commit to what it does not reveal, or reveals wrongly; take the reference first, with work that is none; bond, register,
// unbond and leave in the same epoch.
func TestP1NoStrategyOfLessThanAThirdBendsOrBlocks(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 14))
		powers, camps := randomMinority(r)
		g := &game{world: newWorld(t, func(p *roles.Params) { p.Reveal = seed % 2 }), r: r, least: 1_000, most: 1_000 + r.Uint64N(3)}
		var set attestors
		for i, p := range powers {
			g.SetStake(who(member(i)), 0, sdk.U64(p))
			set.Members = append(set.Members, attestor{Account: who(member(i)), Power: sdk.U64(p)})
		}
		g.Must(func() { set.save(0) })
		g.submitAll(camps)
		var moves []func()
		for i := range powers {
			moves = append(moves, g.moves(member(i), camps[i])...)
		}
		g.play(moves)
		g.end()
		if g.block(); seed%2 == 1 {
			g.play(g.reveals)
			g.next()
		}
		want(t, "the honest one", g.state(0, g.right), "verified")
		if m := Submission(roles.SubmissionArgs{Role: "developers", ID: "right", Ref: "pull/1"}).Measures[0].Lo; m < g.least || m > g.most {
			t.Errorf("%d is verified of %d to %d", m, g.least, g.most)
		}
		for _, n := range g.wrong {
			want(t, "what nobody honest finds", g.state(0, n), "nothing")
		}
		if t.Failed() {
			t.Fatalf("seed %d: powers %v, camps %v", seed, powers, camps)
		}
	}
}

func member(i int) string { return fmt.Sprint("m", i) }

// randomMinority has honest attestors with more than two thirds, and at most two with an interest: account and sponsor.
func randomMinority(r *rand.Rand) ([]uint64, []camp) {
	for {
		powers, camps := randomCamps(r)
		var all, other, interest uint64
		for i, p := range powers {
			if all += p; camps[i] != honest {
				other += p
			}
			if camps[i] == interested {
				interest++
			}
		}
		if 3*other < all && other > 0 && interest <= 2 {
			return powers, camps
		}
	}
}

func (g *game) play(moves []func()) {
	g.r.Shuffle(len(moves), func(i, j int) { moves[i], moves[j] = moves[j], moves[i] })
	for _, f := range moves {
		f()
	}
}

// submitAll submits the work, and in the coalition's name what is none, in any order.
func (g *game) submitAll(camps []camp) {
	parties := []string{"right", "sponsor"} // who has an interest in the work
	sends := []func(){}
	for i, c := range camps {
		switch id := fmt.Sprint("wrong", i); {
		case c == interested && parties[0] == "right":
			parties[0] = member(i)
		case c == interested:
			parties[1] = member(i)
		case c == coalition && len(sends) < 8:
			g.enrolFor("sponsor", "developers", id, member(i))
			sends = append(sends, func() { g.wrong = append(g.wrong, g.submit(id, "pull/1")) })
		}
	}
	g.enrolFor(parties[1], "developers", "right", parties[0])
	g.play(append(sends, func() {
		result, code := g.send(parties[1], submissions("developers", entry("right", "pull/1")))
		want(g.t, "submitted", code, 0)
		g.right = result.First
	}))
}

// moves are what an attestor does in the epoch.
func (g *game) moves(name string, c camp) (list []func()) {
	if c == honest {
		return append(list, func() { g.tell(name, g.least+g.r.Uint64N(g.most-g.least+1), 0, true) })
	}
	if c == absent {
		return nil
	}
	lies := []uint64{0, 1, g.least - 1, g.most + 1, 1 << 40}
	for range g.r.IntN(3) {
		list = append(list, func() { g.tell(name, lies[g.r.IntN(len(lies))], 9, g.r.IntN(2) == 0) })
	}
	tricks := []func(){
		func() { g.As(who(name)).Must(RetireAttestor) },
		func() { g.SetStake(who(name), g.Ctx.Epoch+1, sdk.Amount{}) },
		func() {
			g.bond(name+"'s friend", 1000)
			g.As(who(name + "'s friend")).Must(RegisterAttestor)
		},
	}
	for _, trick := range tricks {
		if g.r.IntN(4) == 0 {
			list = append(list, trick)
		}
	}
	return list
}

// tell has an attestor say what the work is worth, and all that has its reference besides: by the way of reporting of the epoch.
// Who does not mean it reveals nothing, or something else.
func (g *game) tell(name string, right, wrong uint64, means bool) {
	var s roles.Sheet
	for n := range countOf(0, 1) {
		value := wrong
		if n == g.right {
			value = right
		}
		s.Findings = append(s.Findings, finding(n, value))
	}
	if loadConfig().Params.Reveal == 0 {
		g.As(who(name)).Must(func() { Report(roles.ReportArgs{Role: "developers", Sheets: []roles.Sheet{s}}) })
		return
	}
	shown := roles.Revealed{Salt: sdk.HashOf([]byte(name)), Sheet: s}
	hash := sdk.SHA256(roles.CommitmentInput(g.Ctx.ChainID, 0, "developers", who(name), &shown))
	g.Fund(who(name), least.Deposit)
	want(g.t, "commit", g.As(who(name)).Send(least.Deposit, func() {
		Commit(roles.CommitArgs{Role: "developers", Commitments: []roles.Commitment{{Hash: hash}}})
	}), 0)
	if !means {
		if shown.Salt = sdk.HashOf([]byte("another")); g.r.IntN(2) == 0 {
			return
		}
	}
	g.reveals = append(g.reveals, func() { // of several commitments the last one counts
		_ = g.As(who(name)).Run(func() { Reveal(roles.RevealArgs{Role: "developers", Sheets: []roles.Revealed{shown}}) })
	})
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
