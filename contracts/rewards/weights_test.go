package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// votes names all roles with weights by role id.
func votes(ppm ...uint64) (named []RoleWeight) {
	for i, w := range ppm {
		named = append(named, RoleWeight{roleNames[i], w})
	}
	return named
}

func TestCheckWeights(t *testing.T) {
	w := newWorld(t)
	twice := votes(genesisWeights...)
	twice[5].Role = "compute"
	stranger := votes(genesisWeights...)
	stranger[5].Role = "miners"
	for _, test := range []struct {
		name  string
		named []RoleWeight
		code  uint32
	}{
		{"no change", votes(genesisWeights...), 0},
		{"the same in other numbers", votes(40, 20, 12, 12, 10, 6), 0},
		{"five points", votes(450_000, 150_000, 120_000, 120_000, 100_000, 60_000), 0},
		{"more than five points up", votes(450_001, 149_999, 120_000, 120_000, 100_000, 60_000), ErrWeightChange},
		{"more than five points down", votes(349_999, 200_001, 120_000, 130_000, 110_000, 90_000), ErrWeightChange},
		{"more for one is less for the others", votes(500_000, 200_000, 120_000, 120_000, 100_000, 60_000), ErrWeightChange},
		{"one role suspended at once", votes(0, 200_000, 120_000, 120_000, 100_000, 60_000), 0},
		{"below the lower bound", votes(400_000, 200_000, 120_000, 120_000, 150_001, 9_999), ErrWeightMin},
		{"above the upper bound", votes(600_001, 100_000, 100_000, 100_000, 50_000, 49_999), ErrWeightMax},
		{"above the upper bound without the suspended", votes(400_000, 0, 0, 120_000, 100_000, 0), ErrWeightMax},
		{"numbers too large to add up", votes(1<<63, 1<<63, 1, 1, 1, 1), ErrWeightMax},
		{"all suspended", votes(0, 0, 0, 0, 0, 0), ErrWeightsZero},
		{"a role is missing", votes(400_000, 200_000, 120_000, 120_000, 100_000), ErrRoleMissing},
		{"a role twice", twice, ErrRoleTwice},
		{"an unknown role", stranger, ErrRoleUnknown},
		{"too many", append(votes(genesisWeights...), RoleWeight{"compute", 1}), ErrRoleTwice},
	} {
		t.Run(test.name, func(t *testing.T) {
			want(t, "code", w.Query(func() { CheckWeights(CheckWeightsArgs{test.named}) }), test.code)
			code := w.As(governanceAddress).Run(func() { SetWeights(SetWeightsArgs{Weights: test.named}); sdk.Abort(999, "undo") })
			if test.code == 0 {
				test.code = 999
			}
			want(t, "code of set_weights", code, test.code)
		})
	}
}

func TestLowerBound(t *testing.T) {
	w := newWorld(t, func(a *InstantiateArgs) { a.Weights = []uint64{400_000, 200_000, 120_000, 120_000, 100_000, 20_000} })
	code := w.Query(func() { CheckWeights(CheckWeightsArgs{votes(400_000, 200_000, 120_000, 120_000, 100_000, 9_000)}) })
	want(t, "code", code, ErrWeightMin)
}

func TestOnlyGovernanceSetsWeights(t *testing.T) {
	w := newWorld(t)
	for _, method := range []func(){
		func() { SetWeights(SetWeightsArgs{Weights: votes(genesisWeights...)}) },
		func() { SetParams(ParamsValues{}) },
		func() { AddRole(AddRoleArgs{Role: "x"}) },
	} {
		w.As(who("mallory")).Expect(ErrDenied, method)
	}
}

