package genesis

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// This file is the development profile of the built-in contracts: the arguments
// that genesis gives them. Times are in epochs, shares in millionths (ppm). All
// of it is state that governance can change, none of it is configuration.

// role is a role, what is measured in it, and its weight at genesis in ppm. The
// position in the list is the role's id, the tie-break of every rounding.
type role struct {
	name     string
	weight   uint64
	measures []measure
}

type measure struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
}

var roles = []role{
	{"compute", 400_000, []measure{{"inference", "tokens"}, {"fine_tuning", "tokens"}}},
	{"validators", 200_000, []measure{{"transactions_checked", "transactions"}, {"models_validated", "models"}}},
	{"models", 120_000, []measure{{"deployments", "deployments"}, {"uses", "requests"}}},
	{"developers", 120_000, []measure{{"merged_changes", "changes"}}},
	{"liquidity", 100_000, []measure{{"supplied", "token-seconds"}}},
	{"social", 60_000, []measure{{"engagement", "points"}}},
}

func rewardsInit(o Options) any {
	type params struct {
		Dispute    uint64 `json:"dispute"`
		FeeShare   uint64 `json:"fee_share"`
		Sweep      uint64 `json:"sweep"`
		MinWeight  uint64 `json:"min_weight"`
		MaxWeight  uint64 `json:"max_weight"`
		MaxChange  uint64 `json:"max_change"`
		FormulaGas uint64 `json:"formula_gas"`
		PerRecord  uint64 `json:"formula_gas_per_record"`
	}
	args := struct {
		Cap     abi.Amount `json:"cap"`
		Start   int64      `json:"start"`
		Roles   []string   `json:"roles"`
		Weights []uint64   `json:"weights"`
		Params  params     `json:"params"`
	}{
		Cap: o.cap(), Start: o.Time.Unix(),
		Params: params{
			Dispute: 1, FeeShare: 200_000, Sweep: 200, MinWeight: 10_000, MaxWeight: 600_000, MaxChange: 50_000,
			FormulaGas: 5_000_000, PerRecord: 50_000,
		},
	}
	for _, r := range roles {
		args.Roles = append(args.Roles, r.name)
		args.Weights = append(args.Weights, r.weight)
	}
	return args
}

func governanceInit(Options) any {
	return struct {
		Deposit          abi.Amount `json:"deposit"`
		Voting           uint64     `json:"voting"`
		Timelock         uint64     `json:"timelock"`
		UpgradeTimelock  uint64     `json:"upgrade_timelock"`
		Grace            uint64     `json:"grace"`
		Quorum           uint64     `json:"quorum"`
		UpgradeQuorum    uint64     `json:"upgrade_quorum"`
		Threshold        uint64     `json:"threshold"`
		UpgradeThreshold uint64     `json:"upgrade_threshold"`
		Veto             uint64     `json:"veto"`
		MaxActive        uint64     `json:"max_active"`
	}{
		Deposit: tokens(10_000), Voting: 3, Timelock: 1, UpgradeTimelock: 1, Grace: 14,
		Quorum: 334_000, UpgradeQuorum: 400_000, Threshold: 500_000, UpgradeThreshold: 667_000,
		Veto: 334_000, MaxActive: 10,
	}
}

func rolesInit(o Options) any {
	type definition struct {
		Name     string    `json:"name"`
		Measures []measure `json:"measures"`
	}
	type bond struct {
		Account abi.Address `json:"account"`
		Amount  abi.Amount  `json:"amount"`
	}
	type attestor struct {
		Account abi.Address `json:"account"`
	}
	args := struct {
		Roles     []definition `json:"roles"`
		Bonds     []bond       `json:"bonds"`
		Attestors []attestor   `json:"attestors"`
		Unbonding uint64       `json:"unbonding"`
	}{Unbonding: 21}
	for _, r := range roles {
		args.Roles = append(args.Roles, definition{r.name, r.measures})
	}
	for _, a := range o.Users {
		args.Bonds = append(args.Bonds, bond{a, tokens(UserTokens)})
	}
	for _, v := range o.Validators {
		args.Bonds = append(args.Bonds, bond{v.Account, tokens(o.validatorBond())})
		args.Attestors = append(args.Attestors, attestor{v.Account})
	}
	return args
}
