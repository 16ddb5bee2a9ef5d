package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// The largest of everything is accepted; the tests of refusals have what is one more.
func TestDocumentedMaximaWork(t *testing.T) {
	w := newWorld(t)
	var eight []roles.Measure
	for i := range maxMeasures {
		eight = append(eight, roles.Measure{Name: fmt.Sprintf("m%d", i), Unit: strings.Repeat("u", 64)})
	}
	name := strings.Repeat("z", 32)
	w.As(governanceAddress).Must(func() { SetRole(roles.RoleDefinition{Name: name, Measures: eight}) })
	role := Role(roles.RoleArgs{Name: name})
	want(t, "measures", len(role.Measures), maxMeasures)
	want(t, "the last one", role.Measures[7], eight[7])

	all := roles.RegisterArgs{Role: "developers"}
	batch := roles.ContributionsArgs{Role: "developers"}
	for i := range maxRegister {
		id := fmt.Sprintf("z0-%d", i)
		all.Entries = append(all.Entries, roles.RegisterEntry{ID: id, Account: who("one")})
		if i >= maxEntries {
			continue
		}
		e := contributions("developers", 0, id, 1).Entries[0]
		e.Ref = strings.Repeat("r", maxRefLength)
		batch.Entries = append(batch.Entries, e)
	}
	w.As(who("sponsor")).Must(func() { Register(all) })
	w.As(who("sponsor")).Must(func() { want(t, "accepted", Submit(batch).Accepted, maxEntries) })
	for limit, shown := range map[uint64]int{0: 100, 99: 99, 100: 100, 101: 100} {
		r := Participants(roles.ParticipantsArgs{Role: "developers", Limit: limit})
		want(t, "page", len(r.Participants), shown)
	}
	want(t, "of one account", len(ByAccount(roles.ByAccountArgs{Account: who("one")}).Participants), 100)
}

func TestOneMoreThanTheMaximum(t *testing.T) {
	w := newWorld(t)
	good := roles.Measure{Name: "m", Unit: "1"}
	w.As(governanceAddress).Expect(roles.ErrMeasures, func() {
		SetRole(roles.RoleDefinition{Name: "x", Measures: []roles.Measure{{Name: "m", Unit: strings.Repeat("u", 65)}}})
	})
	w.As(governanceAddress).Expect(roles.ErrRoleName, func() {
		SetRole(roles.RoleDefinition{Name: "x", Measures: []roles.Measure{good, {Name: "M"}}})
	})
}

// A genesis has up to 64 attestors, and unbonding of up to 10,000 epochs.
func TestTheEndsOfAGenesis(t *testing.T) {
	genesis := func(attestors int) (code uint32) {
		w := newWorld(t)
		args := roles.InstantiateArgs{Unbonding: maxUnbonding}
		for i := range attestors {
			id := who(fmt.Sprint("g", i))
			args.Bonds = append(args.Bonds, roles.GenesisBond{Account: id, Amount: sdk.U64(1)})
			args.Attestors = append(args.Attestors, roles.GenesisAttestor{Account: id})
		}
		w.Fund(who("genesis"), sdk.U64(uint64(attestors)))
		return w.As(who("genesis")).Send(sdk.U64(uint64(attestors)), func() { Instantiate(args) })
	}
	want(t, "64", genesis(maxAttestors), 0)
	want(t, "65", genesis(maxAttestors+1), roles.ErrAttestorLimit)
}

// The last page names no next one, though it is full.
func TestTheLastPageIsTheLast(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "a", "b", "c", "d")
	first := Participants(roles.ParticipantsArgs{Role: "developers", Limit: 2})
	want(t, "next", first.Next, "b")
	want(t, "last", Participants(roles.ParticipantsArgs{Role: "developers", After: first.Next, Limit: 2}).Next, "")
}

// What is verified is final: nothing more is stored for it, and nothing counted.
func TestAVerifiedContributionIsFinal(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", 5)
	w.attest("a1", "d", 5)
	w.attest("a2", "d", 5)
	before := w.Dump()
	w.As(who("d")).Must(func() { want(t, "accepted", Submit(contributions("developers", 0, "d", 9)).Accepted, 0) })
	w.As(who("a2")).Must(func() { want(t, "verified", Attest(contributions("developers", 0, "d", 9)).Verified, 0) })
	want(t, "stored", fmt.Sprint(w.Dump()), fmt.Sprint(before))
}

// A report on nothing is not attendance.
func TestAnEmptyReportDoesNotCount(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.attest("a1", "d", 5)
	w.As(who("a2")).Must(func() { Attest(roles.ContributionsArgs{Role: "developers"}) })
	w.next()
	want(t, "a2 missed", Attestors().Attestors[1].Missed, 1)
	want(t, "a1 did not", Attestors().Attestors[0].Missed, 0)
}

// Power follows the stake at every boundary, not at the first alone.
func TestP5PowerFollowsTheStake(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.next()
	}
	w.bond("a1", 7)
	want(t, "in the epoch of the bond", w.total(), "100")
	w.next()
	want(t, "in the next", w.total(), "107")
}

// Whoever has least leaves a full set, wherever in the list it is.
func TestTheFirstOfTheListLeavesLikeAnyOther(t *testing.T) {
	w := newWorld(t)
	for i := range maxAttestors {
		id := fmt.Sprint("large", i)
		w.bond(id, 50)
		w.As(who(id)).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	}
	for _, id := range []string{"a1", "a2", "a3", "a4"} {
		want(t, id+" is a member", loadAttestorOf(id), false)
	}
}
