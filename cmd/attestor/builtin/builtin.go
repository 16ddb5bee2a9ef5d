// Package builtin are the plug-ins that this program brings along. They run as any plug-in does, as
// processes of their own, and speak the same protocol.
//
//	file     a table that a publisher signed: one row for each participant, role and period
//	points   a table that a publisher signed: points for posts, each of which counts once
//	git      a commit that was merged into a repository
//
// What they find depends on the submission and the evidence alone, so that honest attestors find the same; and, where a publisher
// has contradicted itself, on which of its tables the attestor has seen.
package builtin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/plugin"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Names are those of the built-in plug-ins.
var Names = []string{"file", "git", "points"}

// Plugins returns the built-in plug-ins by name, as plugin.Main takes them.
func Plugins(ctx context.Context) map[string]func(io.Reader, io.Writer) error {
	return map[string]func(io.Reader, io.Writer) error{
		"file":   serve(func() (lookup, remember) { return newTables(fileHeader, (*tables).file) }),
		"points": serve(func() (lookup, remember) { return newTables(pointsHeader, (*tables).points) }),
		"git":    serve(func() (lookup, remember) { return (&repositories{ctx: ctx, fetched: map[string]error{}}).commit, nil }),
	}
}

// lookup finds what one submission is worth. An error means that it could not look.
type lookup func(s plugin.Submission) (plugin.Answer, error)

// remember is called for all submissions before the first lookup, so that their order makes no difference; nil: nothing is remembered.
type remember func(s plugin.Submission) error

// newTables returns the two for tables with a header, whose rows of one contribution come to what worth says.
func newTables(header []string, worth func(*tables, plugin.Submission, [][]string) (map[string]abi.Amount, string)) (lookup, remember) {
	t := new(tables)
	of := func(s plugin.Submission, rows [][]string) (map[string]abi.Amount, string) { return worth(t, s, rows) }
	return func(s plugin.Submission) (plugin.Answer, error) { return t.look(s, header, of) },
		func(s plugin.Submission) error { return t.remember(s, header, of) }
}

// serve makes a plug-in's process of a lookup.
func serve(open func() (lookup, remember)) func(io.Reader, io.Writer) error {
	return func(in io.Reader, out io.Writer) error {
		var asked []plugin.Submission
		if err := json.NewDecoder(in).Decode(&asked); err != nil {
			return fmt.Errorf("read the submissions: %w", err)
		}
		look, remember := open()
		for _, s := range asked {
			if remember == nil {
				break
			}
			if err := remember(s); err != nil {
				return err
			}
		}
		answers := make([]plugin.Answer, len(asked))
		for i, s := range asked {
			answer, err := look(s)
			if err != nil {
				return err
			}
			answers[i] = answer
		}
		return json.NewEncoder(out).Encode(answers)
	}
}

// nothing is the answer that counts 0, and why.
func nothing(format string, args ...any) (plugin.Answer, error) {
	return plugin.Answer{Reason: fmt.Sprintf(format, args...)}, nil
}

// skip is the answer to evidence of another kind.
func skip(format string, args ...any) (plugin.Answer, error) {
	return plugin.Answer{Skip: true, Reason: fmt.Sprintf(format, args...)}, nil
}

// mustName says why evidence is not the submission's account's, or nothing: what it names is that account, or, to an attestor
// who knows whose the name is, its id.
func mustName(s plugin.Submission, who string) (reason string) {
	switch {
	case who == s.Account.String():
		return ""
	case text.Lower(who) != s.ID:
		return fmt.Sprintf("it is the work of %.80q", who)
	case !s.Named:
		return fmt.Sprintf("it names %.80q, and no account", who)
	}
	return ""
}

// listed reports whether a list of sources has this one, or all.
func listed(list []string, source string) bool {
	return slices.Contains(list, source) || slices.Contains(list, "*")
}

// number reads a measure: decimal digits, below 2^96.
func number(cell string) (abi.Amount, error) {
	n, err := abi.ParseAmount(cell)
	if err == nil && n.Hi >= 1<<32 {
		err = errors.New("it is not below 2^96")
	}
	return n, err
}
