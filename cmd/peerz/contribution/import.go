package contribution

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contribution/csvfile"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func importCommand(env *cli.Env) *cobra.Command {
	var file, period, role, at string
	var s sending
	c := &cobra.Command{
		Use:   "import --file FILE.csv --period PERIOD",
		Short: "Submit one period of a contribution file and have it verified",
		Long: "Submit one period of a contribution file: CSV with the header period,participant,role,<measure>..., where\n" +
			"the measures are those of `peerz roles list`, and a column account may say who is paid.\n" +
			"A bad row is named by its line, and nothing is imported. A file that\n" +
			"its publisher has signed is taken as it is, and --at says where it can be fetched.\n" + submitHelp,
		Example: "peerz contribution import --file contributions.csv --period 2026-06 --role developers",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			known, err := roles.Client{Node: node}.Roles(c.Context())
			if err != nil {
				return err
			}
			source, err := openFile(c.Context(), env, node, file, at)
			if err != nil {
				return err
			}
			rows, err := csvfile.Read(bytes.NewReader(source.csv), known.Roles, period, role)
			if err != nil {
				err = fmt.Errorf("%s: %w; nothing was imported", file, err)
			}
			if errors.Is(err, csvfile.ErrEmpty) {
				err = cli.WithCode("no_rows", err)
			}
			if err != nil {
				return err
			}
			contributions := contributionsOf(env, rows)
			if len(contributions) == 0 {
				return cli.WithCode("no_rows", fmt.Errorf("%s: %w", file, csvfile.ErrEmpty))
			}
			if source.signed != nil {
				Refer(contributions, source.signed.Publisher)
			}
			return submit(c.Context(), env, node, s, known.Roles, source.evidence, contributions)
		}),
	}
	c.Flags().StringVar(&file, "file", "", "the CSV file")
	c.Flags().StringVar(&period, "period", "", "which rows: those whose period column says this")
	c.Flags().StringVar(&role, "role", "", "only rows of this role")
	c.Flags().StringVar(&at, "at", "", "where attestors find the file, which is signed, such as https://HOST/PATH")
	s.flags(c)
	_ = c.MarkFlagRequired("file")
	_ = c.MarkFlagRequired("period")
	return c
}

// openFile opens the file that a user named.
func openFile(ctx context.Context, env *cli.Env, node *chain.Chain, file, at string) (opened, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return opened{}, err
	}
	status, err := node.Status(ctx)
	if err != nil {
		return opened{}, err
	}
	source, err := open(env.Home, status.ChainID, raw, at)
	if err != nil {
		err = fmt.Errorf("%s: %w", file, err)
	}
	return source, err
}

// something reports whether anything was done.
func something(measures []abi.Amount) bool {
	return slices.ContainsFunc(measures, func(m abi.Amount) bool { return !m.IsZero() })
}

// contributionsOf are the rows in which something was done.
func contributionsOf(env *cli.Env, rows []csvfile.Row) (list []Contribution) {
	for _, r := range rows {
		if r.Written != r.ID {
			env.Note("line %d: %s is the participant %s", r.Line, r.Written, r.ID)
		}
		if !something(r.Measures) {
			env.Note("line %d: %s did nothing as %s: there is nothing to verify", r.Line, r.ID, r.Role)
			continue
		}
		list = append(list, Contribution{ID: r.ID, Role: r.Role, Account: r.Account, Period: r.Period, Measures: r.Measures})
	}
	return list
}
