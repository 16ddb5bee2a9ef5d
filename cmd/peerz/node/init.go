package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	comet "github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
)

func initCommand(env *cli.Env) *cobra.Command {
	var genesis string
	var o home.InitOptions
	c := &cobra.Command{
		Use:   "init --genesis FILE",
		Short: "Write the home of a new node",
		Long: "Write the home of a new node for the chain that a genesis document describes, with new keys, or with those\n" +
			"that `peerz genesis request` has made there. The node\n" +
			"follows the chain through --peers, the id@host:port that `peerz node id` prints for a node. With\n" +
			"--state-sync it starts from a snapshot of its peers instead of executing every block.",
		Example: "peerz node init --home /tmp/full --genesis ~/.peerz-devnet/config/genesis.json --port-base 27650",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			switch {
			case o.PortBase < 1 || o.PortBase > 65532:
				return cli.Usagef("--port-base %d: want 1 to 65532: the next three ports are the node's too", o.PortBase)
			case o.BlockTime <= 0:
				return cli.Usagef("--block-time %s: want a pause above 0s", o.BlockTime)
			}
			var err error
			if o.Genesis, err = comet.GenesisDocFromFile(genesis); err != nil {
				return fmt.Errorf("--genesis: %w", err)
			}
			if o.StateSync, err = completeTrust(c.Context(), env, o); err != nil {
				return err
			}
			dir := home.Dir(env.Home)
			if o.Keys, err = keysFor(dir); err != nil {
				return err
			}
			if err := home.Init(dir, o); err != nil {
				return err
			}
			answer := map[string]any{
				"chain_id": o.Genesis.ChainID, "home": env.Home, "api": fmt.Sprintf("http://127.0.0.1:%d", o.PortBase),
				"peer": fmt.Sprintf("%s@127.0.0.1:%d", o.Keys.PeerID(), o.PortBase+2),
			}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("made a node of %s in %s\npeer\t%s\nsettings\t%s\nnext\tpeerz node start --home %s\n",
					o.Genesis.ChainID, env.Home, answer["peer"], dir.Settings(), env.Home)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&genesis, "genesis", "", "genesis document of the chain")
	f.StringVar(&o.Moniker, "moniker", "", "name of the node, for people")
	f.StringVar(&o.Host, "host", "127.0.0.1", "address that the node listens on")
	f.IntVar(&o.PortBase, "port-base", home.DefaultPortBase, "port of the API; the next three are those of CometBFT's RPC, of peers and of metrics")
	arguments.DurationVar(f, &o.BlockTime, "block-time", time.Second, "pause between blocks")
	f.StringSliceVar(&o.Peers, "peers", nil, "nodes to connect to: id@host:port,...")
	syncFlags(c, &o.StateSync)
	f.BoolVar(&o.Local, "local", false, "tune for a network whose nodes share this machine")
	_ = c.MarkFlagRequired("genesis")
	return c
}

// keysFor returns the keys of a home that is to be made: those that are there already, else new ones.
func keysFor(dir home.Dir) (home.Keys, error) {
	if _, err := os.Stat(dir.ValidatorKey()); errors.Is(err, fs.ErrNotExist) || dir.Initialised() {
		return home.NewKeys(), nil // a home that is initialised is refused
	}
	return home.MakeKeys(dir)
}

// syncFlags are the flags of a node that joins from a snapshot.
func syncFlags(c *cobra.Command, s *home.StateSync) {
	f := c.Flags()
	f.StringSliceVar(&s.Servers, "state-sync", nil, "join from a snapshot: CometBFT RPC addresses of two nodes, host:port,host:port")
	operator.TrustFlags(f, s)
}

// completeTrust adds to the flags of `peerz node init` what the servers of --state-sync say: the header to
// trust, unless it is given.
func completeTrust(ctx context.Context, env *cli.Env, o home.InitOptions) (home.StateSync, error) {
	s := o.StateSync
	switch {
	case len(s.Servers) == 0 && (s.Height != 0 || s.Hash != ""):
		return s, cli.Usagef("--trust-height and --trust-hash belong to --state-sync")
	case len(s.Servers) == 0:
		return s, nil
	}
	if err := operator.CheckTrust("--state-sync", s); err != nil {
		return s, err
	}
	if len(o.Peers) == 0 {
		return s, cli.Usagef("--state-sync needs --peers: snapshots come from them")
	}
	return operator.FetchTrust(ctx, env, s, o.Genesis.ChainID)
}
