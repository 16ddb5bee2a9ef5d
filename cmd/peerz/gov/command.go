// Package gov is `peerz gov`: proposals to change the chain, votes on them, and what became of
// them. The governance contract decides; these commands fill in what people leave out, such as
// the deposit or the weights that stay as they are.
package gov

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
)

// Command is `peerz gov`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("gov", "Propose changes, vote on them, and see what became of them",
		"peerz gov propose weights --set compute=380000,developers=140000 --from alice\npeerz gov vote 1 yes --from bob",
		proposeCommand(env), voteCommand(env), showCommand(env), listCommand(env), paramsCommand(env), previewCommand(env))
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show ID",
		Short:   "Show a proposal, its votes and its fate",
		Example: "peerz gov show 1 --output json",
		Args:    cli.Takes(1, 1, "the ID of a proposal"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			id, err := proposalID(args[0])
			if err != nil {
				return err
			}
			p, err := governance.Client{Node: node}.GetProposal(c.Context(), governance.ProposalArgs{Proposal: id})
			if err != nil {
				return err
			}
			return env.Show(chain.Fields(p), func(w *cli.Printer) { showProposal(c.Context(), w, node, &p) })
		}),
	}
}

func showProposal(ctx context.Context, w *cli.Printer, node *chain.Chain, p *governance.ProposalInfo) {
	w.Printf("proposal %d\t%s\nstate\t%s\ntrack\t%s\n", p.Proposal, p.Title, p.State, p.Track)
	if p.Reason != "" {
		w.Printf("reason\t%s\n", p.Reason)
	}
	w.Printf("proposer\t%s\ndeposit\t%s\n", chain.AddressOf(p.Proposer), deposit(p))
	w.Printf("yes\t%s\nno\t%s\nveto\t%s\nabstain\t%s\n", chain.Tokens(p.Tally.Yes), chain.Tokens(p.Tally.No),
		chain.Tokens(p.Tally.Veto), chain.Tokens(p.Tally.Abstain))
	w.Printf("of\t%s, of which %s must vote\n", chain.Tokens(p.PowerTotal), arguments.Percent(p.Quorum))
	w.Printf("passes with\tmore than %s yes, of yes, no and veto\nvoting ends\twith epoch %d\n", arguments.Percent(p.Threshold), p.VotingEnd)
	if p.ExecuteAt != 0 { // while it is not accepted there is no such epoch
		w.Printf("takes effect\tepoch %d\n", p.ExecuteAt)
	}
	for _, a := range p.Actions {
		showAction(ctx, w, node, a)
	}
}

// deposit says what became of a proposal's deposit.
func deposit(p *governance.ProposalInfo) string {
	switch {
	case !p.Deposit.IsZero():
		return chain.Tokens(p.Deposit) + ", held until the votes are counted"
	case p.State == "cancelled":
		return "half returned, half lost to the next pool: the proposer withdrew"
	case p.Reason == governance.ReasonQuorum || p.Reason == governance.ReasonVeto:
		return "lost to the next pool: " + p.Reason
	}
	return "returned to the proposer"
}

// showAction writes what a proposal does.
func showAction(ctx context.Context, w *cli.Printer, node *chain.Chain, a governance.Action) {
	w.Printf("action\t%s\n", a.Kind)
	for _, weight := range a.Weights {
		w.Printf("%s\t%s\n", weight.Role, arguments.Percent(weight.Weight))
	}
	for _, g := range a.Guardrails {
		w.Row(g.Name, railText(g))
	}
	if a.Contract == "" {
		return
	}
	w.Printf("contract\t%s\n", a.Contract)
	if a.Kind == "upgrade" {
		w.Printf("code hash\t%x\n", a.CodeHash.Bytes())
	}
	if len(a.Migrate) > 0 {
		w.Printf("migrate\t%x\n", a.Migrate)
	}
	if len(a.Changes) > 0 {
		text := describe(ctx, node, a.Contract)
		for _, c := range a.Changes {
			w.Row(a.Contract+"/"+c.Name, text(c))
		}
	}
	if len(a.Input) == 0 {
		return
	}
	if target, err := node.Bind(ctx, a.Contract); err == nil {
		target.ShowCall(w, a.Input)
		return
	}
	w.Printf("call\t%x\n", a.Input)
}

// states are those that a proposal can have, as the contract names them.
var states = []string{"voting", "timelock", "probation", "executed", "rejected", "failed", "rolled_back", "cancelled", "expired"}

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
			return env.Show(map[string]any{"proposals": chain.List(list)}, func(w *cli.Printer) {
				switch {
				case len(list) == 0 && state != "":
					w.Printf("no proposal is in the state %s\n", state)
					return
				case len(list) == 0:
					w.Printf("no proposals; `peerz gov propose` makes one\n")
					return
				}
				w.Printf("id\tstate\ttrack\ttitle\n")
				for _, p := range list {
					w.Printf("%d\t%s\t%s\t%s\n", p.Proposal, p.State, p.Track, p.Title)
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
