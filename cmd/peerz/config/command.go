// Package config is `peerz config`, the settings of the node in --home: what they are, where each is from,
// and how one is changed. None of them is part of consensus; they are read when the node starts.
package config

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Command is `peerz config`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("config", "Show, change and check a node's settings",
		"peerz config diff --home /tmp/full\npeerz config set history=5000 comet.p2p.pex=false --home /tmp/full",
		getCommand(env), setCommand(env), diffCommand(env), checkCommand(env))
}
