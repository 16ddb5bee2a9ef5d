package main

import (
	"crypto/ed25519"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func (w *world) total() string { return Attestors().Total.String() }

// worldOf is a world with attestors m1, m2 and so on of these stakes, and no others.
func worldOf(t *testing.T, stakes ...uint64) *world {
	w := newWorld(t)
	var set attestors
	for i, stake := range stakes {
		id := fmt.Sprint("m", i+1)
		w.Must(func() { setStake(who(id), sdk.U64(stake), totalStake(now).Add(sdk.U64(stake)), 0) })
		w.Fund(w.Ctx.Self, sdk.U64(stake))
		set.Members = append(set.Members, attestor{Account: who(id), Power: sdk.U64(stake)})
	}
	w.Must(func() { set.save(0) })
	return w
}

func TestAttestorCountsFromTheNextEpoch(t *testing.T) {
	w := newWorld(t, func(p *roles.Params) { p.MinStake = sdk.U64(10) })
	w.bond("new", 9)
	w.As(who("new")).Expect(roles.ErrNotBonded, func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.bond("new", 91)
	w.As(who("new")).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.As(who("new")).Expect(roles.ErrAttestorExists, func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	want(t, "total of this epoch", w.total(), "100")
	w.next()
	want(t, "total of the next", w.total(), "200")
}

// All who leave take a tenth of all power with them at a boundary, the older members first.
func TestP7WhoLeavesTakesAtMostATenth(t *testing.T) {
	w := worldOf(t, 40, 5, 55)
	w.As(who("nobody")).Expect(roles.ErrNotAttestor, RetireAttestor)
	w.As(who("m2")).Must(RetireAttestor)
	w.As(who("m1")).Must(RetireAttestor)
	want(t, "still there", w.total(), "100")
	for _, expected := range []string{
		"m1=30 m2=5 m3=55", "m1=21 m2=5 m3=55", "m1=13 m2=5 m3=55", "m1=6 m2=5 m3=55", "m2=5 m3=55",
		"m3=55", // the last who stays
	} {
		w.next()
		want(t, "members", w.members(), expected)
	}
}

// Stake that is unbonded leaves as slowly, and what grows counts at once.
func TestP7PowerFollowsTheStakeDownSlowly(t *testing.T) {
	w := worldOf(t, 50, 50)
	w.As(who("m1")).Must(func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(25)}) })
	w.bond("m2", 100)
	w.next()
	want(t, "members", w.members(), "m1=40 m2=150")
	w.next()
	want(t, "members", w.members(), "m1=25 m2=150")
}

func TestAttestorBelowTheLeastStakeLeaves(t *testing.T) {
	w := newWorld(t, func(p *roles.Params) { p.MinStake = sdk.U64(10) })
	w.As(who("a4")).Must(func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(1)}) })
	w.next()
	want(t, "gone", w.members(), "a1=40 a2=30 a3=20")
}

