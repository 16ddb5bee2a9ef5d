package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit codes: the request was declined or failed, or it was not understood.
const (
	ExitFailed = 1
	ExitUsage  = 2
)

// Run executes one command line below root, which Root made, and returns the exit code.
// Whatever goes wrong, the user sees a sentence: a panic of ours is reported as one, without
// its stack.
func Run(ctx context.Context, env *Env, root *cobra.Command, args []string) (code int) {
	env.Output = outputOf(args)
	defer func() {
		if fault := recover(); fault != nil {
			env.fail(fmt.Errorf("internal error, please report it: %v", fault))
			code = ExitFailed
		}
	}()
	root.SetArgs(args)
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	env.fail(err)
	var usage *UsageError
	if errors.As(err, &usage) {
		return ExitUsage
	}
	return ExitFailed
}

// Root is the command that holds all others, with the flags that all of them take.
func Root(env *Env, use, short, example string, children ...*cobra.Command) *cobra.Command {
	root := Group(use, short, example, children...)
	root.SilenceUsage, root.SilenceErrors = true, true
	root.CompletionOptions.HiddenDefaultCmd = true
	flags := root.PersistentFlags()
	flags.StringVar(&env.Home, "home", cmp.Or(os.Getenv("PEERZ_HOME"), DefaultHome()), "folder of the keys and the devnet ($PEERZ_HOME)")
	apis := strings.FieldsFunc(os.Getenv("PEERZ_API"), func(r rune) bool { return r == ',' })
	flags.StringSliceVar(&env.API, "api", apis, "`URL` of a node's API, or several, of which one that answers is asked ($PEERZ_API; default: the devnet of --home)")
	flags.StringVarP(&env.Output, "output", "o", "text", "text or json")
	flags.StringVar(&env.PassphraseFile, "passphrase-file", os.Getenv("PEERZ_PASSPHRASE_FILE"), "file with the passphrase of the keys ($PEERZ_PASSPHRASE_FILE; default: ask at the terminal)")
	flags.BoolVar(&env.Yes, "yes", false, "go on where a person would be asked")
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if err := c.ValidateRequiredFlags(); err != nil { // before cobra does, to exit as a mistake in usage
			return Usagef("%w: see `%s --help`", err, c.CommandPath())
		}
		if env.Output != "text" && env.Output != "json" {
			return Usagef("--output %s: want text or json", env.Output)
		}
		return nil
	}
	root.SetFlagErrorFunc(badFlag)
	return root
}

// badFlag says what to do about a flag that is not understood.
func badFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		switch name := unknown.GetSpecifiedName(); {
		case name == "version":
			return Usagef("--version: `%s version` shows it", c.Root().Name())
		case len(name) == 1 && name[0] >= '0' && name[0] <= '9':
			return Usagef("-%s: no number here is negative: see `%s --help`", unknown.GetSpecifiedShortnames(), c.CommandPath())
		}
	}
	text, _, _ := strings.Cut(err.Error(), ": strconv.") // how a number is read is no help
	return Usagef("%s: see `%s --help`", text, c.CommandPath())
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

// Group is a command that only holds others. Alone it shows its help; an unknown name below
// it is an error, which cobra by itself would answer with the help and success.
func Group(use, short, example string, children ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use: use, Short: short, Example: example,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				c.SuggestionsMinimumDistance = min(2, max(1, len(args[0])/3)) // two letters of a short word may be any other word
				if near := c.SuggestionsFor(args[0]); len(near) > 0 {
					return Usagef("unknown command %q, did you mean `%s %s`?", args[0], c.CommandPath(), near[0])
				}
				return Usagef("unknown command %q: see `%s --help`", args[0], c.CommandPath())
			}
			return c.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	c.AddCommand(children...)
	return c
}

// Takes checks the number of arguments: at least least and at most most, or any number above
// when most is negative. what names them for the message.
func Takes(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		if most == 0 {
			return Usagef("%s takes no arguments, got %q", c.CommandPath(), args[0])
		}
		return Usagef("%s takes %s: see `%s --help`", c.CommandPath(), what, c.CommandPath())
	}
}
