package node

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func profileCommand(env *cli.Env) *cobra.Command {
	seconds := 10
	c := &cobra.Command{
		Use:   "profile KIND FILE",
		Short: "Write a profile of the running node of --home to a file",
		Long: "Write a profile of the running node of --home to a file that must not exist, for `go tool pprof FILE`. KIND is\n" +
			strings.Join(control.Profiles, ", ") + ".\n" +
			"cpu and trace watch for --seconds; a trace is for `go tool trace FILE`.",
		Example: "peerz node profile cpu cpu.pprof --seconds 30\npeerz node profile heap heap.pprof",
		Args:    cli.Takes(2, 2, "a kind and a file"),
		RunE: func(c *cobra.Command, args []string) (err error) {
			kind, path := args[0], args[1]
			if !slices.Contains(control.Profiles, kind) {
				return cli.Usagef("profile %q: want %s", kind, strings.Join(control.Profiles, ", "))
			}
			if seconds < 1 || seconds > 600 {
				return cli.Usagef("--seconds %d: want 1 to 600", seconds)
			}
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				return err
			}
			err = control.NewClient(home.Dir(env.Home).Socket()).Profile(c.Context(), kind, seconds, f)
			if err = errors.Join(err, f.Close()); err != nil {
				return errors.Join(notRunning(env, err), os.Remove(path))
			}
			return env.Show(map[string]string{"kind": kind, "file": path}, func(w *cli.Printer) {
				w.Printf("wrote the %s profile to %s\n", kind, path)
			})
		},
	}
	c.Flags().IntVar(&seconds, "seconds", seconds, "how long cpu and trace watch")
	return c
}

// notRunning says which home has no running node.
func notRunning(env *cli.Env, err error) error {
	if errors.Is(err, control.ErrNotRunning) {
		return fmt.Errorf("%w in %s: start it with `peerz node start --home %s`", err, env.Home, env.Home)
	}
	return err
}
