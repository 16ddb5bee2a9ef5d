package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// The built-in contracts, and a role list as on a real chain.
var (
	rolesAddress      = sdk.AddressOf([]byte{1})
	governanceAddress = sdk.AddressOf([]byte{2})
	formulaAddress    = sdk.AddressOf([]byte{3})

	roleNames      = []string{"compute", "validators", "models", "developers", "liquidity", "social"}
	genesisWeights = []uint64{400_000, 200_000, 120_000, 120_000, 100_000, 60_000}
)

const (
	compute = iota
	validators
	models
	developers
	liquidity
	social
)

const epochSeconds = 10

// world is a chain with the contract instantiated, and formulas that are Go functions.
type world struct {
	*sdktest.Chain
	t        *testing.T
	verified []rewards.RecordArgs // for close
	emission sdk.Amount           // of the open epoch, beside that of the schedule
}

// newWorld starts at epoch 0. Its schedule has a cap of 0, so that tests give each epoch
// a round pool of fees with fund, or of emission with emit; the schedule has tests of its own.
func newWorld(t *testing.T, change ...func(*rewards.InstantiateArgs)) *world {
	w := &world{Chain: sdktest.New(t), t: t}
	w.Name("roles", rolesAddress)
	w.Name("governance", governanceAddress)
	w.Name("formula", formulaAddress)
	w.Ctx.EpochEnd = epochSeconds
	w.live(1, linear)
	args := rewards.InstantiateArgs{
		Roles: roleNames, Weights: genesisWeights,
		Params: rewards.Params{
			Dispute: 1, MinWeight: 10_000, MaxWeight: 600_000, MaxChange: 50_000, PoolLimit: 2_000_000, Review: 90, FormulaGas: 1_000_000, FormulaGasPerRecord: 50_000,
		},
	}
	for _, f := range change {
		f(&args)
	}
	w.Must(func() { Instantiate(args) })
	return w
}

// goFormula is a formula in Go; nil answers trap.
type goFormula struct {
	weights func(formula.WeightsArgs) []uint64
	scores  func(formula.ScoresArgs) []sdk.Amount
}

// linear is the default: weights as voted, the sum of the measures as score.
var linear = goFormula{
	weights: func(q formula.WeightsArgs) []uint64 { return q.Base },
	scores:  scoresBy(func(sum uint64) uint64 { return sum }),
}

// squares favours the large, so that it is told from linear easily.
var squares = goFormula{
	weights: func(q formula.WeightsArgs) []uint64 { return q.Base },
	scores:  scoresBy(func(sum uint64) uint64 { return sum * sum }),
}

var trapping = goFormula{}

func scoresBy(f func(sum uint64) uint64) func(formula.ScoresArgs) []sdk.Amount {
	return func(q formula.ScoresArgs) (out []sdk.Amount) {
		for _, measures := range q.Measures {
			var sum uint64
			for _, m := range measures {
				sum += m.Lo
			}
			out = append(out, sdk.U64(f(sum)))
		}
		return out
	}
}

func codeHash(n byte) sdk.Hash { return sdk.HashOf([]byte{0xc0, n}) }

// code uploads a formula.
func (w *world) code(n byte, f goFormula) sdk.Hash {
	w.Pure(codeHash(n), func(entry string, input []byte) ([]byte, *sdk.CallError) {
		switch {
		case entry == "weights" && f.weights != nil:
			var q formula.WeightsArgs
			if !sdk.Unmarshal(input, &q) {
				w.t.Error("weights question is malformed")
			}
			return sdk.Marshal(&formula.WeightsResult{Weights: f.weights(q)}), nil
		case entry == "scores" && f.scores != nil:
			var q formula.ScoresArgs
			if !sdk.Unmarshal(input, &q) {
				w.t.Error("scores question is malformed")
			}
			return sdk.Marshal(&formula.ScoresResult{Scores: f.scores(q)}), nil
		}
		return nil, sdktest.Trap()
	})
	return codeHash(n)
}

// live makes f the only formula.
func (w *world) live(n byte, f goFormula) {
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: w.code(n, f)}
}

// probation makes f the live formula, which is on probation against the one before.
func (w *world) probation(n byte, f goFormula) {
	before := w.Infos[formulaAddress].CodeHash
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: w.code(n, f), LastGood: before, ProbationEnd: w.Ctx.Epoch + 3}
}

// fund has fees paid: they enter the next pool, whole unless a test sets the liquidity providers' share.
func (w *world) fund(amount uint64) {
	w.Minted = w.Minted.Add(sdk.U64(amount))
	w.Chain.Fees = w.Chain.Fees.Add(sdk.U64(amount))
}

