package node

import (
	"context"
	"encoding/hex"
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
)

// Backup is `peerz backup`.
func Backup(env *cli.Env) *cobra.Command {
	var keys bool
	c := &cobra.Command{
		Use:   "backup DIR",
		Short: "Copy a node's home, running or not, into a new folder",
		Long: "Copy the home of a node into a folder that must not exist. The node may run: the copy is made between\n" +
			"two blocks and takes moments. It is a home that starts with `peerz node start --home DIR`: a node of its\n" +
			"own that follows the chain, or with --with-keys this very node, on the same ports. Never run both at\n" +
			"once with the same keys: a validator must not sign two blocks of one height.",
		Example: "peerz backup /tmp/copy --home /tmp/full",
		Args:    cli.Takes(1, 1, "a folder"),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			h := home.Dir(env.Home)
			r, err := control.NewClient(h.Socket()).Backup(c.Context(), dir, keys)
			if errors.Is(err, control.ErrNotRunning) {
				r, err = backupStopped(c.Context(), h, dir, keys)
			}
			if err != nil {
				return err
			}
			answer := map[string]any{"home": dir, "height": r.Height, "app_hash": r.AppHash, "keys": keys}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("home\t%s\nheight\t%d\napp hash\t%s\n", dir, r.Height, r.AppHash)
				if keys {
					w.Printf("keys\tthose of the node: never run both at once\n")
					return
				}
				w.Printf("keys\tnew ones\n")
			})
		},
	}
	c.Flags().BoolVar(&keys, "with-keys", false, "copy the node's keys too, to replace it")
	return c
}

func backupStopped(ctx context.Context, h home.Dir, dir string, keys bool) (r control.Result, err error) {
	s, err := operator.OpenStopped(h)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	v, err := s.Backup(ctx, dir, keys)
	return control.Result{Height: v.Height, AppHash: hex.EncodeToString(v.Root[:])}, err
}
