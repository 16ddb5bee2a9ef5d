package gov

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// options are the answers that a vote can give.
var options = map[string]bool{"yes": true, "no": true, "veto": true, "abstain": true}

func voteCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:     "vote ID yes|no|veto|abstain",
		Short:   "Vote on a proposal",
		Long:    "Vote on a proposal, with the stake that was bonded when it was submitted. A second vote replaces the first.",
		Example: "peerz gov vote 1 yes --from bob",
		Args: func(c *cobra.Command, args []string) error { // before a node is asked for
			if err := cli.Takes(2, 2, "the ID of a proposal and yes, no, veto or abstain")(c, args); err != nil {
				return err
			}
			if !options[args[1]] {
				return cli.Usagef("%q is no vote: want yes, no, veto or abstain", args[1])
			}
			return nil
		},
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			id, err := proposalID(args[0])
			if err != nil {
				return err
			}
			if err := awaitVoting(c.Context(), env, node, id); err != nil {
				return err
			}
			vote := governance.Client{}.Vote(governance.VoteArgs{Proposal: id, Option: args[1]})
			r, _, err := chain.Transact(c.Context(), node, s, vote, sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s votes %s on proposal %d", s.From, args[1], id), nil)
		}),
	}
	s.Flags(c)
	return c
}

// awaitVoting waits until a proposal can be voted on, and says so; it fails when that is over.
func awaitVoting(ctx context.Context, env *cli.Env, node *chain.Chain, id uint64) error {
	for told := false; ; {
		p, err := governance.Client{Node: node}.GetProposal(ctx, governance.ProposalArgs{Proposal: id})
		if err != nil {
			return err
		}
		switch p.State {
		case "voting":
			return nil
		case "waiting":
			if !told {
				env.Note("proposal %d waits: voting begins at the end of an epoch, when it has a place and its report is complete; waiting for that", id)
				told = true
			}
			if err := client.Pause(ctx, 200*time.Millisecond); err != nil {
				return err
			}
		default:
			return fmt.Errorf("voting on proposal %d is over: its state is %s", id, p.State)
		}
	}
}
