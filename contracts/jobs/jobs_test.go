package main

import (
	"math/rand"
	"reflect"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// Of 10,000: a fee of 500, a royalty of 950 of which 95 are burned, and 8,550 for the work. The bond of 2,000 is free again.
func TestJ3AnAcceptedJobPaysEverybody(t *testing.T) {
	w := newWorld(t)
	n := w.delivered(10_000)
	w.wantChanges("accepted", [4]int64{0, 8550, 855, 595}, func() { w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) }) })
	if p := Provider(jobs.ProviderArgs{Account: provider}); !p.Held.IsZero() || p.Done != 1 {
		t.Errorf("%+v", p)
	}
	w.Expect(jobs.ErrState, func() { Accept(jobs.JobArgs{Job: n}) })
}

// Every odd unit goes somewhere: what is burned is rounded up, the royalty down, and the provider has the rest.
func TestJ3NoUnitIsLost(t *testing.T) {
	for price := uint64(1000); price < 1100; price += 7 {
		w := newWorld(t, func(x *jobs.TermsInfo) { x.Fee = 33_333 })
		n := w.delivered(price)
		got := w.changes(func() { w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) }) })
		if got[1]+got[2]+got[3] != int64(price) || got[3] < int64(price*33_333/million) {
			t.Errorf("price %d: %v", price, got)
		}
	}
}

func TestJ1EveryEndOfAJob(t *testing.T) {
	job := func(n uint64) jobs.JobArgs { return jobs.JobArgs{Job: n} }
	for name, c := range map[string]struct {
		want [4]int64
		from func(*world) uint64
		end  func(w *world, n uint64)
	}{
		"cancelled": {[4]int64{10_000}, func(w *world) uint64 { return w.create(10_000) },
			func(w *world, n uint64) { w.As(customer).Must(func() { Cancel(job(n)) }) }},
		"nobody took it": {[4]int64{10_000}, func(w *world) uint64 { return w.create(10_000) },
			func(w *world, n uint64) { w.until(51); w.As(stranger).Must(func() { Settle(job(n)) }) }},
		"late": {[4]int64{10_000, 0, 0, 2000}, func(w *world) uint64 {
			n := w.create(10_000)
			w.As(provider).Must(func() { Take(job(n)) })
			return n
		}, func(w *world, n uint64) { w.until(61); w.As(stranger).Must(func() { Settle(job(n)) }) }},
		"not looked at": {[4]int64{0, 8550, 855, 595}, func(w *world) uint64 { return w.delivered(10_000) },
			func(w *world, n uint64) { w.until(101); w.As(stranger).Must(func() { Settle(job(n)) }) }},
		"attestors accept": {[4]int64{0, 8550, 855, 2595}, func(w *world) uint64 { return w.rejected(10_000) },
			func(w *world, n uint64) { w.judge(dora, n, true); w.judge(emil, n, true) }},
		"attestors refuse": {[4]int64{12_000, 0, 0, 2000}, func(w *world) uint64 { return w.rejected(10_000) },
			func(w *world, n uint64) { w.judge(dora, n, false); w.judge(fred, n, false) }},
		"attestors are silent": {[4]int64{7000, 4275, 427, 298}, func(w *world) uint64 { return w.rejected(10_000) },
			func(w *world, n uint64) {
				w.judge(dora, n, true)
				w.until(201)
				w.As(stranger).Must(func() { Settle(job(n)) })
			}},
	} {
		w := newWorld(t)
		n := c.from(w)
		w.wantChanges(name, c.want, func() { c.end(w, n) })
		if held, want := loadBooks().Held, Provider(jobs.ProviderArgs{Account: provider}).Bonded; held != want {
			t.Errorf("%s: %s is held, want the bond of %s", name, held, want)
		}
		w.until(5000)
		if code := w.Run(func() { Settle(job(n)) }); code != jobs.ErrState {
			t.Errorf("%s: ended twice: %d", name, code)
		}
	}
}

func TestJ5OnlyAttestorsWithoutAnInterestJudge(t *testing.T) {
	w := newWorld(t)
	n := w.rejected(10_000)
	for _, who := range []sdk.Address{stranger, customer, provider, owner} {
		if code := w.judge(who, n, true); code != jobs.ErrAttestor {
			t.Errorf("code %d", code)
		}
	}
	if code := w.judge(dora, n, true); code != 0 {
		t.Errorf("code %d", code)
	}
	if code := w.judge(dora, n, true); code != jobs.ErrAttestor {
		t.Errorf("twice: %d", code)
	}
	w.until(Job(jobs.JobArgs{Job: n}).Until + 1)
	if code := w.judge(emil, n, true); code != jobs.ErrOver {
		t.Errorf("too late: %d", code)
	}
}

