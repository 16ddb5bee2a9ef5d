// Package contract is `peerz contract`: the contracts of a chain, by their own description of
// their methods. What needs no chain (to build, check, run and profile a module in a file) is in
// package module below.
package contract

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contract/module"
)

// Command is `peerz contract`.
func Command(env *cli.Env) *cobra.Command {
	c := cli.Group("contract", "Write, check, upload and call contracts",
		"peerz contract new tally --kind contract\npeerz contract build tally\npeerz contract info rewards",
		uploadCommand(env), instantiateCommand(env), callCommand(env), queryCommand(env), listCommand(env), infoCommand(env))
	c.AddCommand(module.Commands(env)...)
	return c
}
