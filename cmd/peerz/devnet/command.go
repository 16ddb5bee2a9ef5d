package devnet

import (
	"context"
	"errors"
	"sync"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Command is `peerz devnet`.
func Command(env *cli.Env) *cobra.Command {
	var o Options
	c := &cobra.Command{
		Use:   "devnet",
		Short: "Run a whole chain on this machine",
		Long: "Run a whole chain on this machine, in the foreground, with funded accounts alice, bob and carol. Ctrl-C\n" +
			"stops it; the same command goes on from where it was. A daemon attests for each validator. With\n" +
			"--validators N every validator is a process of its own, with its home in HOME/validator<i> and its ports\n" +
			"from --port-base + 10*i: the API, CometBFT's RPC (+1) and its peer-to-peer port (+2).",
		Example: "peerz devnet --epoch 10s\npeerz devnet --validators 4 --home /tmp/four --port-base 28000",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := o.Settings.checkGiven(c.Flags().Changed); err != nil {
				return cli.Usagef("%w", err)
			}
			if o.Demo && !c.Flags().Changed("epoch") && !exists(env.Home) {
				o.Settings.Epoch = demoEpoch
			}
			o.Home, o.Note = env.Home, env.Note
			ctx, stop := context.WithCancel(c.Context())
			var following sync.WaitGroup
			o.Ready = func(info Info) {
				node, err := chain.Of(&cli.Env{Home: env.Home, API: []string{info.API}})
				if err == nil {
					following.Go(func() { follow(ctx, node, env.Note) })
					following.Go(func() {
						if err := attest(ctx, env, info); err != nil {
							env.Note("warning: nobody attests: %v", err)
						}
					})
					err = welcome(ctx, env, node, info)
					if o.Demo {
						following.Go(func() { demo(ctx, env, info) })
					}
				}
				if err != nil {
					env.Note("warning: %v", err)
				}
			}
			err := Run(ctx, o)
			stop()
			following.Wait() // so that nothing is printed after the last line
			if errors.Is(err, ErrOptions) {
				return cli.Usagef("%w", err)
			}
			if err == nil {
				env.Note("stopped; run the same command to go on")
			}
			return err
		},
	}
	f := c.Flags()
	f.IntVar(&o.Settings.Validators, "validators", 0, "number of validators (default 1; part of the chain)")
	arguments.DurationVar(f, &o.Settings.Epoch, "epoch", 0, "length of an epoch, whole seconds (default 10s; part of the chain)")
	arguments.DurationVar(f, &o.Settings.BlockTime, "block-time", 0, "pause between blocks (default 500ms)")
	f.IntVar(&o.Settings.PortBase, "port-base", 0, "port of the first API (default 26650)")
	f.BoolVar(&o.Demo, "demo", false, "run a small economy on it: within two minutes each role is paid for something that happened")
	f.BoolVar(&o.Reset, "reset", false, "remove the chain and start anew; keys are kept")
	return c
}
