package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// votes names all roles with weights by role id.
func votes(ppm ...uint64) (named []rewards.RoleWeight) {
	for i, w := range ppm {
		named = append(named, rewards.RoleWeight{Role: roleNames[i], Weight: w})
	}
	return named
}

func TestR6CheckWeights(t *testing.T) {
	w := newWorld(t)
	twice := votes(genesisWeights...)
	twice[5].Role = "compute"
	stranger := votes(genesisWeights...)
	stranger[5].Role = "miners"
	for _, test := range []struct {
		name  string
		named []rewards.RoleWeight
		code  uint32
	}{
		{"no change", votes(genesisWeights...), rewards.ErrUnchanged},
		{"the same in other numbers", votes(40, 20, 12, 12, 10, 6), rewards.ErrUnchanged},
		{"five points", votes(450_000, 150_000, 120_000, 120_000, 100_000, 60_000), 0},
		{"more than five points up", votes(450_001, 149_999, 120_000, 120_000, 100_000, 60_000), rewards.ErrWeightChange},
		{"more than five points down", votes(349_999, 200_001, 120_000, 130_000, 110_000, 90_000), rewards.ErrWeightChange},
		{"more for one is less for the others", votes(500_000, 200_000, 120_000, 120_000, 100_000, 60_000), rewards.ErrWeightChange},
		{"one role suspended at once", votes(0, 200_000, 120_000, 120_000, 100_000, 60_000), 0},
		{"below the lower bound", votes(400_000, 200_000, 120_000, 120_000, 150_001, 9_999), rewards.ErrWeightMin},
		{"above the upper bound", votes(600_001, 100_000, 100_000, 100_000, 50_000, 49_999), rewards.ErrWeightMax},
		{"above the upper bound without the suspended", votes(400_000, 0, 0, 120_000, 100_000, 0), rewards.ErrWeightMax},
		{"numbers too large to add up", votes(1<<63, 1<<63, 1, 1, 1, 1), rewards.ErrWeightMax},
		{"all suspended", votes(0, 0, 0, 0, 0, 0), rewards.ErrWeightsZero},
		{"a role is missing", votes(400_000, 200_000, 120_000, 120_000, 100_000), rewards.ErrRoleMissing},
		{"a role twice", twice, rewards.ErrRoleTwice},
		{"an unknown role", stranger, rewards.ErrRoleUnknown},
		{"too many", append(votes(genesisWeights...), rewards.RoleWeight{Role: "compute", Weight: 1}), rewards.ErrRoleTwice},
	} {
		t.Run(test.name, func(t *testing.T) {
			want(t, "code", w.Query(func() { CheckWeights(rewards.CheckWeightsArgs{Weights: test.named}) }), test.code)
			code := w.As(governanceAddress).Run(func() { SetWeights(rewards.SetWeightsArgs{Weights: test.named}); sdk.Abort(999, "undo") })
			if test.code == 0 || test.code == rewards.ErrUnchanged { // which is no reason to fail what was voted
				test.code = 999
			}
			want(t, "code of set_weights", code, test.code)
		})
	}
}

// A change that waits is what a proposal is compared with.
func TestWeightsThatWaitAreNotProposedAgain(t *testing.T) {
	w := newWorld(t)
	changed := votes(450_000, 150_000, 120_000, 120_000, 100_000, 60_000)
	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: changed, Epoch: 1}) })
	check := func(named []rewards.RoleWeight) uint32 {
		return w.Query(func() { CheckWeights(rewards.CheckWeightsArgs{Weights: named}) })
	}
	want(t, "the same again", check(changed), rewards.ErrUnchanged)
	want(t, "back to what is in force", check(votes(genesisWeights...)), 0)
}

func TestLowerBound(t *testing.T) {
	w := newWorld(t, func(a *rewards.InstantiateArgs) {
		a.Weights = []uint64{400_000, 200_000, 120_000, 120_000, 100_000, 20_000}
	})
	code := w.Query(func() {
		CheckWeights(rewards.CheckWeightsArgs{Weights: votes(400_000, 200_000, 120_000, 120_000, 100_000, 9_000)})
	})
	want(t, "code", code, rewards.ErrWeightMin)
}

