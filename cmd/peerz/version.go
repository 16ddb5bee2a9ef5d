package main

import (
	"cmp"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func versionCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show which build this is",
		Example: "peerz version",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			answer := struct {
				Version  string `json:"version"`
				Revision string `json:"revision"`
				Go       string `json:"go"`
			}{Version: abci.Version}
			if info, ok := debug.ReadBuildInfo(); ok {
				answer.Go = info.GoVersion
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						answer.Revision = s.Value
					}
				}
			}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("peerz\t%s\nrevision\t%s\ngo\t%s\n", answer.Version, cmp.Or(answer.Revision, "unknown"), answer.Go)
			})
		},
	}
}
