package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// The worked epoch of the documentation: a pool of 1,100, three developers and one
// validator.
func TestR7WorkedEpoch(t *testing.T) {
	w := newWorld(t)
	w.Chain.Reserve = sdk.U64(90) // of earlier epochs
	w.emit(1000)
	w.fund(10)
	w.give(developers, "d1", 3)
	w.give(developers, "d2", 3)
	w.give(developers, "d3", 1)
	w.give(validators, "v", 5)
	e := w.close()

	want(t, "from the reserve", e.FromReserve.String(), "90")
	want(t, "pool", e.Pool.String(), "1100")
	for i, expected := range []string{"440", "220", "132", "132", "110", "66"} {
		want(t, e.Roles[i].Role, e.Roles[i].Pool.String(), expected)
	}
	want(t, "returned at once", e.CarryOut.String(), "748")
	want(t, "to the reserve", w.Reserve.String(), "748")
	want(t, "state", e.State, "sealed")
	want(t, "paid by", e.PaidBy, "live")

	w.sweep()
	want(t, "nothing is due before the dispute epoch closed", w.balances("d1", "v"), "d1=0 v=0")
	next := w.close()
	want(t, "no income, nothing from the reserve", next.Pool.String(), "0")
	want(t, "matured", w.epoch(0).State, "matured")
	w.sweep()
	want(t, "paid", w.balances("d1", "d2", "d3", "v"), "d1=56 d2=56 d3=18 v=220")
	e = w.epoch(0)
	want(t, "dust", e.Roles[developers].Dust.String(), "2")
	want(t, "carry out with dust", e.CarryOut.String(), "750")
	want(t, "is in the reserve", w.Reserve.String(), "750")
	w.sound()
}

func TestR1EmissionFeesAndReserveMakeThePool(t *testing.T) {
	w := newWorld(t, feeShare, func(a *rewards.InstantiateArgs) { a.Cap = amount(cap27) })
	w.fund(1003)
	e := w.close()
	emission, _ := accumulated(amount(cap27), 0, 0, epochSeconds)
	want(t, "emission", e.Emission, emission)
	want(t, "minted and returned, for nobody did anything", w.Reserve, emission.Add(sdk.U64(1003)))
	want(t, "fee pool: 20%, truncated", e.FeePool.String(), "200")
	want(t, "fees to the pool: the rest", e.Fees.String(), "803")
	want(t, "pool", e.Pool, emission.Add(sdk.U64(803)))

	w.Fund(w.Ctx.Self, sdk.U64(7)) // a gift, such as a forfeited deposit
	before := w.Reserve
	e = w.close()
	want(t, "gifts are no fees", e.Fees.String(), "0")
	want(t, "they are in the reserve", w.Reserve, before.Add(e.Emission).Add(sdk.U64(7)))
	want(t, "and so is the fee pool without a provider", e.FeePool.String(), "0")
	want(t, "from the reserve", e.FromReserve, e.Emission)
	want(t, "pool", e.Pool, e.Emission.Add(e.Emission))
	w.sound()
}

func TestLiquidityGetsTheFeePoolOnTop(t *testing.T) {
	w := newWorld(t, feeShare)
	w.fund(1000)
	w.give(liquidity, "l1", 2)
	w.give(liquidity, "l2", 1)
	e := w.close()
	want(t, "role pool", e.Roles[liquidity].Pool.String(), "80") // 800 * 10%
	want(t, "fee pool", e.Roles[liquidity].FeePool.String(), "200")
	w.query(func() {
		p := Payouts(rewards.PayoutsArgs{Epoch: 0, Role: "liquidity"}).Payouts
		want(t, "l1 amount", p[0].Amount.String(), "53")
		want(t, "l1 fee", p[0].FeeAmount.String(), "133")
		want(t, "l2 amount", p[1].Amount.String(), "26")
		want(t, "l2 fee", p[1].FeeAmount.String(), "66")
	})
	w.close()
	w.sweep()
	want(t, "both are paid", w.balances("l1", "l2"), "l1=186 l2=92")
	w.sound()
	want(t, "both kinds of dust are in the reserve, like idle roles' pools", w.Reserve.String(), "722")
	w.sound()
}

func TestMintRefusedIsCaughtUp(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Cap = amount(cap27) })
	w.Denied["mint"] = true
	want(t, "no emission", w.close().Emission.String(), "0")
	w.Denied["mint"] = false
	both, _ := accumulated(amount(cap27), 0, 0, 2*epochSeconds)
	want(t, "the next epoch has both", w.close().Emission, both)
	w.sound()
}

// A silence of hours is one long epoch; the grid goes on behind it.
func TestLongEpoch(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Cap = amount(cap27) })
	w.Ctx.EpochEnd = 7 * epochSeconds
	long, _ := accumulated(amount(cap27), 0, 0, 7*epochSeconds)
	want(t, "emission of a long epoch", w.close().Emission, long)
	all, _ := accumulated(amount(cap27), 0, 0, 8*epochSeconds)
	want(t, "and of the next", w.close().Emission, all.Sub(long))
}

