package node

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/node"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func indexCommand(env *cli.Env) *cobra.Command {
	return cli.Group("index", "Look after the index of history", "peerz node index rebuild --home /tmp/full", rebuildCommand(env))
}

// rebuilt is the answer of `peerz node index rebuild` for programs.
type rebuilt struct {
	Oldest uint64 `json:"oldest"`
	Newest uint64 `json:"newest"`
}

func rebuildCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Make the index of a stopped node anew from its blocks",
		Long: "Make the index of history of the stopped node of --home anew from the blocks that are kept, as fast as they\n" +
			"can be read. A running node catches up by itself, also after data/index was deleted, with half of its time.",
		Example: "peerz node index rebuild --home /tmp/full",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			dir := home.Dir(env.Home)
			cfg, err := home.LoadConfig(dir)
			if err != nil {
				return err
			}
			n, err := node.New(dir, cfg, nil)
			if err != nil {
				return err
			}
			progress := env.Progress("index", "blocks")
			var r rebuilt
			r.Oldest, r.Newest, err = n.RebuildIndex(c.Context(), progress.Step)
			progress.End()
			if stop := n.Stop(); err == nil {
				err = stop
			}
			if err != nil {
				return err
			}
			return env.Show(r, func(w *cli.Printer) { w.Printf("the index covers blocks %d to %d\n", r.Oldest, r.Newest) })
		},
	}
}
