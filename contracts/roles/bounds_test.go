package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
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
	batch := roles.SubmitArgs{Role: "developers"}
	for i := range maxRegister {
		id := fmt.Sprintf("z0-%d", i)
		all.Entries = append(all.Entries, roles.RegisterEntry{ID: id, Account: who("one"), Sponsor: who("sponsor")})
		if i >= maxSubmit {
			continue
		}
		e := entry(id, fmt.Sprintf("%064d", i))
		e.Locator = strings.Repeat("l", maxLocator)
		batch.Entries = append(batch.Entries, e)
	}
	w.As(who("one")).Must(func() { Register(all) })
	r, _ := w.send("sponsor", batch)
	want(t, "accepted", r.Accepted, maxSubmit)
	for limit, shown := range map[uint64]int{0: 100, 99: 99, 100: 100, 101: 100} {
		p := Participants(roles.ParticipantsArgs{Role: "developers", Limit: limit})
		want(t, "page", len(p.Participants), shown)
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

// A genesis has up to 64 attestors, each with the least stake.
func TestTheEndsOfAGenesis(t *testing.T) {
	genesis := func(attestors int, stake uint64) (code uint32) {
		w := newWorld(t)
		args := roles.InstantiateArgs{Params: least}
		for i := range attestors {
			id := who(fmt.Sprint("g", i))
			w.SetStake(id, 0, sdk.U64(stake))
			args.Attestors = append(args.Attestors, id)
		}
		return w.As(who("genesis")).Run(func() { Instantiate(args) })
	}
	want(t, "64", genesis(maxAttestors, 1), 0)
	want(t, "65", genesis(maxAttestors+1, 1), roles.ErrAttestorLimit)
	want(t, "without stake", genesis(1, 0), roles.ErrNotBonded)
}

// The last page names no next one, though it is full.
func TestTheLastPageIsTheLast(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "a", "b", "c", "d")
	first := Participants(roles.ParticipantsArgs{Role: "developers", Limit: 2})
	want(t, "next", first.Next, "b")
	want(t, "last", Participants(roles.ParticipantsArgs{Role: "developers", After: first.Next, Limit: 2}).Next, "")
}

// Every parameter may have its largest legal value, all at once, and none may have one more.
func TestTheEndsOfEveryParameter(t *testing.T) {
	w := newWorld(t)
	most := roles.Params{Reveal: 1, Late: 500_000, MaxAge: 10_000, Bond: maxBond, Deposit: maxBond, MinStake: maxMinStake, DisputeBond: maxBond, DisputeReward: 500_000, RecoveryDelay: 1_000, Registration: 1_000}
	w.As(who("mallory")).Expect(roles.ErrDenied, func() { SetParams(to(most)) })
	w.As(governanceAddress).Must(func() { SetParams(to(most)) })
	want(t, "in force", Params(), most)
	for _, change := range []func(p *roles.Params){
		func(p *roles.Params) { p.Reveal++ }, func(p *roles.Params) { p.Late++ }, func(p *roles.Params) { p.MaxAge++ },
		func(p *roles.Params) { p.Bond.Lo++ }, func(p *roles.Params) { p.Deposit.Lo++ }, func(p *roles.Params) { p.MinStake.Lo++ },
		func(p *roles.Params) { p.RecoveryDelay++ }, func(p *roles.Params) { p.RecoveryDelay = 0 }, func(p *roles.Params) { p.Registration++ }, func(p *roles.Params) { p.Registration = 0 },
		func(p *roles.Params) { p.MaxAge = 999 },
		func(p *roles.Params) { p.DisputeBond.Lo++ }, func(p *roles.Params) { p.DisputeReward++ },
		func(p *roles.Params) { p.MinStake = sdk.Amount{} }, func(p *roles.Params) { p.DisputeBond = sdk.Amount{} },
	} {
		p := most
		change(&p)
		w.As(governanceAddress).Expect(roles.ErrParams, func() { SetParams(to(p)) })
	}
}

// to is the call that changes the parameters in force to others.
func to(p roles.Params) (args governed.ParamsArgs) {
	now := Params()
	for _, name := range []string{"reveal", "late", "max_age", "bond", "deposit", "min_stake", "dispute_bond", "dispute_reward", "recovery_delay", "registration"} {
		before, _ := now.Param(name)
		if after, _ := p.Param(name); after != before {
			args.Params = append(args.Params, governed.Param{Name: name, Value: after})
		}
	}
	return args
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
		w.As(who(id)).Must(RegisterAttestor)
	}
	for _, id := range []string{"a1", "a2", "a3", "a4"} {
		want(t, id+" is leaving", loadAttestorsNow().find(who(id)).Leaving, true)
	}
}

// No bond lies where the contract's code could send it, and what is missing in escrow is noticed.
func TestP4WhatIsHeldIsInEscrow(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.submit("d", "x")
	want(t, "covered", Invariants().Ok, true)
	want(t, "balance", w.Balance(w.Ctx.Self).String(), "0")
	w.Must(func() { w.ReleaseEscrow(who("sponsor"), sdk.U64(1)) })
	want(t, "with one missing", Invariants().Ok, false)
}
