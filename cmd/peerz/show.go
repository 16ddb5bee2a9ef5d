package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/contribute"
	"github.com/peerz-ai/peerz-chain/cmd/keys"
	"github.com/peerz-ai/peerz-chain/cmd/sheet"
)

// show prints one answer: value as JSON, or what text writes. Tabs in the text line up.
func (a *app) show(value any, text func(w io.Writer)) error {
	if a.output == "json" {
		return a.encode(value)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	text(w)
	return w.Flush()
}

func (a *app) encode(value any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// note tells the user what is going on during long work; on the error stream, so that it
// never mixes with an answer.
func (a *app) note(format string, args ...any) { fmt.Fprintf(a.err, format+"\n", args...) }

// fail reports an error in the form of the interface: a sentence on the error stream and,
// for programs, an object on the output.
func (a *app) fail(err error) {
	fmt.Fprintf(a.err, "error: %v\n", err)
	var shown *shownError
	if a.output == "json" && !errors.As(err, &shown) {
		_ = a.encode(map[string]any{"error": map[string]string{"code": codeOf(err), "message": err.Error()}})
	}
}

// codeOf returns the stable name of an error for programs.
func codeOf(err error) string {
	var usage *usageError
	var refused *client.Error
	var failed *client.TxError
	var away *client.UnreachableError
	var aborted *abortError
	var module *refusedError
	switch {
	case errors.As(err, &usage):
		return "usage"
	case errors.As(err, &module):
		return "module_refused"
	case errors.As(err, &aborted):
		return aborted.name
	case errors.Is(err, contribute.ErrMissedEpoch):
		return "missed_epoch"
	case errors.As(err, &failed):
		return failed.Receipt.CodeName
	case errors.As(err, &refused):
		return refused.Code
	case errors.As(err, &away):
		return "unreachable"
	case errors.Is(err, keys.ErrNotFound):
		return "key_not_found"
	case errors.Is(err, sheet.ErrEmpty):
		return "no_rows"
	}
	return "failed"
}

// usageError says that the command line was not understood: exit code 2.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// shownError says that a request failed after its answer, which tells why, was printed.
type shownError struct{ error }

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// group is a command that only holds others. Alone it shows its help; an unknown name below
// it is an error, which cobra by itself would answer with the help and success.
func group(use, short, example string, children ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use: use, Short: short, Example: example,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q: see `%s --help`", args[0], c.CommandPath())
			}
			return c.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	c.AddCommand(children...)
	return c
}

// takes checks the number of arguments; what names them for the message.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		if most == 0 {
			return usagef("%s takes no arguments, got %q", c.CommandPath(), args[0])
		}
		return usagef("%s takes %s: see `%s --help`", c.CommandPath(), what, c.CommandPath())
	}
}
