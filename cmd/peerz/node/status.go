package node

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Status is `peerz status`.
func Status(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Show where the chain stands",
		Example: "peerz status --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			s, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			return env.Show(s, func(w *cli.Printer) {
				w.Printf("chain\t%s\nheight\t%d\napp hash\t%s\n", s.ChainID, s.Height, s.AppHash)
				w.Printf("epoch\t%d, from %s to %s\n", s.Epoch, cli.Time(s.EpochStart), cli.Time(s.EpochEnd))
				w.Printf("time\t%s\nblock time\t%s\npeers\t%d\n", cli.Time(s.Time), s.BlockTime(), s.Peers)
				if s.Metrics != "" {
					w.Printf("metrics\t%s\n", s.Metrics)
				}
				if s.CatchingUp {
					w.Printf("catching up\tyes: the node does not have the newest blocks yet\n")
				}
			})
		}),
	}
}
