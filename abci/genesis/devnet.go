package genesis

import (
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

var firstRoles = []firstRole{
	define("compute", 400_000, roles.Measure{Name: "inference", Unit: "tokens"}, roles.Measure{Name: "fine_tuning", Unit: "tokens"}),
	define("validators", 200_000, roles.Measure{Name: "transactions_checked", Unit: "transactions"}, roles.Measure{Name: "models_validated", Unit: "models"}),
	define("models", 120_000, roles.Measure{Name: "deployments", Unit: "deployments"}, roles.Measure{Name: "uses", Unit: "requests"}),
	define("developers", 120_000, roles.Measure{Name: "merged_changes", Unit: "changes"}),
	define("liquidity", 100_000, roles.Measure{Name: "supplied", Unit: "token-seconds"}),
	define("social", 60_000, roles.Measure{Name: "engagement", Unit: "points"}),
}

func rewardsInit(o Options) sdk.Marshaler {
	args := &rewards.InstantiateArgs{
		Cap: sdk.Amount(o.cap()), Start: uint64(o.Time.Unix()),
		Params: rewards.Params{
			Dispute: o.terms.dispute, FeeShare: 200_000, MinWeight: 10_000, MaxWeight: 600_000, MaxChange: 50_000, PoolLimit: 2_000_000,
			FormulaGas: 5_000_000, FormulaGasPerRecord: 50_000,
		},
	}
	for _, r := range firstRoles {
		args.Roles = append(args.Roles, r.Name)
		args.Weights = append(args.Weights, r.weight)
	}
	return args
}

func governanceInit(o Options) sdk.Marshaler {
	return &governance.Params{
		Deposit: sdk.Amount(tokens(10_000)), Voting: o.terms.voting, Timelock: o.terms.timelock, UpgradeTimelock: o.terms.upgrade, Grace: 14,
		Quorum: 334_000, UpgradeQuorum: 400_000, Threshold: 500_000, UpgradeThreshold: 667_000,
		Veto: 334_000, MaxActive: 10,
	}
}

func rolesInit(o Options) sdk.Marshaler {
	args := &roles.InstantiateArgs{Params: roles.Params{
		Late: 200_000, Bond: sdk.Amount(tokens(1)), Deposit: sdk.Amount(tokens(1)), MinStake: sdk.Amount(tokens(1)),
	}}
	for _, r := range firstRoles {
		args.Roles = append(args.Roles, r.RoleDefinition)
	}
	for _, v := range o.Validators {
		args.Attestors = append(args.Attestors, sdk.AddressOf(v.Account[:]))
	}
	return args
}
