package state

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func checkCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "check [HOME]",
		Short: "Read and verify the whole state of a stopped node",
		Long: "Read the whole state of a stopped node: every page of the tree hashes to what its parent says, every leaf to\n" +
			"its pair, nothing is missing or besides, and the token's books balance. Damage is reported with exit code 1.",
		Example: "peerz state check /tmp/full",
		Args:    cli.Takes(0, 1, "at most one HOME"),
		RunE: func(c *cobra.Command, args []string) (err error) {
			s, err := openState(env, args)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			told := env.Progress("check", "pairs")
			r, err := s.State().Check(c.Context(), func(done, total uint64) { told.Step(int(done), int(total)) })
			told.End()
			if err != nil {
				return s.Dir().Remedy(err)
			}
			view := s.State().View()
			defer view.Close()
			if err := world.Read(view).CheckBooks(); err != nil {
				return err
			}
			answer := map[string]any{"height": r.Head.Height, "app_hash": fmt.Sprintf("%x", r.Head.Root),
				"pairs": r.Pairs, "bytes": r.Bytes, "pages": r.Pages}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("sound\theight %d, app hash %x\n", r.Head.Height, r.Head.Root)
				w.Printf("read\t%d pairs of %d bytes, %d tree pages; the books balance\n", r.Pairs, r.Bytes, r.Pages)
			})
		},
	}
}
