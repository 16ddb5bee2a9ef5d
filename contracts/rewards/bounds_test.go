package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Every parameter may have its largest legal value, all at once, and none may have one more.
func TestTheEndsOfEveryParameter(t *testing.T) {
	w := newWorld(t)
	var p rewards.Params
	w.query(func() { p = Params() })
	p.FormulaParams = make([]byte, maxFormulaParams)
	largest := []struct {
		name  string
		field func(p *rewards.Params) *uint64
		most  uint64
	}{
		{"dispute", func(p *rewards.Params) *uint64 { return &p.Dispute }, 28},
		{"fee_share", func(p *rewards.Params) *uint64 { return &p.FeeShare }, million},
		{"max_weight", func(p *rewards.Params) *uint64 { return &p.MaxWeight }, million},
		{"max_change", func(p *rewards.Params) *uint64 { return &p.MaxChange }, million},
		{"pool_limit", func(p *rewards.Params) *uint64 { return &p.PoolLimit }, 3 * million},
		{"formula_gas", func(p *rewards.Params) *uint64 { return &p.FormulaGas }, 10_000_000},
		{"formula_gas_per_record", func(p *rewards.Params) *uint64 { return &p.FormulaGasPerRecord }, 50_000},
	}
	for _, l := range largest {
		*l.field(&p) = l.most
	}
	w.As(governanceAddress).Must(func() { SetParams(to(p)) })
	for _, l := range largest {
		q := p
		*l.field(&q)++
		want(t, l.name, w.As(governanceAddress).Run(func() { SetParams(to(q)) }), rewards.ErrParams)
	}
}

// The largest call of record: 250 entries, ids of 64 bytes, 8 measures of just below 2^96.
func TestTheLargestRecordIsAccepted(t *testing.T) {
	w := newWorld(t)
	args := rewards.RecordArgs{Role: developers}
	for i := range maxEntries {
		e := entry(fmt.Sprintf("%064d", i))
		for range maxMeasures {
			e.Measures = append(e.Measures, sdk.Amount{Hi: 1<<32 - 1, Lo: ^uint64(0)})
		}
		args.Entries = append(args.Entries, e)
	}
	w.end()
	w.As(rolesAddress).Must(func() { Record(args) })
	want(t, "participants", w.epoch(0).Roles[developers].Participants, maxEntries)
	w.As(rolesAddress).Expect(rewards.ErrIDLength, func() {
		Record(rewards.RecordArgs{Role: developers, Entries: []rewards.Entry{entry(strings.Repeat("x", 65), 1)}})
	})
}

func TestGenesisNamesARoleOnce(t *testing.T) {
	w := newWorld(t)
	var p rewards.Params
	w.query(func() { p = Params() })
	for code, names := range map[uint32][]string{0: {"a", "b"}, rewards.ErrRoleTwice: {"a", "a"}} {
		want(t, names[1], w.Run(func() {
			Instantiate(rewards.InstantiateArgs{Roles: names, Weights: []uint64{1, 1}, Params: p})
		}), code)
	}
}

// A vote is held against the weights in force just before it takes effect, also those of a vote in the
// first epoch.
func TestR6AVoteIsHeldAgainstTheOneBefore(t *testing.T) {
	w := newWorld(t)
	for i, compute := range []uint64{450_000, 500_000} {
		named := votes(compute, 600_000-compute, 120_000, 120_000, 100_000, 60_000)
		w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: named, Epoch: uint64(i)}) })
	}
}

// With exactly its reserve the sweep still pays.
func TestTheSweepBeginsWithItsReserve(t *testing.T) {
	w := paidWorld(t)
	w.Gas = sweepReserve
	w.sweepSome(10)
	want(t, "all", w.balances("a", "b", "c"), "a=276 b=56 c=18")
}

// The invariants query finds each kind of damage, so that its silence means something.
func TestTheInvariantsQueryFindsDamage(t *testing.T) {
	for violation, damage := range map[string]func(){
		"emission + fees + from reserve = pool in epoch 0": func() {
			e, _ := loadClosed(0)
			e.FromReserve = e.FromReserve.Add(sdk.U64(1))
			sdk.Save(epochKey(0), e)
		},
		"paid + dust + returned within the pool of developers in epoch 0": func() {
			s := loadShare(0, developers)
			s.Dust = s.Pool.Add(sdk.U64(1))
			s.save(0, developers)
		},
		"settled within the score total of developers in epoch 0": func() {
			s := loadShare(0, developers)
			s.Settled = s.Score.Add(sdk.U64(1))
			s.save(0, developers)
		},
		"fees paid within the fee pool of liquidity in epoch 0": func() {
			s := loadShare(0, liquidity)
			s.FeePaid = s.FeePool.Add(sdk.U64(1))
			s.save(0, liquidity)
		},
		"raw total = sum of records, role 3": func() {
			s := loadShare(2, developers)
			s.Raw = s.Raw.Add(sdk.U64(1))
			s.save(2, developers)
		},
		"balance covers what is held": func() {
			b := loadBooks()
			b.Held = b.Held.Add(sdk.U64(2000))
			b.save()
		},
		"held = unpaid pools": func() {
			b := loadBooks()
			b.Held = b.Held.Sub(sdk.U64(1))
			b.save()
		},
	} {
		w := newWorld(t)
		w.fund(1100)
		for range 3 {
			w.give(developers, "a", 3)
			w.close()
		}
		w.sound()
		w.Must(damage)
		w.query(func() {
			if r := Invariants(rewards.InvariantsArgs{}); r.Ok || !slices.Contains(r.Violations, violation) {
				t.Errorf("%q is not found: %q", violation, r.Violations)
			}
		})
	}
}
