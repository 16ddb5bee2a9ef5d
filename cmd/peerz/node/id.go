package node

import (
	"fmt"
	"strings"

	"github.com/cometbft/cometbft/p2p"
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func idCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "id",
		Short:   "Print where other nodes find the node of --home",
		Example: "peerz node id --home /tmp/four/validator0",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			dir := home.Dir(env.Home)
			if !dir.Initialised() {
				return fmt.Errorf("%s: %w", dir, home.ErrNotInitialised)
			}
			key, err := p2p.LoadNodeKey(dir.NodeKey())
			if err != nil {
				return err
			}
			settings, err := home.LoadComet(dir)
			if err != nil {
				return err
			}
			address := strings.TrimPrefix(settings.P2P.ListenAddress, "tcp://")
			answer := map[string]string{"id": string(key.ID()), "peer": fmt.Sprintf("%s@%s", key.ID(), address)}
			return env.Show(answer, func(w *cli.Printer) { w.Row(answer["peer"]) })
		},
	}
}
