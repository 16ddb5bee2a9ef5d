// Package node is `peerz node`, the commands that make and run one node, and those that an
// operator needs beside it: `peerz status`, `peerz backup`, `peerz rollback`, `peerz export`.
//
// They work on a home, the folder of one node; what happens there is the duty of package abci and those below
// it. Only status asks a running node over its API.
package node

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/cometbft/cometbft/p2p"
	comet "github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/node"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
)

// Command is `peerz node`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("node", "Run one node of a chain",
		"peerz node init --home /tmp/full --genesis ~/.peerz-devnet/config/genesis.json --port-base 27650\npeerz node start --home /tmp/full",
		initCommand(env), startCommand(env), idCommand(env))
}

// collectEarly lets garbage grow to half of what is in use rather than as much
// again, unless GOGC says otherwise. Most of what a node holds in memory is caches without
// pointers, which cost the collector next to nothing, and memory in proportion.
func collectEarly() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}

func initCommand(env *cli.Env) *cobra.Command {
	var genesis string
	var o home.InitOptions
	c := &cobra.Command{
		Use:   "init --genesis FILE",
		Short: "Write the home of a new node",
		Long: "Write the home of a new node, with new keys, for the chain that a genesis document describes. The node\n" +
			"follows the chain through --peers, the id@host:port that `peerz node id` prints for a node. With\n" +
			"--state-sync it starts from a snapshot of its peers instead of executing every block.",
		Example: "peerz node init --home /tmp/full --genesis ~/.peerz-devnet/config/genesis.json --port-base 27650",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case o.PortBase < 1 || o.PortBase > 65533:
				return cli.Usagef("--port-base %d: want 1 to 65533: the next two ports are the node's too", o.PortBase)
			case o.BlockTime <= 0:
				return cli.Usagef("--block-time %s: want a pause above 0s", o.BlockTime)
			}
			var err error
			if o.Genesis, err = comet.GenesisDocFromFile(genesis); err != nil {
				return fmt.Errorf("--genesis: %w", err)
			}
			if o.StateSync, err = operator.Complete(c.Context(), env, o); err != nil {
				return err
			}
			o.Keys = home.NewKeys()
			dir := home.Dir(env.Home)
			if err := home.Init(dir, o); err != nil {
				return err
			}
			answer := map[string]any{
				"chain_id": o.Genesis.ChainID, "home": env.Home, "api": fmt.Sprintf("http://127.0.0.1:%d", o.PortBase),
				"peer": fmt.Sprintf("%s@127.0.0.1:%d", o.Keys.PeerID(), o.PortBase+2),
			}
			return env.Show(answer, func(w io.Writer) {
				fmt.Fprintf(w, "made a node of %s in %s\npeer\t%s\nsettings\t%s\nnext\tpeerz node start --home %s\n",
					o.Genesis.ChainID, env.Home, answer["peer"], dir.Settings(), env.Home)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&genesis, "genesis", "", "genesis document of the chain")
	f.StringVar(&o.Moniker, "moniker", "", "name of the node, for people")
	f.StringVar(&o.Host, "host", "127.0.0.1", "address that the node listens on")
	f.IntVar(&o.PortBase, "port-base", home.DefaultPortBase, "port of the API; CometBFT's RPC and peer-to-peer ports are the next two")
	f.DurationVar(&o.BlockTime, "block-time", time.Second, "pause between blocks")
	f.StringSliceVar(&o.Peers, "peers", nil, "nodes to connect to: id@host:port,...")
	operator.SyncFlags(c, &o.StateSync)
	f.BoolVar(&o.Local, "local", false, "tune for a network whose nodes share this machine")
	_ = c.MarkFlagRequired("genesis")
	return c
}

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
			return env.Show(answer, func(w io.Writer) { fmt.Fprintln(w, answer["peer"]) })
		},
	}
}

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
