package gov

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func cancelCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:     "cancel ID",
		Short:   "Withdraw a proposal of your own; half of the deposit is lost",
		Example: "peerz gov cancel 1 --from alice",
		Args:    cli.Takes(1, 1, "the ID of a proposal"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			p, err := find(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			who, err := node.Address(c.Context(), s.From)
			switch {
			case err != nil:
				return err
			case chain.InMessage(who) != p.Proposer:
				return cli.WithCode("not_proposer", fmt.Errorf("proposal %d is not of %s, but of %s: only who made it can withdraw it",
					p.Proposal, s.From, node.Called(c.Context(), chain.AddressOf(p.Proposer))))
			case p.State != "waiting" && p.State != "voting":
				return cli.WithCode("voting_over", fmt.Errorf("proposal %d is %s: it can be withdrawn until its votes are counted", p.Proposal, p.State))
			}
			half, _, _ := abi.Amount(p.Deposit).MulDiv(abi.U64(1), abi.U64(2))
			if err := env.Confirm("half of the deposit, %s, is lost to the reserve", arguments.Tokens(half)); err != nil {
				return err
			}
			r, _, err := chain.Transact(c.Context(), node, s, governance.Client{}.Cancel(governance.ProposalArgs{Proposal: p.Proposal}), sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s withdraws proposal %d", s.From, p.Proposal), nil)
		}),
	}
	s.Flags(c)
	return c
}

func guardCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var a governance.GuardArgs
	c := &cobra.Command{
		Use:   "guard --cancel ID | --pause TRACK|CONTRACT --epochs N",
		Short: "As the guardian, stop a proposal, or have those of a track or a contract wait",
		Long: "What the guardian can do once in its mandate: stop a proposal that is not carried out yet, or have the\n" +
			"proposals of a track, or about a contract, wait for up to three epochs before they are carried out. Rules, and\n" +
			"what two thirds of all stake agree to, are beyond it. `peerz contract query governance guardian` says who it is.",
		Example: "peerz gov guard --cancel 4 --from guardian",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			did := fmt.Sprintf("the guardian stops proposal %d", a.Proposal)
			switch {
			case (a.Proposal == 0) == (a.Pause == ""):
				return cli.Usagef("want --cancel or --pause, one of them")
			case a.Pause != "":
				did = fmt.Sprintf("the guardian has proposals on %s wait for %d epochs", a.Pause, a.Epochs)
			}
			r, _, err := chain.Transact(c.Context(), node, s, governance.Client{}.Guard(a), sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, did, nil)
		}),
	}
	s.Flags(c)
	c.Flags().Uint64Var(&a.Proposal, "cancel", 0, "ID of a proposal to stop")
	c.Flags().StringVar(&a.Pause, "pause", "", "a track, or a contract")
	c.Flags().Uint64Var(&a.Epochs, "epochs", 0, "how long to wait, 1 to 3")
	return c
}
