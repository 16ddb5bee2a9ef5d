// Package node is `peerz node`, the commands that make and run one node, and those that an
// operator needs beside it: `peerz status`, `peerz backup`, `peerz rollback`, `peerz export`.
//
// They work on a home, the folder of one node; what happens there is the duty of package abci and those below
// it. Only status asks a running node over its API.
package node

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Command is `peerz node`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("node", "Run one node of a chain",
		"peerz node init --home /tmp/full --genesis ~/.peerz-devnet/config/genesis.json --port-base 27650\npeerz node start --home /tmp/full",
		initCommand(env), startCommand(env), idCommand(env), profileCommand(env), logLevelCommand(env), indexCommand(env))
}
