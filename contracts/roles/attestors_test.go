package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func (w *world) total() string { return Attestors().Total.String() }

// worldOf is a world with attestors m1, m2 and so on of these stakes, and no others.
func worldOf(t *testing.T, stakes ...uint64) *world {
	w := newWorld(t)
	var set attestors
	for i, stake := range stakes {
		id := fmt.Sprint("m", i+1)
		w.SetStake(who(id), 0, sdk.U64(stake))
		set.Members = append(set.Members, attestor{Account: who(id), Power: sdk.U64(stake)})
	}
	w.Must(func() { set.save(0) })
	return w
}

func TestAttestorCountsFromTheNextEpoch(t *testing.T) {
	w := newWorld(t, func(p *roles.Params) { p.MinStake = sdk.U64(10) })
	w.bond("new", 9)
	w.As(who("new")).Expect(roles.ErrNotBonded, RegisterAttestor)
	w.bond("new", 91)
	w.As(who("new")).Must(RegisterAttestor)
	w.As(who("new")).Expect(roles.ErrAttestorExists, RegisterAttestor)
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
	w.unbond("m1", 25)
	w.bond("m2", 100)
	w.next()
	want(t, "members", w.members(), "m1=40 m2=150")
	w.next()
	want(t, "members", w.members(), "m1=25 m2=150")
}

func TestAttestorBelowTheLeastStakeLeaves(t *testing.T) {
	w := newWorld(t, func(p *roles.Params) { p.MinStake = sdk.U64(10) })
	w.unbond("a4", 1)
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
		w.As(who(id)).Must(RegisterAttestor)
	}
	w.bond("small", 10)
	w.As(who("small")).Expect(roles.ErrAttestorLimit, RegisterAttestor)
	w.bond("large", 11)
	w.As(who("large")).Must(RegisterAttestor)
	want(t, "a4 leaves", loadAttestorsNow().find(who("a4")).Leaving, true)
	w.As(who("a4")).Expect(roles.ErrAttestorLimit, RegisterAttestor)
	w.next()
	want(t, "is gone", loadAttestorOf("a4"), false)
	want(t, "members", len(Attestors().Attestors), maxAttestors)
}

// However many are evicted in one epoch, the set stays bounded, and no power is lost by it.
func TestTheSetIsBounded(t *testing.T) {
	w := newWorld(t)
	for i := range 2 * maxMembers {
		id := fmt.Sprint("n", i)
		w.bond(id, uint64(100+i))
		w.As(who(id)).Must(RegisterAttestor)
		want(t, "power", w.power(), 100)
	}
	want(t, "members", len(Attestors().Attestors), maxMembers)
	w.bond("small", 100)
	w.As(who("small")).Expect(roles.ErrAttestorLimit, RegisterAttestor)
}

// Where as many leave as there can be, a newcomer needs more stake than the weakest of them has power.
func TestAPlaceOfTheWeakestWhoLeaves(t *testing.T) {
	stakes := make([]uint64, maxMembers)
	for i := range stakes {
		stakes[i] = uint64(10 + i)
	}
	w := worldOf(t, stakes...)
	for i := range maxMembers - maxAttestors + 1 {
		w.As(who(fmt.Sprint("m", i+1))).Must(RetireAttestor)
	}
	w.bond("weak", 10)
	w.As(who("weak")).Expect(roles.ErrAttestorLimit, RegisterAttestor)
	before := w.power()
	w.bond("new", 11)
	w.As(who("new")).Must(RegisterAttestor)
	want(t, "in the place of the first", loadAttestorOf("m1"), false)
	want(t, "with its power", loadAttestorsNow().find(who("new")).Power, sdk.U64(10))
	want(t, "power", w.power(), before)
	w.next()
	want(t, "then with its stake", loadAttestorsNow().find(who("new")).Power, sdk.U64(11))
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
	w.As(who("a4")).Must(RegisterAttestor)
	w.next()
	want(t, "is back", w.members(), "a1=40 a2=30 a3=20 a4=10")
}

// Sets of epochs that are sealed are deleted, but for those that may vote on disputes still.
func TestOldSetsAreForgotten(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.bond("a1", 1)
		w.next()
	}
	w.Must(func() {
		want(t, "sets", len(sdk.Scan([]byte{keyAttestors}, sdk.PrefixEnd([]byte{keyAttestors}), false, 10)), 3)
	})
}

// loadAttestorsNow is the set with everybody who joins or leaves at the next boundary.
func loadAttestorsNow() *attestors { s := attestorsOf(sdk.Context().Epoch + 1); return &s }

func loadAttestorOf(id string) bool { return loadAttestorsNow().find(who(id)) != nil }

// Who registers again before the epoch is over stays, without a gap.
func TestRegisteringAgainTakesRetirementBack(t *testing.T) {
	w := newWorld(t)
	w.As(who("a1")).Must(RetireAttestor)
	w.As(who("a1")).Must(RegisterAttestor)
	w.As(who("a1")).Expect(roles.ErrAttestorExists, RegisterAttestor)
	w.next()
	want(t, "stays", loadAttestorOf("a1"), true)
	want(t, "with its power", w.total(), "100")
}

// Eight silent epochs among the last thirty end an attestor, not seven; the thirty-first before the last is forgotten.
func TestSilenceIsCountedOverItsWindow(t *testing.T) {
	newWorld(t)
	alice := sdk.AddressOf(make([]byte, 20))
	after := func(epochs ...bool) bool {
		s := attestors{Members: []attestor{{Account: alice}}}
		for _, silent := range epochs {
			s.noteSilence(func(sdk.Address) bool { return silent })
		}
		return s.Members[0].Leaving
	}
	seven, heard := slices.Repeat([]bool{true}, 7), slices.Repeat([]bool{false}, 22)
	want(t, "seven in a row", after(seven...), false)
	want(t, "eight in a row", after(slices.Concat(seven, []bool{true})...), true)
	want(t, "the eighth within thirty epochs", after(slices.Concat(seven, heard, []bool{true})...), true)
	want(t, "the eighth in the thirty-first", after(slices.Concat(seven, heard, []bool{false, true})...), false)
	want(t, "nobody", after(heard...), false)
}
