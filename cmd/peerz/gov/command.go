// Package gov is `peerz gov`: proposals to change the chain, votes on them, and what became of
// them. The governance contract decides; these commands fill in what people leave out, such as
// the deposit or the weights that stay as they are.
package gov

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// Command is `peerz gov`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("gov", "Propose changes, vote on them, and see what became of them",
		"peerz gov propose weights --set compute=380000,developers=140000 --from alice\npeerz gov vote 1 yes --from bob",
		proposeCommand(env), voteCommand(env), showCommand(env), listCommand(env))
}

// options are the answers that a vote can give.
var options = map[string]bool{"yes": true, "no": true, "veto": true, "abstain": true}

func voteCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:     "vote ID yes|no|veto|abstain",
		Short:   "Vote on a proposal",
		Long:    "Vote on a proposal, with the stake that was bonded when it was submitted. A second vote replaces the first.",
		Example: "peerz gov vote 1 yes --from bob",
		Args:    cli.Takes(2, 2, "the ID of a proposal and yes, no, veto or abstain"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			id, err := proposalID(args[0])
			if err != nil {
				return err
			}
			if !options[args[1]] {
				return cli.Usagef("%q is no vote: want yes, no, veto or abstain", args[1])
			}
			if err := awaitVoting(c.Context(), node, id); err != nil {
				return err
			}
			call := chain.Call{Contract: "governance", Method: "vote", Args: fmt.Appendf(nil, `{"proposal":%d,"option":%q}`, id, args[1])}
			r, result, err := node.Execute(c.Context(), s, call)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s votes %s on proposal %d", s.From, args[1], id), result)
		}),
	}
	s.Flags(c)
	return c
}

// awaitVoting waits until a proposal can be voted on; it fails when that is over.
func awaitVoting(ctx context.Context, node *chain.Chain, id uint64) error {
	for {
		var p struct{ State string }
		if err := node.Query(ctx, "governance", "proposal", map[string]uint64{"proposal": id}, &p); err != nil {
			return err
		}
		switch p.State {
		case "voting":
			return nil
		case "submitted":
			if err := client.Pause(ctx, 0); err != nil {
				return err
			}
		default:
			return fmt.Errorf("voting on proposal %d is over: its state is %s", id, p.State)
		}
	}
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
			p, err := node.Ask(c.Context(), "governance", "proposal", map[string]uint64{"proposal": id})
			if err != nil {
				return err
			}
			return env.Show(p, func(w io.Writer) { showProposal(w, p) })
		}),
	}
}

func showProposal(w io.Writer, p map[string]any) {
	fmt.Fprintf(w, "proposal %v\t%v\nstate\t%v\ntrack\t%v\n", p["proposal"], p["title"], p["state"], p["track"])
	if reason := fmt.Sprint(p["reason"]); p["reason"] != nil && reason != "" {
		fmt.Fprintf(w, "reason\t%s\n", reason)
	}
	tally, _ := p["tally"].(map[string]any)
	for _, option := range []string{"yes", "no", "veto", "abstain"} {
		fmt.Fprintf(w, "%s\t%s\n", option, chain.TokensOf(tally[option]))
	}
	fmt.Fprintf(w, "of\t%s\nvoting ends\twith epoch %v\n", chain.TokensOf(p["power_total"]), p["voting_end"])
	if at := fmt.Sprint(p["execute_at"]); at != "0" { // while it is not accepted there is no such epoch
		fmt.Fprintf(w, "takes effect\tepoch %s\n", at)
	}
	actions, _ := p["actions"].([]any)
	for _, each := range actions {
		action, _ := each.(map[string]any)
		fmt.Fprintf(w, "action\t%v\n", action["kind"])
		delete(action, "kind")
		cli.WriteFields(w, action)
	}
}

func listCommand(env *cli.Env) *cobra.Command {
	var state string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the proposals",
		Example: "peerz gov list --state voting",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			query := map[string]any{}
			if state != "" {
				query["state"] = state
			}
			list, err := node.Pages(c.Context(), "governance", "proposals", "proposals", query)
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"proposals": list}, func(w io.Writer) {
				switch {
				case len(list) == 0 && state != "":
					fmt.Fprintf(w, "no proposal is in the state %s\n", state)
					return
				case len(list) == 0:
					fmt.Fprintln(w, "no proposals; `peerz gov propose` makes one")
					return
				}
				fmt.Fprintln(w, "id\tstate\ttrack\ttitle")
				for _, p := range list {
					fmt.Fprintf(w, "%v\t%v\t%v\t%v\n", p["proposal"], p["state"], p["track"], p["title"])
				}
			})
		}),
	}
	c.Flags().StringVar(&state, "state", "", "only those in this state, such as voting or executed")
	return c
}

func proposalID(text string) (uint64, error) {
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, cli.Usagef("%q is not the ID of a proposal", text)
	}
	return id, nil
}
