// Package doctor is `peerz doctor`: it looks at a node's home, and at the node that runs there, and lists
// what is wrong and what to do. It changes nothing but what a start of the node would.
package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Finding is one thing that is wrong.
type Finding struct {
	Code  Code   `json:"code"`
	Level string `json:"level"` // error: the node will not start, does not move or is in danger; else warning
	What  string `json:"what"`
	Do    string `json:"do"`
}

// Command is `peerz doctor`.
func Command(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "List what is wrong with the node of --home, and what to do",
		Long: "Look at the home, whether its node runs or not, and at the node if it runs: genesis, settings, keys, file\n" +
			"modes, disk, stores, ports, snapshots, peers, clock, blocks. Each finding has a code that stays. An error is\n" +
			"a reason why a node does not start or move, or a danger to its keys, and makes the exit code 1.",
		Example: "peerz doctor --home /tmp/full\npeerz doctor --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			found := Examine(c.Context(), home.Dir(env.Home))
			if found == nil {
				found = []Finding{}
			}
			errs := 0
			for _, f := range found {
				if f.Level == levelError {
					errs++
				}
			}
			err := env.Show(found, func(w *cli.Printer) {
				if len(found) == 0 {
					w.Printf("nothing is wrong with %s\n", env.Home)
				}
				for _, f := range found {
					w.Printf("%s: %s (%s)\n", f.Level, f.What, f.Code)
					if f.Do != "" {
						w.Printf("  do: %s\n", f.Do)
					}
				}
			})
			if err == nil && errs > 0 {
				return cli.Shownf("%d of %d findings are errors", errs, len(found))
			}
			return err
		},
	}
}

// The levels of a finding.
const (
	levelError   = "error"
	levelWarning = "warning"
)

// patient is one examination.
type patient struct {
	ctx   context.Context
	dir   home.Dir
	cfg   home.Config
	late  time.Duration // how long no block may come, three times of blocks besides
	found []Finding
}

func (p *patient) bad(code Code, do, what string, args ...any) {
	p.found = append(p.found, Finding{code, levelError, fmt.Sprintf(what, args...), do})
}

func (p *patient) poor(code Code, do, what string, args ...any) {
	p.found = append(p.found, Finding{code, levelWarning, fmt.Sprintf(what, args...), do})
}

// Examine lists what is wrong with a home and its node, in the order in which a start would stumble over it.
func Examine(ctx context.Context, dir home.Dir) []Finding {
	p := &patient{ctx: ctx, dir: dir, late: 10 * time.Second}
	return p.examine()
}

func (p *patient) examine() []Finding {
	dir := p.dir
	if !dir.Initialised() {
		p.bad(NotInitialised, "name the home with --home, or make one with `peerz node init`", "%s has no config/genesis.json", dir)
		return p.found
	}
	p.genesis()
	settings := p.settings()
	p.keys()
	p.modes()
	p.space(dir.FreeSpace())
	p.snapshots()
	process, running := home.Running(dir)
	switch {
	case running:
		p.running(process)
	case settings:
		p.stopped()
	}
	return p.found
}
