package node

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
)

// Migrate is `peerz migrate`.
func Migrate(env *cli.Env) *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:   "migrate --check",
		Short: "Try on a copy what this program's first block does to a state",
		Long: "Bring the state of the stopped node of --home to the format of this program, in memory, and say what that\n" +
			"would change and how long it took. The home stays as it is; use a `peerz backup` of a node that runs. The\n" +
			"migration itself is part of the block with which a planned version begins.",
		Example: "peerz backup /tmp/copy --home /tmp/full\npeerz migrate --check --home /tmp/copy",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) (err error) {
			if !check {
				return cli.Usagef("want --check: a state is migrated by the block with which a planned version begins, and by nothing else")
			}
			s, err := operator.OpenStopped(home.Dir(env.Home))
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			r, err := maintenance.TryMigrations(s)
			if err != nil {
				return err
			}
			answer := map[string]any{"version": abci.Version, "height": r.Height, "from": r.From, "to": r.To, "migrations": append([]string{}, r.About...),
				"app_hash": r.AppHash, "milliseconds": r.Took.Milliseconds()}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("state\theight %d, format %d\nprogram\t%s, format %d\n", r.Height, r.From, abci.Version, r.To)
				if r.From == r.To {
					w.Printf("to do\tnothing\n")
					return
				}
				for _, about := range r.About {
					w.Printf("to do\t%s\n", about)
				}
				w.Printf("app hash\t%s, of the state alone\ntook\t%s; the books balance\n", r.AppHash, r.Took.Round(time.Millisecond))
			})
		},
	}
	c.Flags().BoolVar(&check, "check", false, "change nothing")
	return c
}
