package tx

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Account is `peerz account`.
func Account(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "account ADDRESS|NAME|ID",
		Short:   "Show the balance of an account, a participant or a contract",
		Example: "peerz account alice",
		Args:    cli.Takes(1, 1, "one ADDRESS, NAME or participant ID"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			address, err := node.Address(c.Context(), args[0])
			if err != nil {
				return err
			}
			acc, err := node.Account(c.Context(), address)
			if err != nil {
				return err
			}
			return env.Show(acc, func(w *cli.Printer) {
				w.Printf("address\t%s\nbalance\t%s\nbonded\t%s\nnext nonce\t%d\n",
					acc.Address, arguments.Tokens(acc.Balance), arguments.Tokens(acc.Stake.Bonded), acc.Nonce)
				if v := acc.Vesting; v != nil {
					left, _ := v.Amount.Sub(v.Released) // released is a part of it
					w.Printf("vesting\t%s more, released epoch by epoch from %s until %s\n", arguments.Tokens(left), cli.Time(max(v.Start, v.Cliff)), cli.Time(v.End))
				}
			})
		}),
	}
}
