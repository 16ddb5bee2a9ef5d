package node

import (
	"context"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/node"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func startCommand(env *cli.Env) *cobra.Command {
	var leash bool
	c := &cobra.Command{
		Use:     "start",
		Short:   "Run the node of --home until Ctrl-C",
		Example: "peerz node start --home /tmp/full",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			ctx := c.Context()
			if leash {
				var cancel context.CancelFunc
				ctx, cancel = context.WithCancel(ctx)
				defer cancel()
				go func() {
					_, _ = io.Copy(io.Discard, env.In)
					cancel()
				}()
			}
			collectEarly()
			dir := home.Dir(env.Home)
			cfg, err := home.LoadConfig(dir)
			if err != nil {
				return err
			}
			log, err := home.NewLogger(os.Stderr, cfg)
			if err != nil {
				return err
			}
			n, err := node.New(dir, cfg, log)
			if err != nil {
				return err
			}
			env.Note("node of %s in %s, API http://%s", n.ChainID(), env.Home, cfg.API)
			return n.Run(ctx)
		},
	}
	c.Flags().BoolVar(&leash, "until-stdin-ends", false, "stop when the standard input ends, for a parent process")
	_ = c.Flags().MarkHidden("until-stdin-ends")
	return c
}

// collectEarly lets garbage grow to half of what is in use rather than as much
// again, unless GOGC says otherwise. Most of what a node holds in memory is caches without
// pointers, which cost the collector next to nothing, and memory in proportion.
func collectEarly() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}