// Emil's power goes to gus after the rejection: who was an attestor then decides, with the power of then.
func TestJ5StakeThatMovesCountsOnce(t *testing.T) {
	w := newWorld(t)
	n := w.rejected(10_000)
	w.attestors([]sdk.Address{dora, gus, fred}, 40, 35, 25)
	if code := w.judge(emil, n, true); code != 0 {
		t.Fatalf("code %d", code)
	}
	if code := w.judge(gus, n, true); code != jobs.ErrAttestor {
		t.Errorf("a newcomer: code %d", code)
	}
	if j := Job(jobs.JobArgs{Job: n}); j.For != sdk.U64(35) || j.State != jobs.Rejected {
		t.Errorf("%+v", j)
	}
}

// A later code of roles may say more than is known here: it is passed over. One that says nothing that can be read, or fails, leaves nobody
// to decide; a call for which the gas does not suffice is no rejection.
func TestJ5AnotherRolesIsUnderstoodOrNobodyDecides(t *testing.T) {
	newer := func() []byte {
		var e sdk.Encoder
		e.Map(3)
		e.Text("more")
		e.Map(1)
		e.Text("a")
		e.Array(2)
		e.Amount(sdk.MaxAmount)
		e.Bool(true)
		e.Text("total")
		e.Text("one hundred")
		e.Text("attestors")
		e.Array(1)
		e.Map(3)
		e.Text("since")
		e.Int(-7)
		e.Text("stake")
		e.Uint(3)
		e.Text("account")
		e.Address(gus)
		return e.Bytes()
	}
	for name, c := range map[string]struct {
		answer []byte
		err    *sdk.CallError
		judge  uint32
	}{
		"more fields":   {answer: newer()},
		"cut short":     {newer()[:40], nil, jobs.ErrAttestor},
		"another shape": {[]byte{0x01}, nil, jobs.ErrAttestor},
		"trap":          {nil, sdktest.Trap(), jobs.ErrAttestor},
		"abort":         {nil, sdktest.Abort(7), jobs.ErrAttestor},
	} {
		w := newWorld(t)
		w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) { return c.answer, c.err })
		if code := w.judge(gus, w.rejected(10_000), true); code != c.judge {
			t.Errorf("%s: code %d, want %d", name, code, c.judge)
		}
	}
	w := newWorld(t)
	n := w.delivered(10_000)
	w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) {
		return nil, &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultOutOfGas}
	})
	held := Job(jobs.JobArgs{Job: n}).Held
	if code := w.As(customer).Send(held, func() { Reject(jobs.JobArgs{Job: n}) }); code != jobs.ErrAttestors {
		t.Errorf("out of gas: code %d", code)
	}
}

// What is retained for a decision goes with it.
func TestNoJudgesAreLeftBehind(t *testing.T) {
	w := newWorld(t)
	for _, accept := range []bool{true, false} {
		n := w.rejected(10_000)
		w.judge(dora, n, accept)
		w.judge(emil, n, accept)
		if _, found := sdk.Get(judgesKey(n)); found {
			t.Error("judges are still there")
		}
	}
}

func TestJ2ABondIsHeldWhileSomebodyWorks(t *testing.T) {
	w := newWorld(t)
	n := w.create(5_000_000) // its fifth is all the bond
	w.As(provider).Must(func() { Take(jobs.JobArgs{Job: n}) })
	w.Expect(jobs.ErrBond, func() { Unbond(jobs.UnbondArgs{Amount: sdk.U64(1)}) })
	second := w.create(1000)
	w.As(provider).Expect(jobs.ErrBond, func() { Take(jobs.JobArgs{Job: second}) })
	w.Must(func() { Deliver(jobs.DeliverArgs{Job: n, Locator: "file:answer"}) })
	w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) })
	w.wantChanges("unbonded", [4]int64{0, 1_000_000}, func() { w.As(provider).Must(func() { Unbond(jobs.UnbondArgs{Amount: sdk.U64(1_000_000)}) }) })
}

