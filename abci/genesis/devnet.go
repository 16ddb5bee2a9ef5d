package genesis

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// This file is the arguments that genesis gives the built-in contracts. Times are in epochs, shares in millionths (ppm). All
// of it is state that governance can change, none of it is configuration.

// firstRole is a role of genesis and its weight in ppm. The position in the list is the
// role's id, the tie-break of every rounding.
type firstRole struct {
	roles.RoleDefinition
	weight uint64
}

func define(name string, weight uint64, measures ...roles.Measure) firstRole {
	return firstRole{roles.RoleDefinition{Name: name, Measures: measures}, weight}
}

func (r firstRole) from(kind string) firstRole {
	r.Source = &roles.Source{Kind: kind}
	return r
}

var firstRoles = []firstRole{
	define("compute", 400_000, roles.Measure{Name: "inference", Unit: "tokens"}, roles.Measure{Name: "fine_tuning", Unit: "tokens"}),
	define("validators", 200_000, roles.Measure{Name: "signed", Unit: "power x blocks"}).from(roles.FromValidators),
	define("models", 120_000, roles.Measure{Name: "deployments", Unit: "deployments"}, roles.Measure{Name: "uses", Unit: "requests"}),
	define("developers", 120_000, roles.Measure{Name: "merged_changes", Unit: "changes"}),
	define("liquidity", 100_000, roles.Measure{Name: "supplied", Unit: "token-seconds"}),
	define("social", 60_000, roles.Measure{Name: "engagement", Unit: "points"}),
}

func rewardsInit(o Options) sdk.Marshaler {
	args := &rewards.InstantiateArgs{
		Cap: sdk.Amount(o.cap()), Start: uint64(o.Time.Unix()),
		Params: rewards.Params{
			Dispute: o.terms.dispute, Retention: o.terms.retention, FeeShare: 200_000, MinWeight: 10_000, MaxWeight: 600_000, MaxChange: 50_000, PoolLimit: 2_000_000,
			Review: 90, DemandFloor: sdk.Amount(tokens(100)), WantedStake: 400_000,
			FormulaGas: 5_000_000, FormulaGasPerRecord: 50_000,
			FormulaParams: formula.Params([]formula.Rule{{Role: "social", Full: sdk.U64(1000), Cap: sdk.U64(1900)}}),
		},
	}
	for _, r := range firstRoles {
		args.Roles = append(args.Roles, r.Name)
		args.Weights = append(args.Weights, r.weight)
	}
	return args
}

func governanceInit(o Options) sdk.Marshaler {
	args := &governance.InstantiateArgs{
		Params:     governance.Params{Deposit: sdk.Amount(tokens(10_000)), Shadow: o.terms.shadow, Grace: 14, Veto: 334_000, MaxActive: 10},
		Guardrails: guardrails(), Guardian: o.guardian,
	}
	for _, name := range governance.Tracks() {
		t := governance.Track{Name: name, Voting: o.terms.voting, Timelock: o.terms.upgrade, Quorum: 400_000, Threshold: 667_000}
		switch name {
		case governance.TrackText:
			t.Timelock, t.Quorum, t.Threshold = 0, 334_000, 500_000
		case governance.TrackPause:
			t.Voting, t.Timelock, t.Quorum, t.Threshold = 1, 0, 334_000, 500_000
		case governance.TrackWeights, governance.TrackParameters:
			t.Timelock, t.Quorum, t.Threshold = o.terms.timelock, 334_000, 500_000
		case governance.TrackRules:
			t.Timelock = o.terms.upgrade + 1
		case governance.TrackExpedited:
			t.Voting, t.Timelock, t.Quorum, t.Threshold = 1, 1, 450_000, 750_000
		}
		args.Params.Tracks = append(args.Params.Tracks, t)
	}
	return args
}

// guardrails keep votes from moving at once what others rely on, and the rules of the dangerous tracks
// from becoming a minority's.
func guardrails() []governance.Guardrail {
	rail := func(name string, least, most, step uint64) governance.Guardrail {
		return governance.Guardrail{Name: name, Least: sdk.U64(least), Most: sdk.U64(most), Step: sdk.U64(step)}
	}
	list := []governance.Guardrail{
		{Name: "governance/deposit", Least: sdk.Amount(tokens(1)), Most: sdk.Amount(tokens(100_000))},
		{Name: "roles/min_stake", Least: sdk.U64(1), Most: sdk.Amount(tokens(50_000)), Step: sdk.Amount(tokens(10_000))},
		{Name: "roles/bond", Most: sdk.Amount(tokens(100)), Step: sdk.Amount(tokens(10))},
		{Name: "roles/deposit", Most: sdk.Amount(tokens(100)), Step: sdk.Amount(tokens(10))},
		{Name: "roles/dispute_bond", Least: sdk.Amount(tokens(1)), Most: sdk.Amount(tokens(100)), Step: sdk.Amount(tokens(10))},
		rail("rewards/dispute", 0, 28, 7),
		rail("rewards/fee_share", 0, 500_000, 100_000),
		{Name: "rewards/demand_floor", Most: sdk.Amount(tokens(1_000_000))},
		rail("rewards/review", 1, 1000, 0),
		rail("rewards/wanted_stake", 0, 1_000_000, 100_000),
		rail("rewards/pool_limit", 1_000_000, 3_000_000, 500_000),
		rail("chain/probation", 1, 100, 0),
	}
	for _, track := range governance.Tracks() {
		least, steady := uint64(100_000), uint64(500_000)
		switch track {
		case governance.TrackText, governance.TrackPause, governance.TrackWeights, governance.TrackParameters:
		default:
			least, steady = 200_000, 600_000
		}
		list = append(list, rail("governance/"+track+".quorum", least, 500_000, 100_000),
			rail("governance/"+track+".threshold", steady, 800_000, 100_000))
	}
	return list
}

func rolesInit(o Options) sdk.Marshaler {
	args := &roles.InstantiateArgs{Params: roles.Params{
		Late: 200_000, MaxAge: o.terms.maxAge, Bond: sdk.Amount(tokens(1)), Deposit: sdk.Amount(tokens(1)), MinStake: sdk.Amount(tokens(1)),
		DisputeBond: sdk.Amount(tokens(10)), DisputeReward: 500_000, Registration: 90, RecoveryDelay: o.terms.recovery,
	}}
	for _, r := range firstRoles {
		if r.Name == "social" && o.terms.age > 0 {
			r.Source = &roles.Source{Kind: roles.FromAttestors, Age: o.terms.age, Stake: sdk.Amount(tokens(o.terms.stake))}
		}
		args.Roles = append(args.Roles, r.RoleDefinition)
	}
	for _, v := range o.Validators {
		args.Attestors = append(args.Attestors, sdk.AddressOf(v.Account[:]))
	}
	return args
}