// emit has the schedule give more to the open epoch.
func (w *world) emit(amount uint64) { w.emission = w.emission.Add(sdk.U64(amount)) }

// feeShare gives a fifth of the fees to liquidity providers.
func feeShare(a *rewards.InstantiateArgs) { a.Params.FeeShare = 200_000 }

// who is the account of a participant.
func who(id string) sdk.Address { return sdk.AddressOf([]byte(id)) }

// give has a contribution of the open epoch verified when it has closed, one measure for each value.
func (w *world) give(role uint64, id string, values ...uint64) { w.later(role, entry(id, values...)) }

func (w *world) later(role uint64, entries ...rewards.Entry) {
	w.verified = append(w.verified, rewards.RecordArgs{Role: role, Entries: entries})
}

func entry(id string, values ...uint64) rewards.Entry {
	e := rewards.Entry{Account: who(id), ID: id}
	for _, v := range values {
		e.Measures = append(e.Measures, sdk.U64(v))
	}
	return e
}

// close ends the current epoch and begins the next, verifies what was given, and seals it; it returns the
// closed one.
func (w *world) close() rewards.EpochResult {
	w.t.Helper()
	epoch := w.end()
	w.verify(epoch)
	w.seal(epoch)
	return w.epoch(epoch)
}

// end ends the current epoch and begins the next.
func (w *world) end() (epoch uint64) {
	w.t.Helper()
	epoch = w.Ctx.Epoch
	c := loadConfig()
	until, _ := accumulated(c.Cap, c.Start, c.Start, w.Ctx.EpochEnd) // what the chain counts itself
	b := loadBooks()
	emitted := b.Emitted
	if b.Next == 0 { // the chain counts from its own beginning
		emitted = max(emitted, b.Opened)
	}
	before, _ := accumulated(c.Cap, c.Start, c.Start, emitted)
	w.Due, w.emission = until.Sub(before).Add(w.emission), sdk.Amount{}
	w.As(sdk.Address{}).Must(func() {
		EndEpoch(sdk.EndEpochArgs{Epoch: epoch, Start: w.Ctx.EpochStart, NextStart: w.Ctx.EpochEnd})
	})
	w.Ctx.Epoch++
	w.Ctx.EpochStart, w.Ctx.EpochEnd = w.Ctx.EpochEnd, w.Ctx.EpochEnd+epochSeconds
	return epoch
}

// verify records what was given, for an epoch.
func (w *world) verify(epoch uint64) {
	w.t.Helper()
	for _, args := range w.verified {
		args.Epoch = epoch
		w.As(rolesAddress).Must(func() { Record(args) })
	}
	w.verified = nil
}

func (w *world) seal(epoch uint64) {
	w.t.Helper()
	w.As(rolesAddress).Must(func() { Seal(rewards.SealArgs{Epoch: epoch, From: w.Ctx.Epoch}) })
}

// miss ends the current epoch while this contract's hook fails.
func (w *world) miss() {
	w.Ctx.Epoch++
	w.Ctx.EpochStart, w.Ctx.EpochEnd = w.Ctx.EpochEnd, w.Ctx.EpochEnd+epochSeconds
}

// sweep is the end of a block: the hook is called as long as it asks for it. It returns how many calls paid.
func (w *world) sweep() (calls int) {
	w.t.Helper()
	for from := uint64(0); ; {
		if from < countCall {
			calls++
		}
		var r sdk.HookResult
		w.Must(func() { r = EndBlock(sdk.EndBlockArgs{From: from}) })
		if r.Next <= from {
			return calls
		}
		from = r.Next
	}
}

// sweepSome pays at most n entitlements.
func (w *world) sweepSome(n int) { w.t.Helper(); w.Must(func() { sweep(n) }) }

func (w *world) epoch(n uint64) (r rewards.EpochResult) {
	w.t.Helper()
	w.query(func() { r = Epoch(rewards.EpochArgs{Epoch: n}) })
	return r
}

func (w *world) query(f func()) {
	w.t.Helper()
	if code := w.Query(f); code != 0 {
		w.t.Fatalf("query aborts with code %d", code)
	}
}

// sound runs the invariants query.
func (w *world) sound() {
	w.t.Helper()
	w.query(func() {
		if r := Invariants(rewards.InvariantsArgs{}); !r.Ok {
			w.t.Fatalf("invariants: %v", r.Violations)
		}
	})
}

// balances shows what accounts hold, as "a=1 b=2".
func (w *world) balances(ids ...string) string {
	var s string
	for _, id := range ids {
		s += fmt.Sprintf("%s=%s ", id, w.Balance(who(id)))
	}
	return s[:len(s)-1]
}

// want compares what a test got with what it expects.
func want[T comparable](t *testing.T, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s: got %v, want %v", what, got, expected)
	}
}
