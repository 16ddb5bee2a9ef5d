package node

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/state"
)

// Rollback is `peerz rollback`.
func Rollback(env *cli.Env) *cobra.Command {
	var o maintenance.RollbackOptions
	c := &cobra.Command{
		Use:   "rollback",
		Short: "Take a stopped node back to an earlier height",
		Long: "Take the state of the stopped node of --home back, one block unless --to says more. The blocks stay, and\n" +
			"the next start executes them again, so that it ends with the same app hash as the network. CometBFT's\n" +
			"record of what was decided goes back one block at most while the blocks stay; what it says of results\n" +
			"and validators above is not computed anew. With --forget-blocks it goes back with the state, and the\n" +
			"blocks are removed and fetched anew from peers. A rollback that was cut short is finished by running it\n" +
			"again. It reaches as far back as `history` in config/peerz.toml.",
		Example: "peerz rollback --home /tmp/full\npeerz rollback --home /tmp/full --to 120",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			dir := home.Dir(env.Home)
			cfg, err := home.LoadConfig(dir)
			if err != nil {
				return err
			}
			r, err := maintenance.Rollback(dir, cfg, o)
			if errors.Is(err, state.ErrPruned) {
				return fmt.Errorf("%w: an older height needs a snapshot or a backup", err)
			}
			if err != nil {
				return err
			}
			return env.Show(rolled{r.Before, r.After, fmt.Sprintf("%x", r.AppHash)}, func(w *cli.Printer) { writeRolled(w, r) })
		},
	}
	c.Flags().Uint64Var(&o.To, "to", 0, "height to go back to (default: one before the last executed block)")
	c.Flags().BoolVar(&o.Forget, "forget-blocks", false, "remove the blocks above, to be fetched from peers")
	return c
}

// rolled is the answer of `peerz rollback` for programs.
type rolled struct {
	Before  maintenance.Heights `json:"before"`
	After   maintenance.Heights `json:"after"`
	AppHash string              `json:"app_hash"`
}

func writeRolled(w *cli.Printer, r maintenance.Rolled) {
	w.Printf("\tbefore\tafter\n")
	w.Printf("state\t%d\t%d\n", r.Before.State, r.After.State)
	w.Printf("consensus\t%d\t%d\n", r.Before.Consensus, r.After.Consensus)
	w.Printf("blocks\t%d\t%d\n", r.Before.Blocks, r.After.Blocks)
	w.Printf("app hash\t\t%x\n", r.AppHash)
	switch again := r.After.Blocks - r.After.State; again {
	case 0:
		w.Printf("the next start fetches the blocks above from peers\n")
	default:
		w.Printf("the next start executes %d stored block(s) again\n", again)
		if r.After.Consensus > r.After.State {
			w.Printf("CometBFT's record stays at %d, with its results and validators of the blocks that stay; --forget-blocks takes it back too\n", r.After.Consensus)
		}
	}
}
