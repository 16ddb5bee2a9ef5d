package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
)

func statusCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Show where the chain stands",
		Example: "peerz status --output json",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			node, err := a.client()
			if err != nil {
				return err
			}
			s, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			return a.show(s, func(w io.Writer) {
				fmt.Fprintf(w, "chain\t%s\nheight\t%d\napp hash\t%s\n", s.ChainID, s.Height, s.AppHash)
				fmt.Fprintf(w, "epoch\t%d, from %s to %s\n", s.Epoch, clock(s.EpochStart), clock(s.EpochEnd))
				fmt.Fprintf(w, "time\t%s\nblock time\t%s\npeers\t%d\n", clock(s.Time), s.BlockTime(), s.Peers)
				if s.CatchingUp {
					fmt.Fprintln(w, "catching up\tyes: the node does not have the newest blocks yet")
				}
			})
		},
	}
}

// clock writes unix seconds as people read them.
func clock(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02 15:04:05Z") }
