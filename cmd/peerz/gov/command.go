// Package gov is `peerz gov`: proposals to change the chain, votes on them, and what became of
// them. The governance contract decides; these commands fill in what people leave out, such as
// the deposit or the weights that stay as they are.
package gov

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
)

// Command is `peerz gov`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("gov", "Propose changes, vote on them, and see what became of them",
		"peerz gov propose weights --set compute=380000,developers=140000 --from alice\npeerz gov vote 1 yes --from bob",
		proposeCommand(env), templateCommand(env), voteCommand(env), delegateCommand(env), powerCommand(env), cancelCommand(env), guardCommand(env),
		showCommand(env), tallyCommand(env), listCommand(env), paramsCommand(env), previewCommand(env))
}

// states are those that a proposal can have, as the contract names them.
var states = []string{"waiting", "voting", "timelock", "shadow", "probation", "executed", "rejected", "failed", "rolled_back", "cancelled", "expired"}

func listCommand(env *cli.Env) *cobra.Command {
	var state string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the proposals",
		Example: "peerz gov list --state voting",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if state != "" && !slices.Contains(states, state) {
				return cli.Usagef("--state %s: want one of %s", state, strings.Join(states, ", "))
			}
			list, err := chain.Pages(func(after uint64) ([]governance.ProposalInfo, uint64, error) {
				page, err := governance.Client{Node: node}.Proposals(c.Context(), governance.ProposalsArgs{After: after, State: state})
				return page.Proposals, page.Next, err
			})
			if err != nil {
				return err
			}
			at, err := clockOf(c.Context(), node)
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"proposals": chain.List(list)}, func(w *cli.Printer) {
				switch {
				case len(list) == 0 && state != "":
					w.Printf("no proposal is in the state %s\n", state)
					return
				case len(list) == 0:
					w.Printf("no proposals; `peerz gov propose` makes one\n")
					return
				}
				w.Printf("id\tstate\ttrack\tnext\ttitle\n")
				for _, p := range list {
					w.Printf("%d\t%s\t%s\t%s\t%s\n", p.Proposal, p.State, p.Track, cmp.Or(next(&p, at), "-"), p.Title)
				}
			})
		}),
	}
	c.Flags().StringVar(&state, "state", "", "only those in this state: "+strings.Join(states, ", "))
	return c
}

func proposalID(text string) (uint64, error) {
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, cli.Usagef("%q is not the ID of a proposal", text)
	}
	return id, nil
}
