package snapshot

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func exportCommand(env *cli.Env) *cobra.Command {
	var height uint64
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "Copy a snapshot into a file",
		Long: "Copy the newest snapshot of --home, or that of --height, into a file that must not exist. All nodes\n" +
			"write the same file for the same height.",
		Example: "peerz snapshot export /tmp/state.snapshot --home /tmp/full",
		Args:    cli.Takes(1, 1, "a file"),
		RunE: func(c *cobra.Command, args []string) error {
			store := home.Dir(env.Home).Snapshots()
			if height == 0 {
				list, err := store.List()
				if len(list) == 0 && err != nil {
					return err
				}
				if len(list) == 0 {
					return fmt.Errorf("%s has no snapshot; `peerz snapshot create` takes one", env.Home)
				}
				if err != nil {
					env.Note("warning: left out: %v", err)
				}
				height = list[0].Head.Height
			}
			progress := env.Progress("export", "chunks")
			info, err := store.Export(c.Context(), height, args[0], progress.Step)
			progress.End()
			if err != nil {
				return err
			}
			return show(env, answerOf(info))
		},
	}
	c.Flags().Uint64Var(&height, "height", 0, "height of the snapshot (default: the newest)")
	return c
}

func importCommand(env *cli.Env) *cobra.Command {
	var hash string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take a snapshot from a file, for others to join from",
		Long: "Take a snapshot from a file into --home, where its node offers it to others. Every chunk is checked\n" +
			"against the app hash that the file claims; with --app-hash, that one must be the chain's. Nodes that\n" +
			"join check it against block headers in any case.",
		Example: "peerz snapshot import /tmp/state.snapshot --home /tmp/full",
		Args:    cli.Takes(1, 1, "a file"),
		RunE: func(c *cobra.Command, args []string) error {
			dir := home.Dir(env.Home)
			if !dir.Initialised() {
				return fmt.Errorf("%s: %w", dir, home.ErrNotInitialised)
			}
			progress := env.Progress("import", "chunks")
			info, err := dir.Snapshots().Import(c.Context(), args[0], hash, progress.Step)
			progress.End()
			if err != nil {
				return err
			}
			return show(env, answerOf(info))
		},
	}
	c.Flags().StringVar(&hash, "app-hash", "", "the app hash that the snapshot must have, hex")
	return c
}