// A change voted at the boundary that begins epoch 1 pays epoch 1, not epoch 0.
func TestWeightsExistBeforeTheirPeriod(t *testing.T) {
	w := newWorld(t)
	changed := votes(440_000, 160_000, 120_000, 120_000, 100_000, 60_000)
	want(t, "epoch 0", w.close().Roles[compute].Weight, 400_000)
	w.As(governanceAddress).Expect(ErrEpochRange, func() { SetWeights(SetWeightsArgs{Weights: changed, Epoch: 0}) })
	w.As(governanceAddress).Expect(ErrEpochRange, func() { SetWeights(SetWeightsArgs{Weights: changed, Epoch: 3}) })
	w.As(governanceAddress).Must(func() { SetWeights(SetWeightsArgs{Weights: changed, Reason: "compute is scarce", Epoch: 1}) })
	w.query(func() {
		r := Weights()
		want(t, "in force", r.Base[compute].Weight, 440_000)
		want(t, "since", r.LastChanged, 1)
		want(t, "reason", r.Reason, "compute is scarce")
		want(t, "nothing ahead", len(r.Next), 0)
	})
	want(t, "epoch 1", w.close().Roles[compute].Weight, 440_000)
	want(t, "epoch 2", w.close().Roles[compute].Weight, 440_000)

	w.As(governanceAddress).Must(func() { SetWeights(SetWeightsArgs{Weights: votes(genesisWeights...), Epoch: 4}) })
	w.query(func() {
		r := Weights()
		want(t, "still in force", r.Base[compute].Weight, 440_000)
		want(t, "ahead", r.Next[compute].Weight, 400_000)
	})
	want(t, "epoch 3", w.close().Roles[compute].Weight, 440_000)
	want(t, "epoch 4", w.close().Roles[compute].Weight, 400_000)
}

// Two proposals that pass at the same boundary cannot move a weight by two steps.
func TestTwoChangesAtOneBoundary(t *testing.T) {
	w := newWorld(t)
	w.close()
	w.As(governanceAddress).Must(func() {
		SetWeights(SetWeightsArgs{Weights: votes(450_000, 200_000, 120_000, 120_000, 100_000, 60_000), Epoch: 1})
	})
	w.As(governanceAddress).Expect(ErrWeightChange, func() {
		SetWeights(SetWeightsArgs{Weights: votes(500_000, 200_000, 120_000, 120_000, 100_000, 60_000), Epoch: 1})
	})
}

// Only proportions count: weights that add up to something else pay the same.
func TestWeightsNeedNotAddUpToAMillion(t *testing.T) {
	for _, factor := range []uint64{1, 3} {
		w := newWorld(t, func(a *InstantiateArgs) {
			a.Weights = []uint64{40_000 * factor, 20_000 * factor, 12_000 * factor, 12_000 * factor, 10_000 * factor, 10_000 * factor}
		})
		w.fund(1040)
		e := w.close()
		want(t, "compute", e.Roles[compute].Pool.String(), "400")
		want(t, "social", e.Roles[social].Pool.String(), "100")
	}
}

func TestAddRole(t *testing.T) {
	w := newWorld(t)
	w.As(rolesAddress).Expect(ErrRoleTwice, func() { AddRole(AddRoleArgs{Role: "social"}) })
	w.As(rolesAddress).Must(func() { AddRole(AddRoleArgs{Role: "storage"}) })
	w.fund(1000)
	w.give(6, "s", 1)
	e := w.close()
	want(t, "a new role has no weight", e.Roles[6].Weight, 0)
	all := append(votes(genesisWeights...), RoleWeight{"storage", 50_000})
	w.As(governanceAddress).Must(func() { SetWeights(SetWeightsArgs{Weights: all, Epoch: 1}) })
	w.give(6, "s", 1)
	e = w.close()
	want(t, "until it is voted one", e.Roles[6].Pool.String(), "48") // 1000 * 5/105 = 47.6
	w.sound()
}

func TestParams(t *testing.T) {
	w := newWorld(t)
	var p ParamsValues
	w.query(func() { p = Params() })
	want(t, "default", p.FormulaGasPerRecord, defaultFormulaPerRec)
	p.Dispute, p.Params = 3, []byte{1}
	w.As(governanceAddress).Must(func() { SetParams(p) })
	w.query(func() { want(t, "changed", Params().Dispute, 3) })

	tight := p
	tight.MaxWeight = 390_000
	w.As(governanceAddress).Expect(ErrWeightMax, func() { SetParams(tight) })
	for _, bad := range []func(*ParamsValues){
		func(p *ParamsValues) { p.Sweep = 0 },
		func(p *ParamsValues) { p.Sweep = 1001 },
		func(p *ParamsValues) { p.Dispute = 1001 },
		func(p *ParamsValues) { p.FeeShare = million + 1 },
		func(p *ParamsValues) { p.MinWeight = p.MaxWeight + 1 },
		func(p *ParamsValues) { p.FormulaGas = maxFormulaGas + 1 },
		func(p *ParamsValues) { p.Params = make([]byte, maxFormulaParams+1) },
	} {
		q := p
		bad(&q)
		w.As(governanceAddress).Expect(ErrParams, func() { SetParams(q) })
	}
}
