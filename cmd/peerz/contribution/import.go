package contribution

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contribution/sheet"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

func importCommand(env *cli.Env) *cobra.Command {
	var file, period, role string
	var s sending
	c := &cobra.Command{
		Use:   "import --file FILE.csv --period PERIOD",
		Short: "Submit one period of a contribution file and have it verified",
		Long: "Submit one period of a contribution file: CSV with the header period,participant,role,<measure>..., where\n" +
			"the measures are those of `peerz roles list`. A bad row is named by its line, and nothing is imported.\n" + submitHelp,
		Example: "peerz contribution import --file contributions.csv --period 2026-06 --role developers",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			known, err := roles.Client{Node: node}.Roles(c.Context())
			if err != nil {
				return err
			}
			raw, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			rows, err := sheet.Read(bytes.NewReader(raw), known.Roles, period, role)
			if err != nil {
				err = fmt.Errorf("%s: %w; nothing was imported", file, err)
			}
			if errors.Is(err, sheet.ErrEmpty) {
				err = cli.WithCode("no_rows", err)
			}
			if err != nil {
				return err
			}
			var contributions []Contribution
			for _, r := range rows {
				if r.Written != r.ID {
					env.Note("line %d: %s is the participant %s", r.Line, r.Written, r.ID)
				}
				if !slices.ContainsFunc(r.Measures, func(m abi.Amount) bool { return !m.IsZero() }) {
					env.Note("line %d: %s did nothing as %s: there is nothing to verify", r.Line, r.ID, r.Role)
					continue
				}
				contributions = append(contributions, Contribution{ID: r.ID, Role: r.Role, Ref: periodRef(period, r.ID), Measures: r.Measures})
			}
			if len(contributions) == 0 {
				return cli.WithCode("no_rows", fmt.Errorf("%s: %w", file, sheet.ErrEmpty))
			}
			return submit(c.Context(), env, node, s, raw, period, contributions)
		}),
	}
	c.Flags().StringVar(&file, "file", "", "the CSV file")
	c.Flags().StringVar(&period, "period", "", "which rows: those whose period column says this")
	c.Flags().StringVar(&role, "role", "", "only rows of this role")
	s.flags(c)
	_ = c.MarkFlagRequired("file")
	_ = c.MarkFlagRequired("period")
	return c
}

// periodRef names the contribution of a participant in a period. It does not depend on the rest of the
// file: a file with one more row, or line, has the same contributions.
func periodRef(period, id string) string {
	ref := period + "/" + id
	if len(ref) > 64 || !text.IsLine(ref) {
		return fmt.Sprintf("%x", sha256.Sum256([]byte(ref)))
	}
	return ref
}
