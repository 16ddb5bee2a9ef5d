package rewards

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

func payoutsCommand(env *cli.Env) *cobra.Command {
	var epoch, role string
	c := &cobra.Command{
		Use:   "payouts --epoch N --role ROLE",
		Short: "List what every participant of a role gets for an epoch",
		Long: "List what every participant of a role gets for an epoch. A payout is pending while it can be disputed,\n" +
			"matured when it is due, and paid when the tokens are in the account.",
		Example: "peerz rewards payouts --epoch 3 --role developers --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			n, err := node.EpochNumber(c.Context(), epoch)
			if err != nil {
				return err
			}
			payouts, err := chain.Pages(func(after string) ([]rewards.Payout, string, error) {
				page, err := rewards.Client{Node: node}.Payouts(c.Context(), rewards.PayoutsArgs{Epoch: n, Role: role, After: after})
				return page.Payouts, page.Next, err
			})
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"epoch": n, "role": role, "payouts": chain.List(payouts)}, func(w *cli.Printer) {
				if len(payouts) == 0 {
					w.Printf("no contribution to %s was verified in epoch %d\n", role, n)
					return
				}
				w.Printf("participant\tcontribution\tamount\tstate\taccount\n")
				for _, p := range payouts {
					w.Printf("%s\t%s\t%s\t%s\t%s\n", p.ID, p.Contribution, chain.Tokens(p.Amount), p.State, accountText(node, p))
				}
			})
		}),
	}
	c.Flags().StringVar(&epoch, "epoch", "latest", "number of the epoch, or latest")
	c.Flags().StringVar(&role, "role", "", "name of the role")
	_ = c.MarkFlagRequired("role")
	return c
}

// accountText is who is paid, by the name that it has here unless that is the id, which stands in the same line.
func accountText(node *chain.Chain, p rewards.Payout) string {
	account := chain.AddressOf(p.Address)
	if known := node.Known(account); !strings.HasPrefix(known, p.ID+" (") {
		return known
	}
	return account.String()
}