func TestOnlyGovernanceSetsWeights(t *testing.T) {
	w := newWorld(t)
	for _, method := range []func(){
		func() { SetWeights(rewards.SetWeightsArgs{Weights: votes(genesisWeights...)}) },
		func() { SetParams(governed.ParamsArgs{}) },
		func() { AddRole(rewards.AddRoleArgs{Role: "x"}) },
	} {
		w.As(who("mallory")).Expect(rewards.ErrDenied, method)
	}
}

// A change voted at the boundary that begins epoch 1 pays epoch 1, not epoch 0.
func TestWeightsExistBeforeTheirPeriod(t *testing.T) {
	w := newWorld(t)
	changed := votes(440_000, 160_000, 120_000, 120_000, 100_000, 60_000)
	want(t, "epoch 0", w.close().Roles[compute].Weight, 400_000)
	w.As(governanceAddress).Expect(rewards.ErrEpochRange, func() { SetWeights(rewards.SetWeightsArgs{Weights: changed, Epoch: 0}) })
	w.As(governanceAddress).Expect(rewards.ErrEpochRange, func() { SetWeights(rewards.SetWeightsArgs{Weights: changed, Epoch: 3}) })
	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: changed, Reason: "compute is scarce", Epoch: 1}) })
	w.query(func() {
		r := Weights()
		want(t, "in force", r.Base[compute].Weight, 440_000)
		want(t, "since", r.LastChanged, 1)
		want(t, "reason", r.Reason, "compute is scarce")
		want(t, "nothing ahead", len(r.Next), 0)
	})
	want(t, "epoch 1", w.close().Roles[compute].Weight, 440_000)
	want(t, "epoch 2", w.close().Roles[compute].Weight, 440_000)

	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: votes(genesisWeights...), Epoch: 4}) })
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
		SetWeights(rewards.SetWeightsArgs{Weights: votes(450_000, 200_000, 120_000, 120_000, 100_000, 60_000), Epoch: 1})
	})
	w.As(governanceAddress).Expect(rewards.ErrWeightChange, func() {
		SetWeights(rewards.SetWeightsArgs{Weights: votes(500_000, 200_000, 120_000, 120_000, 100_000, 60_000), Epoch: 1})
	})
}

// Only proportions count: weights that add up to something else pay the same.
func TestWeightsNeedNotAddUpToAMillion(t *testing.T) {
	for _, factor := range []uint64{1, 3} {
		w := newWorld(t, func(a *rewards.InstantiateArgs) {
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
	w.As(rolesAddress).Expect(rewards.ErrRoleTwice, func() { AddRole(rewards.AddRoleArgs{Role: "social"}) })
	w.As(rolesAddress).Must(func() { AddRole(rewards.AddRoleArgs{Role: "storage"}) })
	w.fund(1000)
	w.give(6, "s", 1)
	e := w.close()
	want(t, "a new role has no weight", e.Roles[6].Weight, 0)
	all := append(votes(genesisWeights...), rewards.RoleWeight{Role: "storage", Weight: 50_000})
	w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: all, Epoch: 1}) })
	w.emit(1000)
	w.give(6, "s", 1)
	e = w.close()
	want(t, "until it is voted one", e.Roles[6].Pool.String(), "95") // 2000 * 5/105 = 95.2
	w.sound()
}

