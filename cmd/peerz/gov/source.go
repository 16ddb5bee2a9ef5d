package gov

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func proposeSource(env *cli.Env) *cobra.Command {
	var p proposing
	var returned string
	c := &cobra.Command{
		Use:   "source ROLE attestors|validators|CONTRACT...",
		Short: "Propose where the measures of a role come from",
		Long: "Propose where the measures of a role come from: attestors who look at evidence, what validators sign, or up to\n" +
			"16 contracts whose own books say what people did, such as a market of jobs or pools. Of work that somebody\n" +
			"paid for, a participant earns at most --returned of what was burned for it; with all other roles up to 90%.",
		Example: "peerz gov propose source compute market --returned 45% --from alice\npeerz gov propose source liquidity pool --from alice",
		Args:    cli.Takes(2, 17, "a ROLE and where its measures come from"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			a := roles.SetSourceArgs{Role: args[0], Source: roles.Source{Kind: args[1]}}
			if args[1] != roles.FromAttestors && args[1] != roles.FromValidators {
				a.Source.Kind = roles.FromContracts
				for _, name := range args[1:] {
					found, err := node.FindContract(c.Context(), name)
					if err != nil {
						return err
					}
					a.Source.Contracts = append(a.Source.Contracts, chain.InMessage(found.Address))
				}
			} else if len(args) > 2 {
				return cli.Usagef("%s stands alone: leave out %s", args[1], strings.Join(args[2:], " "))
			}
			var err error
			if a.Source.Returned, err = arguments.Share(returned); err != nil {
				return cli.Usagef("--returned: %w", err)
			}
			action := governance.Action{Kind: "call", Contract: roles.Name, Input: sdk.Method("set_source", &a)}
			return proposeOne(c.Context(), env, node, p, action, fmt.Sprintf("Measures of %s come from %s", args[0], strings.Join(args[1:], ", ")))
		}),
	}
	p.flags(c, "title of the proposal (default: the role and the source)")
	c.Flags().StringVar(&returned, "returned", "0%", "of what was burned for somebody's work, what it earns at most")
	return c
}