func TestMistakesChangeNothing(t *testing.T) {
	w := newWorld(t)
	open, taken := w.create(10_000), w.create(10_000)
	w.As(provider).Must(func() { Take(jobs.JobArgs{Job: taken}) })
	books := *loadBooks()
	create := func(change func(*jobs.CreateArgs)) func() {
		return func() { a := w.offer(jobs.Inference); change(&a); Create(a) }
	}
	for _, c := range []struct {
		code  uint32
		who   sdk.Address
		funds uint64
		f     func()
	}{
		{jobs.ErrPrice, customer, 999, create(func(*jobs.CreateArgs) {})},
		{jobs.ErrKind, customer, 1000, create(func(a *jobs.CreateArgs) { a.Kind = "chat" })},
		{jobs.ErrModel, customer, 1000, create(func(a *jobs.CreateArgs) { a.Model = 7 })},
		{jobs.ErrTime, customer, 1000, create(func(a *jobs.CreateArgs) { a.Deadline = 0 })},
		{jobs.ErrTime, customer, 1000, create(func(a *jobs.CreateArgs) { a.Work = maxTime + 1 })},
		{jobs.ErrLine, customer, 1000, create(func(a *jobs.CreateArgs) { a.Locator = "two\nlines" })},
		{jobs.ErrFunds, provider, 1, func() { Take(jobs.JobArgs{Job: open}) }},
		{jobs.ErrOwnJob, customer, 0, func() { Take(jobs.JobArgs{Job: open}) }},
		{jobs.ErrBond, stranger, 0, func() { Take(jobs.JobArgs{Job: open}) }},
		{jobs.ErrState, provider, 0, func() { Take(jobs.JobArgs{Job: taken}) }},
		{jobs.ErrJob, provider, 0, func() { Take(jobs.JobArgs{Job: 99}) }},
		{jobs.ErrNotYours, stranger, 0, func() { Cancel(jobs.JobArgs{Job: open}) }},
		{jobs.ErrNotYours, stranger, 0, func() { Deliver(jobs.DeliverArgs{Job: taken, Locator: "x"}) }},
		{jobs.ErrNotOver, stranger, 0, func() { Settle(jobs.JobArgs{Job: taken}) }},
		{jobs.ErrNotYours, stranger, 0, func() { RetireModel(jobs.ModelArgs{Model: w.model}) }},
		{jobs.ErrRoyalty, owner, 0, func() { m := model(); m.Royalty = maxRoyalty + 1; RegisterModel(m) }},
	} {
		if code := w.As(c.who).Send(sdk.U64(c.funds), c.f); code != c.code {
			t.Errorf("code %d, want %d", code, c.code)
		}
	}
	if *loadBooks() != books {
		t.Errorf("%+v, before %+v", *loadBooks(), books)
	}
	w.As(owner).Must(func() { RetireModel(jobs.ModelArgs{Model: w.model}) })
	w.As(provider).Expect(jobs.ErrRetired, func() { Take(jobs.JobArgs{Job: open}) })
}

func TestMarketsHaveBounds(t *testing.T) {
	for _, spoil := range []func(*jobs.TermsInfo){
		func(x *jobs.TermsInfo) { x.Fee = minFee - 1 },
		func(x *jobs.TermsInfo) { x.Fee = maxFee + 1 },
		func(x *jobs.TermsInfo) { x.RoyaltyBurn = maxRoyalty + 1 },
		func(x *jobs.TermsInfo) { x.Bond = million + 1 },
		func(x *jobs.TermsInfo) { x.Bond = 0 },
		func(x *jobs.TermsInfo) { x.Least = sdk.Amount{} },
		func(x *jobs.TermsInfo) { x.Review = maxTime + 1 },
		func(x *jobs.TermsInfo) { x.Judging = 0 },
	} {
		x := terms
		spoil(&x)
		newWorld(t).Expect(jobs.ErrTerms, func() { Instantiate(x) })
	}
}

// Two jobs of one epoch, one of the next. What was not accepted is no measure.
func TestJ4WhatWasAcceptedIsMeasured(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		n := w.delivered(10_000)
		w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) })
	}
	w.create(10_000)
	w.until(1500)
	var n uint64
	w.send(customer, 4000, func() { n = Create(w.offer(jobs.FineTuning)).Job })
	w.As(provider).Must(func() { Take(jobs.JobArgs{Job: n}) })
	w.Must(func() { Deliver(jobs.DeliverArgs{Job: n, Locator: "file:answer"}) })
	w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) })
	w.Expect(measured.ErrEpochOpen, func() { Measures(measured.MeasuresArgs{Role: "compute", Epoch: 1}) })
	w.Expect(measured.ErrNoRole, func() { Measures(measured.MeasuresArgs{Role: "social"}) })
	w.until(2000)
	amounts := func(n ...uint64) (list []sdk.Amount) {
		for _, x := range n {
			list = append(list, sdk.U64(x))
		}
		return list
	}
	for _, c := range []struct {
		role           string
		epoch          uint64
		who            sdk.Address
		measures       []sdk.Amount
		burned         uint64
		demand, supply uint64
	}{
		{"compute", 0, provider, amounts(20_000, 0), 1190, 1000, 0},
		{"models", 0, owner, amounts(1, 20_000), 1190, 190, 1},
		{"compute", 1, provider, amounts(0, 4000), 238, 200, 0}, // bonded in the course of epoch 0
		{"models", 1, owner, amounts(1, 4000), 238, 38, 1},
	} {
		burned := sdk.U64(c.burned)
		want := measured.MeasuresResult{Measured: []measured.Measured{{Account: c.who, Measures: c.measures, Burned: &burned}},
			Burned: sdk.U64(c.demand), Supply: sdk.U64(c.supply)}
		if got := w.measured(c.role, c.epoch); !reflect.DeepEqual(got, want) {
			t.Errorf("%s %d: %+v, want %+v", c.role, c.epoch, got, want)
		}
	}
}

