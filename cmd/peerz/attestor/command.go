// Package attestor is `peerz attestor`: it looks at what others did. What looking means lies in
// cmd/attestor.
package attestor

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/builtin"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Command is `peerz attestor`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("attestor", "Look at what others did",
		"peerz attestor run --from validator0\npeerz attestor look submission.json",
		runCommand(env), lookCommand(env), pluginCommand(env))
}

// pluginCommand is the process of one plug-in, which nobody starts by hand.
func pluginCommand(env *cli.Env) *cobra.Command {
	var limits plugin.Limits
	c := &cobra.Command{
		Use:     "plugin NAME",
		Short:   "Be the process of a plug-in",
		Long:    "Confine this process, then be a built-in plug-in or run an executable: submissions in, answers out.",
		Example: "peerz attestor plugin file",
		Hidden:  true,
		Args:    cli.Takes(1, 1, "one NAME"),
		Run: func(c *cobra.Command, args []string) {
			os.Exit(plugin.Main(args[0], limits, builtin.Plugins(c.Context()), func(err error) { env.Note("%v", err) }))
		},
	}
	c.Flags().Uint64Var(&limits.Memory, "memory", plugin.DefaultLimits.Memory, "bytes of memory that each of its processes may take")
	c.Flags().IntVar(&limits.Processes, "processes", plugin.DefaultLimits.Processes, "how many processes there may be")
	return c
}
