package main

import (
	"crypto/ed25519"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// validator makes an account with a stake an attestor with a validator key of its own.
func (w *world) validator(id string, stake sdk.Amount) (key sdk.Hash) {
	w.t.Helper()
	pub, private, _ := ed25519.GenerateKey(nil)
	key = sdk.HashOf(pub)
	w.Fund(who(id), stake)
	if code := w.As(who(id)).Send(stake, Bond); code != 0 {
		w.t.Fatalf("bond aborts with %d", code)
	}
	signature := ed25519.Sign(private, keyProof(&w.Ctx, who(id)))
	w.As(who(id)).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{Pubkey: &key, Signature: signature}) })
	return key
}

// crowd fills the set up with attestors of a stake, and adds one more.
func (w *world) crowd(stake uint64) {
	w.t.Helper()
	for i := range maxAttestors - len(loadAttestorsNow().Members) + 1 {
		id := fmt.Sprintf("crowd%d", i)
		w.bond(id, stake)
		w.As(who(id)).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	}
}

// Whoever is the smallest when the set is full loses the validator with the seat, at the next boundary.
func TestAnEvictedAttestorLosesItsValidator(t *testing.T) {
	w := newWorld(t)
	key := w.validator("v", sdk.U64(5))
	w.next()
	want(t, "power", w.Validators[key], 1)
	w.crowd(50)
	w.next()
	want(t, "power after eviction", w.Validators[key], 0)
	want(t, "not a member", loadAttestorOf("v"), false)
}

// Who is evicted in the epoch of its registration leaves nothing behind.
func TestAKeyThatIsEvictedAtOnceHasNoPower(t *testing.T) {
	w := newWorld(t)
	key := w.validator("v", sdk.U64(5))
	w.crowd(50)
	w.next()
	want(t, "not a member", loadAttestorOf("v"), false)
	_, asked := w.Validators[key]
	want(t, "power is asked for", asked, false)
}

// loadAttestorsNow is the set with everybody who joins or leaves at the next boundary.
func loadAttestorsNow() *attestors { s := attestorsOf(sdk.Context().Epoch + 1); return &s }

func loadAttestorOf(id string) bool { return loadAttestorsNow().find(who(id)) != nil }

// What the chain refuses is asked again at the next boundary.
func TestRefusedPowerIsAskedAgain(t *testing.T) {
	w := newWorld(t)
	w.Denied["validators"] = true
	key := w.validator("v", sdk.U64(5))
	w.next()
	_, asked := w.Validators[key]
	want(t, "refused", asked, false)
	w.Denied["validators"] = false
	w.next()
	want(t, "power", w.Validators[key], 1)
}

// Who registers again before the epoch is over stays, without a gap and without another proof.
func TestRegisteringAgainTakesRetirementBack(t *testing.T) {
	w := newWorld(t)
	w.As(who("a1")).Must(RetireAttestor)
	w.As(who("a1")).Must(func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.As(who("a1")).Expect(roles.ErrAttestorExists, func() { RegisterAttestor(roles.RegisterAttestorArgs{}) })
	w.next()
	want(t, "stays", loadAttestorOf("a1"), true)
	want(t, "with its power", w.total(), "100")
}
