package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var (
	customer = sdk.AddressOf([]byte{1})
	provider = sdk.AddressOf([]byte{2})
	owner    = sdk.AddressOf([]byte{3})
	stranger = sdk.AddressOf([]byte{4})
	dora     = sdk.AddressOf([]byte{5}) // attestors, with a power of 40, 35 and 25
	emil     = sdk.AddressOf([]byte{6})
	fred     = sdk.AddressOf([]byte{7})
	gus      = sdk.AddressOf([]byte{8}) // none yet

	rolesAddress = sdk.AddressOf([]byte{0xa0})
)

const epochSeconds = 1000

// world is a chain with a market: a model with a royalty of a tenth, and a provider with a bond.
type world struct {
	*sdktest.Chain
	t     *testing.T
	model uint64
}

var terms = jobs.TermsInfo{Fee: 50_000, RoyaltyBurn: 100_000, Bond: 200_000, Least: sdk.U64(1000), Review: 100, Judging: 200}

func newWorld(t *testing.T, change ...func(*jobs.TermsInfo)) *world {
	w := &world{Chain: sdktest.New(t), t: t}
	w.Name(roles.Name, rolesAddress)
	w.attestors([]sdk.Address{dora, emil, fred}, 40, 35, 25)
	terms := terms
	for _, f := range change {
		f(&terms)
	}
	w.Ctx.EpochEnd = epochSeconds
	w.Must(func() { Instantiate(terms) })
	for _, who := range []sdk.Address{customer, provider, owner, stranger} {
		w.Fund(who, sdk.U64(10_000_000_000))
	}
	w.As(owner).Must(func() { w.model = RegisterModel(model()).Model })
	w.send(provider, 1_000_000, Bond)
	return w
}

// attestors says who they are, and their power.
func (w *world) attestors(accounts []sdk.Address, power ...uint64) {
	w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) {
		var set roles.AttestorsResult
		for i, account := range accounts {
			set.Attestors = append(set.Attestors, roles.AttestorInfo{Account: account, Stake: sdk.U64(power[i])})
			set.Total = set.Total.Add(sdk.U64(power[i]))
		}
		return sdk.Marshal(&set), nil
	})
}

func model() jobs.RegisterModelArgs {
	return jobs.RegisterModelArgs{Name: "small talk", Version: "1.0", Licence: "Apache-2.0", Artifact: sdk.HashOf([]byte{9}),
		Locator: "https://example.org/model", Royalty: 100_000}
}

// send runs f with tokens of somebody, and fails the test if that aborts.
func (w *world) send(who sdk.Address, amount uint64, f func()) {
	w.t.Helper()
	if code := w.As(who).Send(sdk.U64(amount), f); code != 0 {
		w.t.Fatalf("aborted with %d", code)
	}
}

// invariants asks part by part.
func invariants() (part jobs.InvariantsResult) {
	for part = Invariants(jobs.InvariantsArgs{}); len(part.Next) > 0 && len(part.Violations) == 0; {
		part = Invariants(jobs.InvariantsArgs{After: part.Next, Sum: &part.Sum})
	}
	return part
}

func (w *world) until(moment uint64) {
	w.Ctx.Time, w.Ctx.Epoch = moment, moment/epochSeconds
	w.Ctx.EpochStart, w.Ctx.EpochEnd = w.Ctx.Epoch*epochSeconds, (w.Ctx.Epoch+1)*epochSeconds
}

func (w *world) offer(kind string) jobs.CreateArgs {
	return jobs.CreateArgs{Model: w.model, Kind: kind, Input: sdk.HashOf([]byte{1}), Locator: "file:question", Deadline: w.Ctx.Time + 50, Work: 60}
}

// create offers a job, and returns its number.
func (w *world) create(price uint64) (n uint64) {
	w.t.Helper()
	w.send(customer, price, func() { n = Create(w.offer(jobs.Inference)).Job })
	return n
}

// delivered is a job with a result.
func (w *world) delivered(price uint64) uint64 {
	w.t.Helper()
	n := w.create(price)
	w.As(provider).Must(func() { Take(jobs.JobArgs{Job: n}) })
	w.Must(func() { Deliver(jobs.DeliverArgs{Job: n, Result: sdk.HashOf([]byte{2}), Locator: "file:answer"}) })
	return n
}

// rejected is a job on which attestors decide.
func (w *world) rejected(price uint64) uint64 {
	w.t.Helper()
	n := w.delivered(price)
	w.send(customer, Job(jobs.JobArgs{Job: n}).Held.Lo, func() { Reject(jobs.JobArgs{Job: n}) })
	return n
}

func (w *world) judge(who sdk.Address, n uint64, accept bool) uint32 {
	return w.As(who).Run(func() { Judge(jobs.JudgeArgs{Job: n, Accept: accept}) })
}

// changes returns what f moves, in base units: customer, provider, owner, and what is burned.
func (w *world) changes(f func()) (c [4]int64) {
	people := []sdk.Address{customer, provider, owner}
	before, minted := [3]sdk.Amount{}, w.Minted
	for i, who := range people {
		before[i] = w.Balance(who)
	}
	f()
	for i, who := range people {
		c[i] = int64(w.Balance(who).Lo) - int64(before[i].Lo)
	}
	c[3] = int64(minted.Lo) - int64(w.Minted.Lo)
	return c
}

func (w *world) wantChanges(what string, want [4]int64, f func()) {
	w.t.Helper()
	if got := w.changes(f); got != want {
		w.t.Errorf("%s: customer, provider, owner, burned: %v, want %v", what, got, want)
	}
	if r := invariants(); !r.Ok {
		w.t.Errorf("%s: %+v", what, r)
	}
}

// measured returns what a role's accounts did in an epoch.
func (w *world) measured(role string, epoch uint64) (all measured.MeasuresResult) {
	w.t.Helper()
	args := measured.MeasuresArgs{Role: role, Epoch: epoch, Limit: 1}
	for {
		var r measured.MeasuresResult
		w.Must(func() { r = Measures(args) })
		all.Measured = append(all.Measured, r.Measured...)
		all.Burned, all.Supply = r.Burned, r.Supply
		if args.After = r.Next; r.Next == nil {
			return all
		}
	}
}
