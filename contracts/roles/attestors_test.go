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

func TestAttestorCountsFromTheNextEpoch(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.As(who("new")).Expect(roles.ErrNotBonded, func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.bond("new", 100)
	w.As(who("new")).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.As(who("new")).Expect(roles.ErrAttestorExists, func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.As(who("new")).Expect(roles.ErrNotAttestor, func() { Attest(contributions("developers", 0, "d", 1)) })
	want(t, "total of this epoch", w.total(), "100")
	w.next()
	want(t, "total of the next", w.total(), "200")
	w.attest("new", "d", 1)
}

func TestRetiringAttestorServesUntilTheEpochEnds(t *testing.T) {
	w := newWorld(t)
	w.As(who("nobody")).Expect(roles.ErrNotAttestor, RetireAttestor)
	w.As(who("a1")).Must(RetireAttestor)
	want(t, "still there", w.total(), "100")
	w.next()
	want(t, "gone", w.total(), "60")
}

func TestAttestorWithoutStakeLeaves(t *testing.T) {
	w := newWorld(t)
	w.As(who("a1")).Must(func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(40)}) })
	w.next()
	want(t, "gone", w.total(), "60")
}

// An attestor that is silent for 8 epochs in which others reported drops out; epochs in
// which nobody reported do not count.
func TestP7AbsentAttestorsDropOut(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	for range 20 {
		w.next()
	}
	want(t, "nothing to do, nobody leaves", w.total(), "100")
	for range 7 {
		w.attest("a1", "d", 1)
		w.attest("a2", "d", 1)
		w.next()
	}
	want(t, "missed", Attestors().Attestors[2].Missed, 7)
	w.attest("a1", "d", 1)
	w.attest("a3", "d", 1)
	w.next()
	want(t, "a4 left after 8, a3 came back in time", w.total(), "90")
	want(t, "a3", Attestors().Attestors[2].Missed, 0)
	want(t, "a2", Attestors().Attestors[1].Missed, 1)
	w.As(who("a4")).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.next()
	want(t, "and may register again", w.total(), "100")
}

func TestQuietEpochsWriteNothing(t *testing.T) {
	w := newWorld(t)
	want(t, "read-only hook", w.Query(func() { EndEpoch(sdk.EndEpochArgs{Epoch: 0}) }), 0)
}

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
	set := Attestors().Attestors
	want(t, "members", len(set), maxAttestors)
	for _, a := range set {
		if a.Account == who("a4") {
			t.Error("the smallest is still there")
		}
	}
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
	w.Jailed[key] = true
	w.As(who("v")).Expect(roles.ErrKeyJailed, func() { RegisterAttestor(roles.RegisterAttestorArgs{Pubkey: &key, Signature: sign("v")}) })
}

// An attestor whose validator signed against itself leaves, and others stay.
func TestAJailedValidatorsAttestorLeaves(t *testing.T) {
	w := newWorld(t)
	set := loadAttestors()
	set.Members[0].Key = sdk.HashOf([]byte{7})
	w.Must(set.save)
	w.next()
	want(t, "all", w.total(), "100")
	w.Jailed[sdk.HashOf([]byte{7})] = true
	w.next()
	want(t, "without a1", w.total(), "60")
}

// A validator of genesis follows its attestor's stake like any other.
func TestAValidatorOfGenesisFollowsItsStake(t *testing.T) {
	w := &world{Chain: sdktest.New(t), t: t}
	key := sdk.HashOf([]byte{9})
	bond, _ := sdk.ParseAmount("5000000000000000000")
	args := roles.InstantiateArgs{
		Bonds:     []roles.GenesisBond{{Account: who("v"), Amount: bond}},
		Attestors: []roles.GenesisAttestor{{Account: who("v"), Pubkey: &key}},
	}
	w.Fund(who("genesis"), bond)
	want(t, "instantiate", w.As(who("genesis")).Send(bond, func() { Instantiate(args) }), 0)
	w.next()
	want(t, "power", w.Validators[key], 5)
	w.As(who("v")).Must(func() { Unbond(roles.UnbondArgs{Amount: bond}) })
	w.next()
	want(t, "gone", w.Validators[key], 0)
}