// Whatever made the hook fail, the chain goes on, and rewards closes at its next success what it
// could not close before.
func TestR12AnEpochThatCouldNotBeClosedBecomesALongOne(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Cap = amount(cap27) })
	w.give(developers, "ann", 1)
	w.close()
	w.give(developers, "ann", 1)
	w.miss()
	w.give(developers, "bob", 1) // in the chain's epoch 2
	w.query(func() { want(t, "the open epoch", Epoch(rewards.EpochArgs{Epoch: 2}).Epoch, 1) })
	w.miss()
	w.give(developers, "ann", 1) // and 3: what she did adds up
	long := w.close()
	all, _ := accumulated(amount(cap27), 0, 0, 4*epochSeconds)
	first, _ := accumulated(amount(cap27), 0, 0, epochSeconds)
	want(t, "number", long.Epoch, 1)
	want(t, "start", long.Start, epochSeconds)
	want(t, "end", long.End, 4*epochSeconds)
	want(t, "emission of all three", long.Emission, all.Sub(first))
	want(t, "state", long.State, "sealed") // its dispute time begins with its end
	want(t, "participants", long.Roles[developers].Participants, 2)
	w.query(func() {
		p := Payouts(rewards.PayoutsArgs{Epoch: 3, Role: "developers"}).Payouts
		want(t, "two", len(p), 2)
		want(t, "ann did twice as much", p[0].Score.String(), "2")
		want(t, "the latest", Latest().Epoch, 1)
	})
	w.close()
	w.sweep()
	want(t, "matured", w.epoch(3).State, "matured")
	want(t, "everybody is paid", w.epoch(1).Roles[developers].Paid.IsZero(), false)
	w.close()
	w.sound()
}

// The weights of a long epoch are those in force at its end.
func TestALongEpochIsPaidByTheNewestWeights(t *testing.T) {
	w := newWorld(t)
	w.fund(1000)
	w.miss()
	w.As(governanceAddress).Must(func() {
		SetWeights(rewards.SetWeightsArgs{Weights: votes(390_000, 210_000, 120_000, 120_000, 100_000, 60_000), Epoch: w.Ctx.Epoch + 1})
	})
	w.miss()
	want(t, "weight", w.close().Roles[compute].Weight, genesisWeights[compute]-10_000)
}

func TestScheduleBeforeGenesisIsNotPaid(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) { a.Cap = amount(cap27) })
	w.Ctx.EpochStart, w.Ctx.EpochEnd = day, day+epochSeconds
	w.Must(func() { b := loadBooks(); b.Opened = day; b.save() })
	until, _ := accumulated(amount(cap27), 0, 0, day+epochSeconds)
	before, _ := accumulated(amount(cap27), 0, 0, day)
	want(t, "emission", w.close().Emission, until.Sub(before))
}

func TestEmptyEpochsReturnEverything(t *testing.T) {
	w := newWorld(t)
	for i := range uint64(5) {
		w.emit(999)
		e := w.close()
		want(t, "pool", e.Pool, sdk.U64(999*min(2, 1+i)))
		want(t, "carry out", e.CarryOut, e.Pool)
		want(t, "reserve", w.Reserve, sdk.U64(999*(1+i)))
		w.sweep()
	}
	w.sound()
}

func TestEpochQueries(t *testing.T) {
	w := newWorld(t)
	want(t, "latest before any", w.Query(func() { Latest() }), rewards.ErrEpochUnknown)
	want(t, "a future epoch", w.Query(func() { Epoch(rewards.EpochArgs{Epoch: 1}) }), rewards.ErrEpochUnknown)
	w.give(models, "m", 4, 5)
	e := w.epoch(0)
	want(t, "state", e.State, "open")
	want(t, "paid by", e.PaidBy, "none")
	want(t, "pool", e.Pool.String(), "0")
	want(t, "end", e.End, epochSeconds)
	want(t, "payouts of an open epoch", w.Query(func() { Payouts(rewards.PayoutsArgs{Role: "models"}) }), rewards.ErrEpochOpen)
	w.close()
	w.query(func() { want(t, "latest", Latest().Epoch, 0) })
	e = w.epoch(0)
	want(t, "total", e.Roles[models].ScoreTotal.String(), "9")
	want(t, "participants", e.Roles[models].Participants, 1)
	want(t, "formula", w.epoch(0).Formula, rewards.FormulaCode{Address: formulaAddress, CodeHash: codeHash(1)})
	want(t, "payouts of a future epoch", w.Query(func() { Payouts(rewards.PayoutsArgs{Epoch: 2, Role: "models"}) }), rewards.ErrEpochUnknown)
	want(t, "payouts of no role", w.Query(func() { Payouts(rewards.PayoutsArgs{Role: "miners"}) }), rewards.ErrRoleUnknown)
}
