package attestor

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/attestor"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// maxSubmission bounds the file of a submission, in bytes.
const maxSubmission = 64 << 10

func lookCommand(env *cli.Env) *cobra.Command {
	var plugins []string
	c := &cobra.Command{
		Use:   "look FILE",
		Short: "Show what a submission is worth to the plug-ins here, reporting nothing",
		Long: "Fetch the evidence of a submission and ask the plug-ins of its role, as attestors do, and report nothing.\n" +
			"FILE is a submission as plug-ins find it, in JSON (docs/attestors.md); - is the standard input. Which\n" +
			"plug-ins, publishers and repositories count stands in attestor.toml of --home.",
		Example: "peerz attestor look submission.json\npeerz attestor look submission.json --plugin /opt/looks-at-builds",
		Args:    cli.Takes(1, 1, "one FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			submission, err := readSubmission(env, args[0])
			if err != nil {
				return err
			}
			config, err := attestor.LoadConfig(env.Home)
			if err != nil {
				return err
			}
			if len(plugins) > 0 {
				config.Plugins = map[string][]string{submission.Role: plugins}
				if err := config.Check(); err != nil {
					return cli.Usagef("--plugin: %w", err)
				}
			}
			looker, err := attestor.NewLooker(env.Home, env.Home, config)
			if err != nil {
				return err
			}
			found := looker.Look(c.Context(), []plugin.Submission{submission})[0]
			if found.Err != nil {
				return found.Err
			}
			return showFinding(env, submission, found)
		},
	}
	c.Flags().StringSliceVar(&plugins, "plugin", nil, "ask this one instead of the role's: a built-in name or a path; repeat for more")
	return c
}

func readSubmission(env *cli.Env, name string) (s plugin.Submission, err error) {
	file, err := env.Open(name)
	if err != nil {
		return s, err
	}
	defer file.Close()
	d := json.NewDecoder(io.LimitReader(file, maxSubmission))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("%s is no submission: %w", name, err)
	}
	return s, nil
}

func showFinding(env *cli.Env, s plugin.Submission, found attestor.Finding) error {
	measures := map[string]any{}
	for _, name := range s.Measures {
		measures[name] = found.Measures[name]
	}
	answer := map[string]any{"measures": measures, "time": found.Time, "reason": found.Reason, "plugin": found.Plugin}
	return env.Show(answer, func(w *cli.Printer) {
		w.Fields(measures)
		if found.Time > 0 {
			w.Row("time of the work", cli.Time(found.Time))
		}
		w.Row("plug-in", found.Plugin)
		w.Row("reason", found.Reason)
	})
}