// What a provider has bonded counts as far as it was there throughout the epoch before: the provider of the world has bonded a million in
// the course of epoch 0, a fortune that comes and goes counts nothing, and what was taken out for a while does not either.
func TestJ6OnlyABondThatLastsIsSupply(t *testing.T) {
	bond := func(w *world, amount uint64) { w.send(provider, amount, Bond) }
	unbond := func(w *world, amount uint64) {
		w.As(provider).Must(func() { Unbond(jobs.UnbondArgs{Amount: sdk.U64(amount)}) })
	}
	const fortune = 5_000_000_000
	nothing := func(*world, uint64) {}
	come, leave := func(w *world, _ uint64) { bond(w, fortune) }, func(w *world, _ uint64) { unbond(w, fortune) }
	for name, c := range map[string]struct {
		want   uint64               // in epoch 5
		before func(*world, uint64) // the work of an epoch
		after  func(*world, uint64)
	}{
		"nothing changes": {1_000_000, nothing, nothing},
		"around the work": {1_000_000, come, leave},
		"across every boundary": {1_000_000, func(w *world, epoch uint64) {
			if epoch > 2 {
				leave(w, epoch)
			}
		}, come},
		"out and in":          {400_000, func(w *world, _ uint64) { unbond(w, 600_000); bond(w, 600_000) }, nothing},
		"long ago":            {3_000_000, onlyIn(3, func(w *world) { bond(w, 2_000_000) }), nothing},
		"in the epoch before": {1_000_000, onlyIn(4, func(w *world) { bond(w, 2_000_000) }), nothing},
		"less since long ago": {400_000, onlyIn(3, func(w *world) { unbond(w, 600_000) }), nothing},
		"less only now":       {1_000_000, onlyIn(5, func(w *world) { unbond(w, 600_000) }), nothing},
		"lost": {800_000, onlyIn(4, func(w *world) {
			n := w.create(1_000_000)
			w.As(provider).Must(func() { Take(jobs.JobArgs{Job: n}) })
			w.until(w.Ctx.Time + 61)
			w.As(stranger).Must(func() { Settle(jobs.JobArgs{Job: n}) })
		}), nothing},
	} {
		w := newWorld(t)
		for epoch := uint64(2); epoch <= 5; epoch++ {
			w.until(epoch * epochSeconds)
			c.before(w, epoch)
			n := w.delivered(10_000)
			w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) })
			c.after(w, epoch)
		}
		w.until(6 * epochSeconds)
		if got := w.measured("compute", 5).Supply; got != sdk.U64(c.want) {
			t.Errorf("%s: %s, want %d", name, got, c.want)
		}
		if r := invariants(); !r.Ok {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// onlyIn does something in one epoch.
func onlyIn(when uint64, f func(*world)) func(*world, uint64) {
	return func(w *world, epoch uint64) {
		if epoch == when {
			f(w)
		}
	}
}

// Whoever is customer, provider and owner at once burns more than its measures can bring, at all legal terms and however governance
// divides what is returned: rewards pays each record at most returned ppm of what was burned for it, and all roles
// together return at most nine tenths.
func TestJ4AWashingAgentLoses(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 300 {
		w := newWorld(t, func(x *jobs.TermsInfo) {
			x.Fee = minFee + uint64(r.Intn(maxFee-minFee+1))
			x.RoyaltyBurn, x.Bond = uint64(r.Intn(maxRoyalty+1)), minBond+uint64(r.Intn(1000))
			x.Least = sdk.U64(1)
		})
		compute := uint64(r.Intn(900_001))
		returned := map[string]uint64{"compute": compute, "models": 900_000 - compute}
		spent := w.changes(func() {
			for range 1 + r.Intn(5) {
				n := w.delivered(1 + uint64(r.Intn(1_000_000)))
				w.As(customer).Must(func() { Accept(jobs.JobArgs{Job: n}) })
			}
		})
		lost := -(spent[0] + spent[1] + spent[2])
		w.until(epochSeconds)
		var earned int64
		for role, ppm := range returned {
			for _, m := range w.measured(role, 0).Measured {
				earned += int64(part(*m.Burned, ppm).Lo)
			}
		}
		if earned >= lost {
			t.Fatalf("lost %d, and earned %d with %v", lost, earned, returned)
		}
	}
}
