package contribution

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/builtin"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contribution/csvfile"
	listing "github.com/peerz-ai/peerz-chain/cmd/peerz/roles"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func submitCommand(env *cli.Env) *cobra.Command {
	var role, id, ref, commit, at, account string
	var s sending
	var measures []string
	c := &cobra.Command{
		Use:   "submit --role ROLE --id ID --measure NAME=VALUE",
		Short: "Submit one participant's contribution and have it verified",
		Long: "Submit something that one participant did. Contributions of an epoch add up. The same reference is the same\n" +
			"contribution, whoever did it and in whatever epoch. A merged commit is its own evidence: --commit.\n" + submitHelp,
		Example: "peerz contribution submit --role developers --id ann --measure merged_changes=3\n" +
			"peerz contribution submit --role developers --id ann --commit $COMMIT --at git+https://example.org/project.git",
		Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			id, err := csvfile.ParseID(id)
			if err != nil {
				return cli.Usagef("--id: %w", err)
			}
			known, err := roles.Client{Node: node}.Roles(c.Context())
			if err != nil {
				return err
			}
			one := Contribution{ID: id, Role: role, Ref: ref}
			if account != "" {
				if one.Account, err = node.Address(c.Context(), account); err != nil {
					return cli.Usagef("--account: %w", err)
				}
			}
			if one.Measures, err = readMeasures(known.Roles, role, measures); err != nil {
				return err
			}
			var where Evidence
			switch {
			case commit != "" && (ref != "" || len(measures) > 0):
				return cli.Usagef("--commit is the reference, and attestors find the measures: leave --ref and --measure out")
			case commit != "":
				one.Ref = commit
				if where, err = evidenceOf(commit, at); err != nil {
					return err
				}
			case !something(one.Measures):
				return cli.Usagef("what was done? --measure NAME=VALUE, or --commit ID --at REPOSITORY; the bond of what comes to 0 would be lost")
			case ref == "":
				one.Ref = strconv.FormatInt(time.Now().UnixNano(), 36)
			}
			return submit(c.Context(), env, node, s, known.Roles, where, []Contribution{one})
		}),
	}
	c.Flags().StringVar(&role, "role", "", "name of the role")
	c.Flags().StringVar(&id, "id", "", "id of the participant: up to 64 letters, digits and . _ : -")
	c.Flags().StringVar(&account, "account", "", "name or address of who is paid (default: whose name the id is here)")
	c.Flags().StringVar(&ref, "ref", "", "which contribution it is, such as the hash of a merged change (default: a new one)")
	c.Flags().StringVar(&commit, "commit", "", "the whole id of a merged commit, in place of measures")
	c.Flags().StringVar(&at, "at", "", "where the commit is: git+https://HOST/PATH, or git+file:NAME in the folder of evidence")
	c.Flags().StringSliceVar(&measures, "measure", nil, "one measure, like merged_changes=3; repeat for others, which are 0")
	s.flags(c)
	for _, name := range []string{"role", "id"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// evidenceOf is that of a commit in a repository.
func evidenceOf(commit, at string) (Evidence, error) {
	if !builtin.IsCommit(commit) {
		return Evidence{}, cli.Usagef("--commit %s: want the whole id, 40 or 64 digits 0-9 and a-f; the bond of another one would be lost", commit)
	}
	if l, err := evidence.ParseLocator(at); err != nil || !l.Repository {
		return Evidence{}, cli.Usagef("--at %s: want the repository of the commit, git+https://HOST/PATH or git+file:NAME", at)
	}
	return Evidence{at, builtin.EvidenceHash(commit)}, nil
}

// readMeasures puts NAME=VALUE pairs into the order of the role's measures.
func readMeasures(list []roles.RoleInfo, name string, pairs []string) ([]abi.Amount, error) {
	at := slices.IndexFunc(list, func(r roles.RoleInfo) bool { return r.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("there is no role %q: `peerz roles list` shows them", name)
	}
	values := make([]abi.Amount, len(list[at].Measures))
	for _, pair := range pairs {
		key, text, _ := strings.Cut(pair, "=")
		k := slices.IndexFunc(list[at].Measures, func(m roles.Measure) bool { return m.Name == key })
		if k < 0 {
			return nil, cli.Usagef("--measure %s: %s is paid for %s", pair, name, listing.PaidFor(list[at]))
		}
		var err error
		if values[k], err = csvfile.ParseMeasure(text); err != nil {
			return nil, cli.Usagef("--measure %s: %w", pair, err)
		}
	}
	return values, nil
}
