// Package module is the part of `peerz contract` that needs no chain: it works on a module in a
// file, in the same sandbox that the chain runs it in. `new` and `build` make one, `interface add`
// describes its methods, `check` says whether the chain would accept it, `run`, `profile` and `test` execute it in memory, and
// `schedule` prints what its instructions cost.
package module

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Commands are those commands.
func Commands(env *cli.Env) []*cobra.Command {
	return []*cobra.Command{
		newCommand(env), buildCommand(env), testCommand(env), checkCommand(env), interfaceCommand(env), runCommand(env), profileCommand(env), scheduleCommand(env),
	}
}
