package node

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Export is `peerz export`.
func Export(env *cli.Env) *cobra.Command {
	var height uint64
	var chainID string
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "Write the state as a genesis document",
		Long: "Write the state of the stopped node of --home as the genesis document of a chain that goes on from\n" +
			"there: same balances, contracts and app hash, next height. FILE must not exist. The document follows from\n" +
			"the state alone: every node writes the same, and a home made from it exports the same again. With another\n" +
			"--chain-id it begins a chain of its own, where no transaction of the old one counts.",
		Example: "peerz export /tmp/genesis.json --home /tmp/full\npeerz node init --home /tmp/next --genesis /tmp/genesis.json",
		Args:    cli.Takes(1, 1, "a file"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := home.Dir(env.Home)
			cfg, err := home.LoadConfig(dir)
			if err != nil {
				return err
			}
			progress := env.Progress("export", "pairs")
			x, err := maintenance.Export(dir, cfg, maintenance.ExportOptions{Height: height, ChainID: chainID, Progress: progress.Step})
			progress.End()
			if errors.Is(err, home.ErrInUse) {
				return fmt.Errorf("%w, or export from a `peerz backup` of it", err)
			}
			if err != nil {
				return err
			}
			if err := writeNew(args[0], x.Genesis); err != nil {
				return err
			}
			answer := map[string]any{"file": args[0], "height": x.Height, "app_hash": x.AppHash, "pairs": x.Pairs}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("file\t%s\nheight\t%d\napp hash\t%s\npairs\t%d\n", args[0], x.Height, x.AppHash, x.Pairs)
			})
		},
	}
	c.Flags().Uint64Var(&height, "height", 0, "height of the state (default: the last; as far back as history in config/peerz.toml)")
	c.Flags().StringVar(&chainID, "chain-id", "", "name of the new chain (default: the same)")
	return c
}

// writeNew writes a file that must not exist, or leaves nothing.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
