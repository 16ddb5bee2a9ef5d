package weights

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// explanation says what each term did to a role's weight: voted + demand + supply + priority = used, in millionths of the sum.
type explanation struct {
	Role     string `json:"role"`
	Voted    int64  `json:"voted"`
	Demand   int64  `json:"demand"`
	Supply   int64  `json:"supply"`
	Priority int64  `json:"priority"`
	Used     int64  `json:"used"`
}

func explainCommand(env *cli.Env) *cobra.Command {
	var epoch string
	c := &cobra.Command{
		Use:   "explain [--epoch N]",
		Short: "Show what each term did to the weights of an epoch",
		Long: "Show what each term did to the weights of an epoch. The formula that paid it is asked again, here, with what\n" +
			"was recorded: first with nothing but the vote, then with demand, then with supply, then with priority, the\n" +
			"votes on the gauge. So the numbers of a role add up, whatever the formula does: they are percents of the sum,\n" +
			"in JSON millionths.",
		Example: "peerz weights explain --epoch 3 --output json", Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			n, err := node.EpochNumber(c.Context(), epoch)
			if err != nil {
				return err
			}
			books := rewards.Client{Node: node}
			in, err := books.Inputs(c.Context(), rewards.EpochArgs{Epoch: n})
			if err != nil {
				return err
			}
			account, err := books.Epoch(c.Context(), rewards.EpochArgs{Epoch: n})
			if err != nil {
				return err
			}
			list, err := explain(c.Context(), node, &in, &account)
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"epoch": in.Epoch, "paid_by": account.PaidBy, "roles": list}, func(w *cli.Printer) {
				w.Printf("epoch %d, paid by %s\n\nrole\tvoted\tdemand\tsupply\tpriority\tused\n", in.Epoch, account.PaidBy)
				for _, e := range list {
					w.Row(e.Role, percent(e.Voted), change(e.Demand), change(e.Supply), change(e.Priority), percent(e.Used))
				}
			})
		}),
	}
	c.Flags().StringVar(&epoch, "epoch", "latest", "number of a closed epoch, or latest")
	return c
}

// percent writes millionths for people.
func percent(millionths int64) string { return arguments.Percent(uint64(millionths)) }

// change writes a difference of millionths for people.
func change(millionths int64) string {
	if millionths < 0 {
		return "-" + percent(-millionths)
	}
	return "+" + percent(millionths)
}

// explain asks the formula that gave the weights with one term more each time.
func explain(ctx context.Context, node *chain.Chain, in *rewards.InputsResult, account *rewards.EpochResult) ([]explanation, error) {
	list := make([]explanation, len(in.Roles))
	for i, r := range in.Roles {
		list[i].Role = r.Role
	}
	used := make([]uint64, len(list))
	for i := range account.Roles {
		used[i] = account.Roles[i].Weight
	}
	put(list, used, func(e *explanation) *int64 { return &e.Used })
	if account.Formula.CodeHash.IsZero() {
		put(list, used, func(e *explanation) *int64 { return &e.Voted }) // by the weights of the epoch before: no term has a say
		return list, nil
	}
	module, err := node.Wasm(ctx, abi.Hash(account.Formula.CodeHash.Bytes()))
	if err != nil {
		return nil, err
	}
	const neutral = 1_000_000
	before := make([]int64, len(list))
	steps := []func(e *explanation) *int64{
		func(e *explanation) *int64 { return &e.Voted }, func(e *explanation) *int64 { return &e.Demand },
		func(e *explanation) *int64 { return &e.Supply }, func(e *explanation) *int64 { return &e.Priority },
	}
	for n, field := range steps {
		q := formula.WeightsArgs{Params: in.Params.FormulaParams, MinWeight: in.Params.MinWeight, MaxWeight: in.Params.MaxWeight}
		for _, r := range in.Roles {
			demand, supply, gauge := sdk.U64(neutral), sdk.U64(neutral), uint64(neutral)
			if n >= 1 {
				demand = r.Demand
			}
			if n >= 2 {
				supply = r.Supply
			}
			if n >= 3 {
				gauge = r.Gauge
			}
			q.Previous, q.Base = append(q.Previous, r.Previous), append(q.Base, r.Base)
			q.Demand, q.Supply, q.Gauge = append(q.Demand, demand), append(q.Supply, supply), append(q.Gauge, gauge)
		}
		now, err := ask(module, &q)
		if err != nil {
			return nil, err
		}
		put(list, now, field)
		for i := range list {
			total := *field(&list[i])
			*field(&list[i]), before[i] = total-before[i], total
		}
	}
	return list, nil
}

// put writes weights as millionths of their sum into a field of each explanation.
func put(list []explanation, weights []uint64, field func(*explanation) *int64) {
	parts, ok := abi.Apportion(abi.U64(1_000_000), weights)
	for i := range list {
		if ok {
			*field(&list[i]) = int64(parts[i].Lo)
		}
	}
}

// ask runs a formula in this program.
func ask(module []byte, q *formula.WeightsArgs) ([]uint64, error) {
	input, err := json.Marshal(chain.Fields(q))
	if err != nil {
		return nil, err
	}
	r, err := sandbox.Once(sandbox.Run{Code: module, Entry: abi.EntryWeights, Input: input})
	if err != nil {
		return nil, err
	}
	if r.Code != abi.CodeOK {
		return nil, fmt.Errorf("the formula does not answer: %s", r.Outcome)
	}
	var answer struct{ Weights []uint64 }
	err = json.Unmarshal(r.Output, &answer)
	return answer.Weights, err
}
