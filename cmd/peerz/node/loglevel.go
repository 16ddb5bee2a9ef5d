package node

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/logging"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func logLevelCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "log-level [LEVEL] [MODULE=LEVEL...]",
		Short: "Show or change what the running node of --home writes to its log",
		Long: "Show or change what the running node of --home writes to its log, until it stops: debug, info, warn or error,\n" +
			"of all modules or of one, or default, for a module to follow the others again. The modules are\n" +
			modules() + ".\n" +
			"For good it is the setting log_level: `peerz config set log_level=warn,p2p=debug`.",
		Example: "peerz node log-level\npeerz node log-level info consensus=debug\npeerz node log-level consensus=default",
		Args:    cli.Takes(0, -1, "levels"),
		RunE: func(c *cobra.Command, changes []string) error {
			levels, err := control.NewClient(home.Dir(env.Home).Socket()).LogLevels(c.Context(), changes)
			if err != nil {
				return notRunning(env, err)
			}
			return env.Show(map[string]string{"levels": levels}, func(w *cli.Printer) { w.Printf("%s\n", levels) })
		},
	}
}

// modules are the names of all modules in two lines.
func modules() string {
	half := len(logging.Modules) / 2
	return strings.Join(logging.Modules[:half], ", ") + ",\n" + strings.Join(logging.Modules[half:], ", ")
}
