package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// asking is a world in which developers are asked for two epochs and a stake of 10.
func asking(t *testing.T) *world {
	w := newWorld(t)
	w.asks(2, 10)
	return w
}

func (w *world) asks(age, stake uint64) {
	w.t.Helper()
	s := roles.Source{Kind: roles.FromAttestors, Age: age, Stake: sdk.U64(stake)}
	w.As(governanceAddress).Must(func() { SetSource(roles.SetSourceArgs{Role: "developers", Source: s}) })
}

// tries submits, and returns the abort code.
func (w *world) tries(id, ref string) (code uint32) {
	w.t.Helper()
	_, code = w.send("sponsor", submissions("developers", entry(id, ref)))
	return code
}

func TestP17ARoleAsksForAgeAndStake(t *testing.T) {
	w := asking(t)
	w.enrol("developers", "ann")
	w.SetStake(who("ann"), w.Ctx.Epoch, sdk.U64(10))
	want(t, "at once", w.tries("ann", "1"), roles.ErrAge)
	w.next()
	want(t, "after one epoch", w.tries("ann", "1"), roles.ErrAge)
	w.next()
	w.SetStake(who("ann"), w.Ctx.Epoch, sdk.U64(9))
	want(t, "with less stake", w.tries("ann", "1"), roles.ErrStake)
	w.SetStake(who("ann"), w.Ctx.Epoch+1, sdk.U64(10))
	want(t, "bonded in the epoch", w.tries("ann", "1"), roles.ErrStake)
	w.next()
	want(t, "with both", w.tries("ann", "1"), 0)
	w.asks(0, 0)
	w.enrol("developers", "bob")
	want(t, "where nothing is asked", w.tries("bob", "2"), 0)
}

// One stake stands for one id in an epoch: neither a second id of the account nor one that comes to it by a move has it too.
func TestP17AStakeStandsForOneID(t *testing.T) {
	w := asking(t)
	for _, id := range []string{"ann", "ann-2", "bob"} {
		account := id[:3]
		w.enrolFor("sponsor", "developers", id, account)
	}
	for _, account := range []string{"ann", "bob"} {
		w.SetStake(who(account), 0, sdk.U64(10))
	}
	w.next()
	w.next()
	want(t, "the first", w.tries("ann", "1"), 0)
	want(t, "the first again", w.tries("ann", "2"), 0)
	want(t, "the second", w.tries("ann-2", "3"), roles.ErrOneID)
	want(t, "another account", w.tries("bob", "4"), 0)
	none := keyOf(3)
	w.As(who("ann")).Must(func() {
		Rotate(roles.RotateArgs{ID: "ann", Account: none.account(), Consent: none.consents(w, "ann", who("sponsor"))})
	})
	want(t, "when the first has moved away", w.tries("ann-2", "3"), roles.ErrOneID)
	w.next()
	want(t, "in the next epoch", w.tries("ann-2", "3"), 0)
	want(t, "records of it", len(sdk.Scan([]byte{keyWorks}, []byte{keyWorks + 1}, false, 10)), 2)
}

// Only what attestors look at asks for something, within bounds.
func TestWhatARoleAsksHasBounds(t *testing.T) {
	w := newWorld(t)
	for _, s := range []roles.Source{
		{Kind: roles.FromAttestors, Age: maxDelay + 1},
		{Kind: roles.FromAttestors, Stake: maxMinStake.Add(sdk.U64(1))},
		{Kind: roles.FromValidators, Age: 1},
		{Kind: roles.FromValidators, Stake: sdk.U64(1)},
		{Kind: roles.FromContracts, Contracts: []sdk.Address{rewardsAddress}, Age: 1},
	} {
		want(t, s.Kind, w.define("x", &s, 1), roles.ErrSource)
	}
	want(t, "the largest", w.define("x", &roles.Source{Kind: roles.FromAttestors, Age: maxDelay, Stake: maxMinStake}, 1), 0)
}
