package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/devnet"
	"github.com/peerz-ai/peerz-chain/cmd/keys"
)

// app is what every command shares: where it reads and writes, and the global flags.
type app struct {
	in       io.Reader
	out, err io.Writer

	home   string // folder of the keys and of a devnet
	api    string // URL of a node's API; empty: the devnet's of home
	output string // "text" or "json"
}

// Exit codes: the request was refused or failed, or it was not understood.
const (
	exitFailed = 1
	exitUsage  = 2
)

// run executes one command line and returns the exit code. Whatever goes wrong, the user
// sees a sentence: a panic of ours is reported as one, without its stack.
func (a *app) run(ctx context.Context, args []string) (code int) {
	a.output = outputOf(args)
	defer func() {
		if fault := recover(); fault != nil {
			a.fail(fmt.Errorf("internal error, please report it: %v", fault))
			code = exitFailed
		}
	}()
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	var usage *usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		a.fail(err)
		return exitUsage
	}
	a.fail(err)
	return exitFailed
}

func (a *app) root() *cobra.Command {
	root := group("peerz", "Peerz Chain: node, devnet, client and contract tools",
		"peerz devnet\npeerz status --output json",
		devnetCommand(a), nodeCommand(a), rollbackCommand(a), queryCommand(a), verifyCommand(a), stateCommand(a), snapshotCommand(a), backupCommand(a), exportCommand(a), statusCommand(a), keysCommand(a), accountCommand(a), txCommand(a),
		contractCommand(a), contributionCommand(a), rolesCommand(a), rewardsCommand(a), govCommand(a), versionCommand(a))
	root.SilenceUsage, root.SilenceErrors = true, true
	root.CompletionOptions.HiddenDefaultCmd = true
	flags := root.PersistentFlags()
	flags.StringVar(&a.home, "home", defaultHome(), "folder of the keys and the devnet ($PEERZ_HOME)")
	flags.StringVar(&a.api, "api", os.Getenv("PEERZ_API"), "URL of a node's API ($PEERZ_API; default: the devnet of --home)")
	flags.StringVarP(&a.output, "output", "o", a.output, "text or json")
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if err := c.ValidateRequiredFlags(); err != nil { // before cobra does, to exit as a mistake in usage
			return usagef("%w: see `%s --help`", err, c.CommandPath())
		}
		if a.output != "text" && a.output != "json" {
			return usagef("--output %s: want text or json", a.output)
		}
		return nil
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%w (see `%s --help`)", err, c.CommandPath())
	})
	return root
}

func defaultHome() string {
	if home := os.Getenv("PEERZ_HOME"); home != "" {
		return home
	}
	return userHome()
}

// userHome is the home when nothing else is said.
func userHome() string {
	user, err := os.UserHomeDir()
	if err != nil {
		return ".peerz-devnet"
	}
	return filepath.Join(user, ".peerz-devnet")
}

// outputOf finds --output before the flags are parsed, so that even a mistake in the flags is
// reported in the form that the caller reads.
func outputOf(args []string) string {
	for i, arg := range args {
		next := slices.Concat(args[i+1:], []string{""})[0]
		if arg == "--output=json" || arg == "-o=json" || arg == "-ojson" || (arg == "--output" || arg == "-o") && next == "json" {
			return "json"
		}
	}
	return "text"
}

// client returns the node that the flags name: --api, else the devnet of --home, else the
// devnet of the default ports.
func (a *app) client() (*client.Client, error) {
	return client.New(cmp.Or(a.api, devnet.API(a.home)))
}

func (a *app) keys() *keys.Store { return keys.In(a.home) }
