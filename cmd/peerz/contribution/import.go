package contribution

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contribution/sheet"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
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
			contributions := make([]Contribution, len(rows))
			for i, r := range rows {
				if r.Written != r.ID {
					env.Note("line %d: %s is the participant %s", r.Line, r.Written, r.ID)
				}
				contributions[i] = Contribution{ID: r.ID, Role: r.Role, Measures: r.Measures}
			}
			return submit(c.Context(), env, node, s, fileRef(period, raw), period, contributions)
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

// fileRef names the contributions of one period of one file. Importing it twice in an epoch
// changes nothing, while other files and periods add to it.
func fileRef(period string, file []byte) string {
	const longest = 48 // so that the reference has at most 64 bytes
	if len(period) > longest {
		period = fmt.Sprintf("%x", sha256.Sum256([]byte(period)))[:longest]
	}
	sum := sha256.Sum256(file)
	return fmt.Sprintf("%s/%x", period, sum[:4])
}
