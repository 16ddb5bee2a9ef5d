// Command peerz is the whole of Peerz Chain in one binary: a node, a devnet, the client and
// the tools for contract authors.
//
// This package only assembles. Each folder below it is a group of commands of the same name: a
// command reads its flags, asks a node or opens a home, and shows one value: as text, or as
// JSON with --output json. They share cmd/cli (flags, answers, errors), cmd/chain (a node asked
// by its user's names and keys) and cmd/operator (the home of a node). Nobody imports the
// command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/attestor"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/audit"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/config"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contract"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contribution"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/devnet"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/doctor"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/genesis"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/gov"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/invariants"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/job"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/keys"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/model"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/node"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/pool"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/proof"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/rescue"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/rewards"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/roles"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/snapshot"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/stake"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/state"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/token"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/tx"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/validator"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/weights"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // so that a second Ctrl-C ends what does not stop by itself
	env := &cli.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	code := cli.Run(ctx, env, root(env), os.Args[1:])
	stop()
	os.Exit(code)
}

// root is the whole tree of commands.
func root(env *cli.Env) *cobra.Command {
	return cli.Root(env, "peerz", "Peerz Chain: node, devnet, client and contract tools",
		"peerz devnet\npeerz status --output json",
		devnet.Command(env), genesis.Command(env), node.Command(env), config.Command(env), node.Status(env), doctor.Command(env), node.Backup(env), node.Rollback(env), node.Export(env), node.Migrate(env),
		snapshot.Command(env), state.Command(env), proof.Query(env), proof.Verify(env),
		keys.Command(env), tx.Account(env), tx.Command(env),
		stake.Bond(env), stake.Unbond(env), stake.Command(env), validator.Command(env),
		contract.Command(env), contribution.Command(env), attestor.Command(env), job.Command(env), model.Command(env), pool.Command(env), token.Command(env), roles.Command(env), weights.Command(env), rewards.Command(env), audit.Command(env), invariants.Command(env), gov.Command(env), rescue.Command(env), versionCommand(env))
}
