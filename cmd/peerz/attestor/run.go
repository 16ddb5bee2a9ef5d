package attestor

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/attestor"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func runCommand(env *cli.Env) *cobra.Command {
	var from string
	var once bool
	c := &cobra.Command{
		Use:   "run --from KEY",
		Short: "Attest: look at what is submitted, and report what it is worth",
		Long: "Attest for the account of a key until Ctrl-C. Submissions are looked at in the order of their bonds; findings are\n" +
			"reported, or committed in their epoch and revealed in the next, as the chain asks for. Everything is on disk\n" +
			"in the folder attestor of --home before it is sent, so that a daemon that is killed goes on where it was.\n" +
			"Which plug-ins, publishers and repositories count stands in attestor.toml of --home (docs/attestors.md).",
		Example: "peerz attestor run --from validator0",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			config, err := attestor.LoadConfig(env.Home)
			if err != nil {
				return err
			}
			daemon, err := NewDaemon(node, env.Home, env.Home, from, config, env.Note)
			if err != nil {
				return err
			}
			if once {
				return daemon.Once(c.Context())
			}
			env.Note("attesting for %s; Ctrl-C stops it", daemon.Key.Address())
			return daemon.Run(c.Context())
		}),
	}
	c.Flags().StringVar(&from, "from", chain.DefaultFrom, "name of the attestor's key")
	c.Flags().BoolVar(&once, "once", false, "do what is to be done now, and end")
	return c
}

// NewDaemon makes the daemon of a key. Journal and cache lie in home, the evidence in another one, or in the same.
func NewDaemon(node *chain.Chain, home, evidenceHome, from string, config attestor.Config, note func(format string, args ...any)) (*attestor.Daemon, error) {
	key, err := node.Signer(from)
	if err != nil {
		return nil, err
	}
	looker, err := attestor.NewLooker(home, evidenceHome, config)
	if err != nil {
		return nil, err
	}
	return &attestor.Daemon{
		Node: node.Client, Key: key.Signer(), Look: looker.Look, Dir: filepath.Join(home, "attestor"), Lock: node.Keys.Lock, Note: note,
	}, nil
}
