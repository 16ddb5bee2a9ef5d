package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// commands walks the whole tree.
func commands(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, child := range c.Commands() {
		commands(child, visit)
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	commands(root(&cli.Env{}), func(c *cobra.Command) {
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
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || strings.Contains(f.Usage, "`") { // which would stand in place of the value's type
				t.Errorf("%s: the help of --%s is %q", c.CommandPath(), f.Name, f.Usage)
			}
		})
	})
}

// Examples go through the same parser as the user's own command lines, as far as it goes
// without a chain: the command must exist and know every flag.
func TestExamplesParse(t *testing.T) {
	commands(root(&cli.Env{}), func(c *cobra.Command) {
		for _, line := range strings.Split(c.Example, "\n") {
			line, _, _ = strings.Cut(line, " > ")
			words := split(line)
			if len(words) < 2 || words[0] != "peerz" {
				t.Errorf("%s: example %q does not call peerz", c.CommandPath(), line)
				continue
			}
			if err := parses(words[1:]); err != nil {
				t.Errorf("%s: example %q: %v", c.CommandPath(), line, err)
			}
		}
	})
}

// parses takes the words after peerz as far as it goes without a chain: the command must
// exist, know every flag, have those it needs, and take this number of arguments.
func parses(words []string) error {
	found, rest, err := root(&cli.Env{}).Find(words)
	if err != nil {
		return err
	}
	if err := found.ParseFlags(rest); err != nil {
		return err
	}
	if err := found.Args(found, found.Flags().Args()); err != nil {
		return err
	}
	return found.ValidateRequiredFlags()
}

// fence is a block of commands in a page; lines that end in a backslash go on.
var fence = regexp.MustCompile("(?s)\n```(?:sh)?\n(.*?)```")

// Every command that a page shows is one that the program takes.
func TestCommandsInPagesParse(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("../../*/*/README.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, page := range append(append(pages, more...), "../../README.md", "../../contracts/README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range fence.FindAllStringSubmatch(string(text), -1) {
			for line := range strings.Lines(strings.ReplaceAll(block[1], "\\\n", " ")) {
				line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
				line, _, _ = strings.Cut(line, " > ")
				words := split(arithmetic.ReplaceAllString(line, "1000"))
				if len(words) == 0 || words[0] != "peerz" {
					continue
				}
				seen++
				if err := parses(words[1:]); err != nil {
					t.Errorf("%s: %q: %v", page, line, err)
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d commands found in the pages: is the pattern right?", seen)
	}
}

// arithmetic is what a shell replaces by a number: a sum, or the variable of a loop.
var arithmetic = regexp.MustCompile(`\$\(\([^)]*\)\)|\$[a-z]\b`)

// split cuts a command line into words, keeping what is in quotes or in $(...) together.
func split(line string) []string {
	var words []string
	var word strings.Builder
	var quoted rune
	depth := 0
	for _, r := range line + " " {
		switch {
		case r == quoted:
			quoted = 0
			continue
		case quoted == 0 && (r == '\'' || r == '"'):
			quoted = r
			continue
		case r == '(':
			depth++
		case r == ')':
			depth--
		}
		if r == ' ' && quoted == 0 && depth == 0 {
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
