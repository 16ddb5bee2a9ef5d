package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// commands walks the whole tree.
func commands(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, child := range c.Commands() {
		commands(child, visit)
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	a := &app{out: &bytes.Buffer{}, err: &bytes.Buffer{}}
	commands(a.root(), func(c *cobra.Command) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: its summary is %q, want a phrase", c.CommandPath(), c.Short)
		}
		if c.Example == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		if c.Args == nil {
			t.Errorf("%s does not check its arguments", c.CommandPath())
		}
		for _, line := range strings.Split(c.Long, "\n") {
			if len(line) > 120 {
				t.Errorf("%s: a line of its help is longer than 120 columns: %s", c.CommandPath(), line)
			}
		}
	})
}

// Examples go through the same parser as the user's own command lines, as far as it goes
// without a chain: the command must exist and know every flag.
func TestExamplesParse(t *testing.T) {
	a := &app{out: &bytes.Buffer{}, err: &bytes.Buffer{}}
	commands(a.root(), func(c *cobra.Command) {
		for _, line := range strings.Split(c.Example, "\n") {
			line, _, _ = strings.Cut(line, " > ")
			words := split(line)
			if len(words) < 2 || words[0] != "peerz" {
				t.Errorf("%s: example %q does not call peerz", c.CommandPath(), line)
				continue
			}
			root := (&app{out: &bytes.Buffer{}, err: &bytes.Buffer{}}).root()
			found, rest, err := root.Find(words[1:])
			if err != nil {
				t.Errorf("%s: example %q: %v", c.CommandPath(), line, err)
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%s: example %q: %v", c.CommandPath(), line, err)
				continue
			}
			if err := found.Args(found, found.Flags().Args()); err != nil {
				t.Errorf("%s: example %q: %v", c.CommandPath(), line, err)
			}
			if err := found.ValidateRequiredFlags(); err != nil {
				t.Errorf("%s: example %q: %v", c.CommandPath(), line, err)
			}
		}
	})
}

// split cuts a command line into words, keeping what is in quotes or in $(...) together.
func split(line string) []string {
	var words []string
	var word strings.Builder
	quoted, depth := false, 0
	for _, r := range line + " " {
		switch {
		case r == '\'':
			quoted = !quoted
			continue
		case r == '(':
			depth++
		case r == ')':
			depth--
		}
		if r == ' ' && !quoted && depth == 0 {
			if word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			continue
		}
		word.WriteRune(r)
	}
	return words
}

func TestAPanicIsReportedAsASentence(t *testing.T) {
	var out, errs bytes.Buffer
	a := &app{in: panics{}, out: &out, err: &errs}
	code := a.run(context.Background(), []string{"keys", "import", "dora", "--output", "json"})
	if code != exitFailed || !strings.HasPrefix(errs.String(), "error: internal error") || strings.Contains(errs.String(), "goroutine") {
		t.Errorf("exit %d, %q", code, errs.String())
	}
	if !strings.Contains(out.String(), `"message": "internal error`) {
		t.Errorf("programs read %q", out.String())
	}
}

// panics is an input that is broken beyond errors.
type panics struct{}

func (panics) Read([]byte) (int, error) { panic("broken input") }