// In a full set the smallest leaves for one with more stake, at the next boundary; who leaves may come back while
// there is a place.
func TestFullSetKeepsTheLargest(t *testing.T) {
	w := newWorld(t)
	for i := range 60 {
		id := fmt.Sprintf("extra%d", i)
		w.bond(id, 50)
		w.As(who(id)).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	}
	w.bond("small", 10)
	w.As(who("small")).Expect(roles.ErrAttestorLimit, func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.bond("large", 11)
	w.As(who("large")).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	want(t, "a4 leaves", loadAttestorsNow().find(who("a4")).Leaving, true)
	w.As(who("a4")).Expect(roles.ErrAttestorLimit, func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.next()
	want(t, "is gone", loadAttestorOf("a4"), false)
	want(t, "members", len(Attestors().Attestors), maxAttestors)
}

// However many are evicted in one epoch, the set stays bounded.
func TestTheSetIsBounded(t *testing.T) {
	w := newWorld(t)
	refused := uint32(0)
	for i := 0; refused == 0; i++ {
		id := fmt.Sprint("n", i)
		w.bond(id, uint64(100+i))
		refused = w.As(who(id)).Run(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	}
	want(t, "code", refused, roles.ErrAttestorLimit)
	want(t, "members", len(Attestors().Attestors), maxMembers)
}

// Members see their silence add up; once a member is leaving for it, it may register again.
func TestASilentAttestorLeavesAndMayComeBack(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	for i := range maxSilent {
		want(t, "a4", Attestors().Attestors[3].Silent, uint64(i))
		n := w.submit("d", fmt.Sprint("pull/", i))
		for _, a := range []string{"a1", "a2", "a3"} {
			w.report(a, n, 1)
		}
		w.next()
	}
	want(t, "is leaving", loadAttestorsNow().find(who("a4")).Leaving, true)
	w.As(who("a4")).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.next()
	want(t, "is back", w.members(), "a1=40 a2=30 a3=20 a4=10")
}

// Sets of epochs that are sealed are deleted.
func TestOldSetsAreForgotten(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.bond("a1", 1)
		w.next()
	}
	w.Must(func() {
		want(t, "sets", len(sdk.Scan([]byte{keyAttestors}, sdk.PrefixEnd([]byte{keyAttestors}), false, 10)), 1)
	})
}

func TestValidatorFollowsItsAttestorsStake(t *testing.T) {
	w := newWorld(t)
	pub, private, _ := ed25519.GenerateKey(nil)
	key := sdk.HashOf(pub)
	tokens, _ := sdk.ParseAmount("3500000000000000000")
	w.Fund(who("v"), tokens)
	w.As(who("v")).Send(tokens, Bond)

	sign := func(account string) []byte { return ed25519.Sign(private, keyProof(&w.Ctx, who(account))) }
	w.As(who("v")).Expect(roles.ErrKeyProof, func() { RegisterAttestor(roles.RegisterAttestorArgs{Pubkey: &key}) })
	w.As(who("v")).Expect(roles.ErrKeyProof, func() { RegisterAttestor(roles.RegisterAttestorArgs{Pubkey: &key, Signature: sign("mallory")}) })
	w.As(who("v")).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{Pubkey: &key, Signature: sign("v")}) })
	w.As(who("holder")).Expect(roles.ErrKeyTaken, func() { RegisterAttestor(roles.RegisterAttestorArgs{Pubkey: &key, Signature: sign("holder")}) })
	w.next()
	want(t, "whole tokens", w.Validators[key], 3)
	delete(w.Validators, key)
	w.next()
	want(t, "told at every boundary", w.Validators[key], 3)
	w.As(who("v")).Must(RetireAttestor)
	w.next()
	want(t, "removed", w.Validators[key], 0)
	pub, private, _ = ed25519.GenerateKey(nil)
	jailed := sdk.HashOf(pub)
	w.Jailed[jailed] = true
	w.As(who("holder")).Expect(roles.ErrKeyJailed, func() { RegisterAttestor(roles.RegisterAttestorArgs{Pubkey: &jailed, Signature: sign("holder")}) })
}

// An attestor whose validator signed against itself leaves, and others stay.
func TestAJailedValidatorsAttestorLeaves(t *testing.T) {
	w := newWorld(t)
	set := attestorsOf(0)
	set.Members[3].Key = sdk.HashOf([]byte{7})
	w.Must(func() { set.save(0) })
	w.next()
	want(t, "all", w.total(), "100")
	w.Jailed[sdk.HashOf([]byte{7})] = true
	w.next()
	want(t, "without a4", w.total(), "90")
}

// A validator of genesis follows its attestor's stake like any other.
func TestAValidatorOfGenesisFollowsItsStake(t *testing.T) {
	w := &world{Chain: sdktest.New(t), t: t}
	key := sdk.HashOf([]byte{9})
	bond, _ := sdk.ParseAmount("5000000000000000000")
	args := roles.InstantiateArgs{
		Params:    least,
		Bonds:     []roles.GenesisBond{{Account: who("v"), Amount: bond}},
		Attestors: []roles.GenesisAttestor{{Account: who("v"), Pubkey: &key}},
	}
	w.Fund(who("genesis"), bond)
	want(t, "instantiate", w.As(who("genesis")).Send(bond, func() { Instantiate(args) }), 0)
	w.Name("rewards", rewardsAddress)
	w.Handle(rewardsAddress, w.rewards)
	w.next()
	want(t, "power", w.Validators[key], 5)
	w.As(who("v")).Must(func() { Unbond(roles.UnbondArgs{Amount: bond}) })
	w.next()
	want(t, "gone", w.Validators[key], 0)
}
