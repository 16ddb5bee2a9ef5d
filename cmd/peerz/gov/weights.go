package gov

import (
	"context"
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

func weightsText(weights []rewards.RoleWeight) string {
	parts := make([]string, len(weights))
	for i, w := range weights {
		parts[i] = fmt.Sprintf("%s=%d", w.Role, w.Weight)
	}
	return strings.Join(parts, ",")
}

func readWeights(set string) (map[string]uint64, error) {
	wanted := map[string]uint64{}
	for part := range strings.SplitSeq(set, ",") {
		role, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		value, err := arguments.Share(number)
		if err != nil || role == "" {
			return nil, cli.Usagef("--set %q: want ROLE=SHARE,... like compute=38%% or, in parts per million, compute=380000", part)
		}
		if _, twice := wanted[role]; twice {
			return nil, cli.Usagef("--set names %s twice", role)
		}
		wanted[role] = value
	}
	return wanted, nil
}

// fillWeights returns every role's weight: the wanted one, else the present base. Without wanted ones it is a review.
func fillWeights(ctx context.Context, node *chain.Chain, wanted map[string]uint64) ([]rewards.RoleWeight, error) {
	contract := rewards.Client{Node: node}
	now, err := contract.Weights(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]rewards.RoleWeight, len(now.Base))
	changed := len(wanted) == 0
	for i, w := range now.Base {
		list[i] = w
		if value, given := wanted[w.Role]; given {
			changed = changed || value != w.Weight
			list[i].Weight = value
			delete(wanted, w.Role)
		}
	}
	for role := range wanted {
		return nil, fmt.Errorf("there is no role %q: `peerz roles list` shows them", role)
	}
	if !changed {
		return nil, fmt.Errorf("these weights are in force already: a proposal would change nothing")
	}
	params, err := contract.Params(ctx)
	if err != nil {
		return nil, err
	}
	return list, outOfBounds(now.Base, list, &params)
}

// outOfBounds says in words which bound of a vote weights violate, and with what. The contract says it with a code.
func outOfBounds(old, list []rewards.RoleWeight, p *rewards.Params) error {
	var sum, staying uint64 // of those that the vote does not suspend
	for i, w := range list {
		if w.Weight > 1<<36 {
			return refused(rewards.ErrWeightMax, "%s: the weight %d is too large a number", w.Role, w.Weight)
		}
		if sum += w.Weight; w.Weight > 0 {
			staying += old[i].Weight
		}
	}
	if sum == 0 {
		return refused(rewards.ErrWeightsZero, "all weights would be 0: somebody must be paid")
	}
	for i, w := range list {
		if w.Weight == 0 {
			continue
		}
		was := part(old[i].Weight, staying)
		is := part(w.Weight, sum)
		said := fmt.Sprintf("%s would go from %s to %s of the pool", w.Role, arguments.Percent(was), arguments.Percent(is))
		switch {
		case w.Weight*1_000_000 < p.MinWeight*sum:
			return refused(rewards.ErrWeightMin, "%s: the least is %s, or 0 to suspend it (rewards/min_weight)", said, arguments.Percent(p.MinWeight))
		case w.Weight*1_000_000 > p.MaxWeight*sum:
			return refused(rewards.ErrWeightMax, "%s: the most is %s (rewards/max_weight)", said, arguments.Percent(p.MaxWeight))
		case is > was+p.MaxChange, is+p.MaxChange < was:
			return refused(rewards.ErrWeightChange, "%s: one vote moves it by at most %s (rewards/max_change)", said, arguments.Percent(p.MaxChange))
		}
	}
	return nil
}

// refused is an error with the code that the contract would have aborted with.
func refused(code uint32, format string, args ...any) error {
	return cli.WithCode(rewards.ErrorName(code), fmt.Errorf(format, args...))
}

// part is a weight's part of a sum in millionths, rounded down; 0 of nothing.
func part(weight, sum uint64) uint64 {
	if sum == 0 {
		return 0
	}
	return weight * 1_000_000 / sum
}

// noteWeights shows what weights become of those in force.
func noteWeights(ctx context.Context, env *cli.Env, node *chain.Chain, list []rewards.RoleWeight) error {
	now, err := rewards.Client{Node: node}.Weights(ctx)
	if err != nil {
		return err
	}
	var before, after uint64
	for i := range list {
		after += list[i].Weight
	}
	old := map[string]uint64{}
	for _, w := range now.Base {
		before += w.Weight
		old[w.Role] = w.Weight
	}
	for _, w := range list {
		was, is := part(old[w.Role], before), part(w.Weight, after)
		if was == is {
			env.Note("%s: %s, as it is", w.Role, arguments.Percent(is))
			continue
		}
		env.Note("%s: %s -> %s", w.Role, arguments.Percent(was), arguments.Percent(is))
	}
	return nil
}
