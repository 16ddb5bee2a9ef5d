package audit

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

func exportCommand(env *cli.Env) *cobra.Command {
	var r span
	var out, id string
	c := &cobra.Command{
		Use:   "export --out DIR",
		Short: "Write everything that an audit takes into files, a folder for each epoch",
		Long: "Write what the chain has of each sealed epoch into a folder of its own: inputs, weights, the formula's code,\n" +
			"what was verified, what is paid, as JSON and CSV, and a README. Each is calculated again before it is written, and\n" +
			"its contributions must come to the Merkle root that stays in the chain's state. With --participant there is also\n" +
			"one table of what that participant was paid, such as a tax form asks for.",
		Example: "peerz audit export --out ./books\npeerz audit export --out ./books --from 100 --participant ann",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if id != "" && !text.IsName(id) {
				return cli.Usagef("--participant %q is not the id of a participant", id)
			}
			s, err := sourceOf(env, "")
			if err != nil {
				return err
			}
			return s.export(c.Context(), env, r, audit.Folder(out), id)
		},
	}
	r.flags(c)
	c.Flags().StringVar(&out, "out", "", "folder to write into; what it has of other epochs stays")
	c.Flags().StringVar(&id, "participant", "", "id of a participant whose history to write, too")
	_ = c.MarkFlagRequired("out")
	return c
}

func (s source) export(ctx context.Context, env *cli.Env, r span, out audit.Folder, id string) error {
	a := audit.New(s)
	defer a.Close() //nolint:errcheck // a sandbox in memory
	history := audit.History{ID: id}
	var written []string
	differ := 0
	err := s.each(ctx, r, func(e *audit.Epoch) error {
		found, err := a.Check(ctx, e)
		if err != nil {
			return err
		}
		for _, f := range found {
			env.Note("%s", f)
		}
		differ += len(found)
		if err := e.FetchReports(ctx, s.node); err != nil {
			return err
		}
		dir, err := out.Write(ctx, e, s)
		written = append(written, dir)
		history.Add(e)
		return err
	})
	if err != nil {
		return err
	}
	if id != "" && history.Empty() {
		return cli.WithCode("no_payout", fmt.Errorf("nothing was paid to %s in these epochs, so there is no history to write: `peerz roles show %s` says whether there is such an id", id, id))
	}
	if id != "" {
		files, err := out.WriteHistory(history)
		if written = append(written, files...); err != nil {
			return err
		}
	}
	err = env.Show(map[string]any{"written": written}, func(w *cli.Printer) {
		w.Printf("written\t%d folders and files below %s\n", len(written), string(out))
		w.Printf("check them with `peerz audit --data %s`\n", string(out))
	})
	if err == nil && differ > 0 {
		err = differs(differ)
	}
	return err
}
