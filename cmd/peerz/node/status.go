package node

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

// Status is `peerz status`.
func Status(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Show where the chain stands",
		Example: "peerz status --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			s, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			return env.Show(s, func(w *cli.Printer) {
				w.Printf("chain\t%s\nheight\t%d\napp hash\t%s\n", s.ChainID, s.Height, s.AppHash)
				w.Printf("epoch\t%d, from %s to %s\n", s.Epoch, cli.Time(s.EpochStart), cli.Time(s.EpochEnd))
				w.Printf("time\t%s\nblock time\t%s\npeers\t%d\n", cli.Time(s.Time), s.BlockTime(), s.Peers)
				if s.Metrics != "" {
					w.Printf("metrics\t%s\n", s.Metrics)
				}
				writeProgram(w, s)
				writeTroubles(w, s)
				if due, err := (rewards.Client{Node: node}).Weights(c.Context()); err == nil && s.Epoch >= due.Due {
					w.Printf("to do\ta review of the weights is overdue since epoch %d: `peerz weights show`\n", due.Due)
				}
				for _, m := range s.History.Missing {
					w.Printf("history\tblocks %d to %d are missing: they were pruned while the index was off or behind\n", m.From, m.To)
				}
				if s.CatchingUp {
					w.Printf("catching up\tyes: the node does not have the newest blocks yet\n")
				}
			})
		}),
	}
}

// writeTroubles writes what everybody with stake should know of the built-in contracts.
func writeTroubles(w *cli.Printer, s client.Status) {
	for _, f := range s.Failing {
		next := "no way back: it waits for a rescue, `peerz rescue vote " + f.Contract + " CODE`"
		if f.WayBack {
			next = "after three it goes back to the code before"
		}
		w.Printf("failing\t%s, for %d epochs in a row; %s\n", f.Contract, f.Epochs, next)
	}
	for _, r := range s.Rescues {
		w.Printf("rescue\t%s gets the code %s in epoch %d, unless signals change: `peerz rescue list`\n", r.Contract, r.Code, r.Due)
	}
}

// writeProgram writes which version runs, and what is to come.
func writeProgram(w *cli.Printer, s client.Status) {
	p := s.Program
	w.Printf("program\t%s\n", p.Running)
	if p.Version != "" && p.Version != p.Running {
		w.Printf("blocks belong to\tversion %s, which this one continues\n", p.Version)
	}
	if p.Planned == nil {
		return
	}
	blocks := time.Duration(min(p.Planned.Height-s.Height, 1<<24)) // within what a duration can count
	w.Printf("planned\tversion %s from block %d on, in %s or more\n", p.Planned.Version, p.Planned.Height, (blocks * s.BlockTime()).Round(time.Second))
	if p.Planned.Version != p.Running {
		w.Printf("to do\thave version %s at hand: this node stops before block %d\n", p.Planned.Version, p.Planned.Height)
	}
}
