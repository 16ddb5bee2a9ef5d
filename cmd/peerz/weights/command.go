// Package weights is `peerz weights`: how the roles share a pool, and why.
package weights

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Command is `peerz weights`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("weights", "See how the roles share a pool and why, and say how they should",
		"peerz weights show\npeerz weights explain --epoch 3\npeerz weights vote compute=50%,models=50% --from alice",
		showCommand(env), explainCommand(env), historyCommand(env), voteCommand(env))
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Show the voted weights, and the terms that move them",
		Example: "peerz weights show --output json", Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			status, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			books := rewards.Client{Node: node}
			voted, err := books.Weights(c.Context())
			if err != nil {
				return err
			}
			answer := chain.Fields(voted)
			answer["overdue"] = status.Epoch >= voted.Due
			var used map[string]uint64
			if latest, err := books.Latest(c.Context()); err == nil {
				used = weightsOf(&latest)
				answer["used"], answer["used_in"] = used, latest.Epoch
			}
			terms, err := books.Terms(c.Context(), rewards.TermsArgs{Epoch: status.Epoch})
			if err == nil {
				answer["terms"] = chain.Fields(terms)
			}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("The voted weights, the terms that move them between votes (factors: 1.000000 is as usual), and those that\nthe last closed epoch was divided by.\n\n")
				w.Printf("role\tvoted\tdemand\tsupply\tpriority\tused\n")
				for i, role := range voted.Base {
					demand, supply, priority := "-", "-", "-"
					if i < len(terms.Roles) {
						t := terms.Roles[i]
						demand, supply, priority = factor(t.Demand.Smoothed), factor(t.Supply.Smoothed), factor(t.Priority.Smoothed)
						if t.NoDemand {
							demand = "not measured"
						}
					}
					w.Printf("%s\t%s\t%s\t%s\t%s\t%s\n", role.Role, arguments.Percent(role.Weight), demand, supply, priority, partOf(used, role.Role))
				}
				w.Printf("\n%s\n", review(&voted, status.Epoch))
			})
		}),
	}
}

// review says when holders are due to look at the weights.
func review(voted *rewards.WeightsResult, epoch uint64) string {
	if epoch >= voted.Due {
		return fmt.Sprintf("a review is overdue since epoch %d: `peerz gov propose weights --confirm`, or --set", voted.Due)
	}
	return fmt.Sprintf("the next review is due in epoch %d", voted.Due)
}

// partOf is a role's part of the weights that the last closed epoch was divided by; "-" before the first.
func partOf(used map[string]uint64, role string) string {
	var sum uint64
	for _, w := range used {
		sum += w
	}
	if sum == 0 {
		return "-"
	}
	return arguments.Percent(used[role] * 1_000_000 / sum)
}

// factor writes parts of a million as a factor.
func factor(ppm uint64) string { return fmt.Sprintf("%d.%06d", ppm/1_000_000, ppm%1_000_000) }

func historyCommand(env *cli.Env) *cobra.Command {
	var last uint64
	c := &cobra.Command{
		Use: "history", Short: "Show the weights that the last epochs were paid by",
		Example: "peerz weights history --last 30", Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if last == 0 {
				return cli.Usagef("--last 0: want at least 1 epoch")
			}
			books := rewards.Client{Node: node}
			latest, err := books.Latest(c.Context())
			if err != nil {
				return err
			}
			list := []rewards.EpochResult{latest}
			for n := latest.Epoch; n > 0 && uint64(len(list)) < last; {
				e, err := books.Epoch(c.Context(), rewards.EpochArgs{Epoch: n - 1})
				if err != nil {
					return err
				}
				list, n = append(list, e), e.Epoch
			}
			shown := make([]map[string]any, len(list))
			for i, e := range list {
				shown[i] = map[string]any{"epoch": e.Epoch, "paid_by": e.PaidBy, "weights": weightsOf(&e)}
			}
			return env.Show(map[string]any{"epochs": shown}, func(w *cli.Printer) {
				w.Printf("epoch")
				for _, r := range latest.Roles {
					w.Printf("\t%s", r.Role)
				}
				w.Printf("\tby\n")
				for _, e := range list {
					w.Printf("%d", e.Epoch)
					weights := weightsOf(&e)
					for _, r := range latest.Roles { // an earlier epoch may have had fewer
						text := "-"
						if weight, had := weights[r.Role]; had {
							text = arguments.Percent(weight)
						}
						w.Printf("\t%s", text)
					}
					w.Printf("\t%s\n", e.PaidBy)
				}
			})
		}),
	}
	c.Flags().Uint64Var(&last, "last", 20, "how many epochs")
	return c
}

func weightsOf(e *rewards.EpochResult) map[string]uint64 {
	weights := map[string]uint64{}
	for _, r := range e.Roles {
		weights[r.Role] = r.Weight
	}
	return weights
}

func voteCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:   "vote ROLE=SHARE,...|none",
		Short: "Say how the roles should share, weighted by your stake, until you say otherwise",
		Long: "Say how the roles should share a pool. It counts from the next epoch on, with your stake and that of those who\n" +
			"have named you as their proxy and do not vote here, until you say otherwise. It moves the weights slowly and\n" +
			"within bounds, once a tenth of all stake votes; a proposal (`peerz gov propose weights`) replaces them at once. Who\n" +
			"has less than a thousandth of all stake names a proxy (`peerz gov delegate`). `none` takes your wish back.",
		Example: "peerz weights vote compute=50%,models=30%,developers=20% --from alice",
		Args:    cli.Takes(1, 1, "ROLE=SHARE,... or none"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			var a rewards.VoteGaugeArgs
			if args[0] != "none" {
				for part := range strings.SplitSeq(args[0], ",") {
					role, number, _ := strings.Cut(strings.TrimSpace(part), "=")
					share, err := arguments.Share(number)
					if err != nil || role == "" {
						return cli.Usagef("%q: want ROLE=SHARE,... like compute=50%%,models=50%%, or none", part)
					}
					a.Weights = append(a.Weights, rewards.RoleWeight{Role: role, Weight: share})
				}
			}
			r, _, err := chain.Transact(c.Context(), node, s, rewards.Client{}.VoteGauge(a), sdk.Amount{})
			if err != nil {
				return err
			}
			did := fmt.Sprintf("%s wishes %s", s.From, args[0])
			if len(a.Weights) == 0 {
				did = s.From + " has no wish any more"
			}
			return chain.ShowReceipt(env, r, did, nil)
		}),
	}
	s.Flags(c)
	return c
}
