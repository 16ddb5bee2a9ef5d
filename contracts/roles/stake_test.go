package main

import (
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestP5PowerIsTheStakeAtTheEpochsStart(t *testing.T) {
	w := newWorld(t)
	want(t, "genesis bonds count from epoch 0", w.power("holder", 0), "100")
	w.bond("holder", 50)
	want(t, "now", Stake(roles.StakeArgs{Account: who("holder")}).Stake.String(), "150")
	want(t, "not in this epoch", w.power("holder", 0), "100")
	want(t, "from the next", w.power("holder", 1), "150")
	w.Ctx.Epoch = 7
	w.As(who("holder")).Must(func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(30)}) })
	want(t, "long before", w.power("holder", 3), "150")
	want(t, "in the epoch of the change", w.power("holder", 7), "150")
	want(t, "after", w.power("holder", 8), "120")
	want(t, "total", TotalStake(roles.TotalStakeArgs{}).Stake.String(), "220")
	seven := uint64(7)
	want(t, "total then", TotalStake(roles.TotalStakeArgs{Epoch: &seven}).Stake.String(), "250")
	want(t, "a stranger", w.power("nobody", 8), "0")
}

func TestUnbondingTakesItsTime(t *testing.T) {
	w := newWorld(t)
	w.As(who("holder")).Must(func() {
		want(t, "release", Unbond(roles.UnbondArgs{Amount: sdk.U64(30)}).Release, 21)
		Unbond(roles.UnbondArgs{Amount: sdk.U64(10)})
	})
	w.Ctx.Epoch = 20
	w.As(who("holder")).Expect(roles.ErrNothingDue, func() { Withdraw() })
	w.Ctx.Epoch = 21
	w.As(who("holder")).Must(func() { want(t, "paid", Withdraw().Amount.String(), "40") })
	want(t, "balance", w.Balance(who("holder")).String(), "40")
	w.As(who("holder")).Expect(roles.ErrNothingDue, func() { Withdraw() })
	want(t, "covered", Invariants().Ok, true)
}

func TestBondsAreRefused(t *testing.T) {
	w := newWorld(t)
	w.As(who("holder")).Expect(roles.ErrNoFunds, Bond)
	w.As(who("holder")).Expect(roles.ErrAmount, func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(101)}) })
	w.As(who("holder")).Expect(roles.ErrAmount, func() { Unbond(roles.UnbondArgs{}) })
	w.As(who("nobody")).Expect(roles.ErrAmount, func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(1)}) })
}

// Whatever accounts do, the total is the sum of the stakes at every epoch, and the
// balance covers bonds and withdrawals exactly.
func TestP4StakeAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	w := newWorld(t)
	ids := []string{"holder", "a1", "a2", "a3", "a4", "x", "y"}
	for range 400 {
		id := ids[r.IntN(len(ids))]
		switch r.IntN(4) {
		case 0:
			w.bond(id, 1+r.Uint64N(1000))
		case 1:
			w.As(who(id)).Run(func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(1 + r.Uint64N(300))}) })
		case 2:
			w.As(who(id)).Run(func() { Withdraw() })
		case 3:
			w.Ctx.Epoch += r.Uint64N(3)
		}
		epoch := r.Uint64N(w.Ctx.Epoch + 2)
		var sum sdk.Amount
		for _, id := range ids {
			sum = sum.Add(Stake(roles.StakeArgs{Account: who(id), Epoch: &epoch}).Stake)
		}
		want(t, "total", TotalStake(roles.TotalStakeArgs{Epoch: &epoch}).Stake, sum)
		i := Invariants()
		want(t, "balance", i.Balance, i.Bonded.Add(i.Unbonding))
	}
}
