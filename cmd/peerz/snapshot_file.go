package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/node"
)

func snapshotExport(a *app) *cobra.Command {
	var height uint64
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "Copy a snapshot into a file",
		Long: "Copy the newest snapshot of --home, or that of --height, into a file that must not exist. All nodes\n" +
			"write the same file for the same height.",
		Example: "peerz snapshot export /tmp/state.snapshot --home /tmp/full",
		Args:    takes(1, 1, "a file"),
		RunE: func(c *cobra.Command, args []string) error {
			shelf := node.Home(a.home).Snapshots()
			if height == 0 {
				list, err := shelf.List()
				if len(list) == 0 && err != nil {
					return err
				}
				if len(list) == 0 {
					return fmt.Errorf("%s has no snapshot; `peerz snapshot create` takes one", a.home)
				}
				if err != nil {
					a.note("warning: left out: %v", err)
				}
				height = list[0].Head.Height
			}
			progress := a.progress("export", "chunks")
			info, err := shelf.Export(c.Context(), height, args[0], progress.step)
			progress.end()
			if err != nil {
				return err
			}
			return a.showSnapshot(answerOf(info))
		},
	}
	c.Flags().Uint64Var(&height, "height", 0, "height of the snapshot (default: the newest)")
	return c
}

func snapshotImport(a *app) *cobra.Command {
	var hash string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take a snapshot from a file, for others to join from",
		Long: "Take a snapshot from a file into --home, where its node offers it to others. Every chunk is checked\n" +
			"against the app hash that the file claims; with --app-hash, that one must be the chain's. Nodes that\n" +
			"join check it against block headers in any case.",
		Example: "peerz snapshot import /tmp/state.snapshot --home /tmp/full",
		Args:    takes(1, 1, "a file"),
		RunE: func(c *cobra.Command, args []string) error {
			home := node.Home(a.home)
			if !home.Initialised() {
				return fmt.Errorf("%s: %w", home, node.ErrNotInitialised)
			}
			progress := a.progress("import", "chunks")
			info, err := home.Snapshots().Import(c.Context(), args[0], hash, progress.step)
			progress.end()
			if err != nil {
				return err
			}
			return a.showSnapshot(answerOf(info))
		},
	}
	c.Flags().StringVar(&hash, "app-hash", "", "the app hash that the snapshot must have, hex")
	return c
}