func TestParams(t *testing.T) {
	w := newWorld(t)
	var p rewards.Params
	w.query(func() { p = Params() })
	want(t, "default", p.FormulaGasPerRecord, 50_000)
	p.Dispute, p.FormulaParams = 3, []byte{1}
	w.As(governanceAddress).Must(func() { SetParams(to(p)) })
	w.query(func() { want(t, "changed", Params().Dispute, 3) })

	tight := p
	tight.MaxWeight = 390_000
	w.As(governanceAddress).Expect(rewards.ErrWeightMax, func() { SetParams(to(tight)) })
	for _, bad := range []func(*rewards.Params){
		func(p *rewards.Params) { p.Dispute = 1001 },
		func(p *rewards.Params) { p.FeeShare = million + 1 },
		func(p *rewards.Params) { p.MinWeight = p.MaxWeight + 1 },
		func(p *rewards.Params) { p.FormulaGas = maxFormulaGas + 1 },
		func(p *rewards.Params) { p.FormulaParams = make([]byte, maxFormulaParams+1) },
	} {
		q := p
		bad(&q)
		w.As(governanceAddress).Expect(rewards.ErrParams, func() { SetParams(to(q)) })
		want(t, "checked before", checkParams(w, q), rewards.ErrParams)
	}
	want(t, "bounds that the weights violate", checkParams(w, tight), rewards.ErrWeightMax)
	for name, refused := range map[string]struct {
		param governed.Param
		code  uint32
	}{
		"nothing new":   {governed.Param{Name: "dispute", Value: "3"}, governed.ErrUnchanged},
		"no parameter":  {governed.Param{Name: "emission", Value: "3"}, governed.ErrParamName},
		"no number":     {governed.Param{Name: "dispute", Value: "three"}, governed.ErrParamValue},
		"above 64 bits": {governed.Param{Name: "dispute", Value: "18446744073709551616"}, governed.ErrParamValue},
		"no bytes":      {governed.Param{Name: "formula_params", Value: "0x0"}, governed.ErrParamValue},
	} {
		code := w.Query(func() { CheckParams(governed.ParamsArgs{Params: []governed.Param{refused.param}}) })
		want(t, name, code, refused.code)
	}
	twice := []governed.Param{{Name: "dispute", Value: "4"}, {Name: "dispute", Value: "5"}}
	want(t, "twice", w.Query(func() { CheckParams(governed.ParamsArgs{Params: twice}) }), governed.ErrParamTwice)
	p.Dispute = 4
	want(t, "something new", checkParams(w, p), 0)
	w.query(func() {
		changes := CheckParams(to(p)).Changes
		want(t, "one change", len(changes), 1)
		want(t, "with what is in force", changes[0], governed.ParamChange{Name: "dispute", Old: "3", New: "4"})
	})
	want(t, "no change", w.Query(func() { CheckParams(governed.ParamsArgs{}) }), governed.ErrParamCount)
	w.query(func() { want(t, "checks change nothing", Params().Dispute, 3) })
}

func checkParams(w *world, p rewards.Params) uint32 {
	return w.Query(func() { CheckParams(to(p)) })
}

// to is the call that changes the parameters in force to others.
func to(p rewards.Params) (args governed.ParamsArgs) {
	now := loadConfig().Params
	for _, name := range []string{"dispute", "fee_share", "min_weight", "max_weight", "max_change", "pool_limit", "formula_gas", "formula_gas_per_record", "formula_params"} {
		before, _ := now.Param(name)
		after, ok := p.Param(name)
		if !ok {
			panic("there is no parameter " + name)
		}
		if after != before {
			args.Params = append(args.Params, governed.Param{Name: name, Value: after})
		}
	}
	return args
}

// A change that waits is no step towards another: what is voted for the open epoch is held against what is in force in it, in the first
// epoch too.
func TestAWaitingChangeIsNoStep(t *testing.T) {
	w := newWorld(t)
	set := func(epoch, ppm uint64) uint32 {
		return w.As(governanceAddress).Run(func() {
			SetWeights(rewards.SetWeightsArgs{Weights: votes(ppm, 1_000_000-ppm-400_000, 120_000, 120_000, 100_000, 60_000), Epoch: epoch})
		})
	}
	want(t, "a step for the next epoch", set(1, 440_000), 0)
	want(t, "two steps for the open one", set(0, 480_000), rewards.ErrWeightChange)
}
