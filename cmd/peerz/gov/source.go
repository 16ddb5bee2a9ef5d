package gov

import (
	"context"
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
	var returned, stake string
	var asked roles.Source
	var publishers []string
	c := &cobra.Command{
		Use:   "source ROLE attestors|validators|CONTRACT...",
		Short: "Propose where the measures of a role come from",
		Long: "Propose where the measures of a role come from: attestors who look at evidence, what validators sign, or up to\n" +
			"16 contracts whose own books say what people did, such as a market of jobs or pools. Of work that somebody\n" +
			"paid for, a participant earns at most --returned of what was burned for it; with all other roles up to 90%.\n" +
			"For attestors, what no flag names stays as it is. Where work is cheap to make up, --age and --stake say what is\n" +
			"asked of who works; an account works under one id then.",
		Example: "peerz gov propose source compute market --returned 45% --from alice\npeerz gov propose source liquidity pool --from alice\n" +
			"peerz gov propose source social attestors --age 7 --stake 10tokens --from alice",
		Args: cli.Takes(2, 17, "a ROLE and where its measures come from"),
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
			if args[1] == roles.FromAttestors {
				now, err := roles.Client{Node: node}.Role(c.Context(), roles.RoleArgs{Name: args[0]})
				if err != nil {
					return err
				}
				if asked.Publishers, err = addresses(c.Context(), node, publishers); err != nil {
					return err
				}
				if asked.Stake, err = stakeOf(stake); err != nil {
					return err
				}
				attested(&a.Source, &now.Source, &asked, c.Flags().Changed)
			}
			action := governance.Action{Kind: "call", Contract: roles.Name, Input: sdk.Method("set_source", &a)}
			return proposeOne(c.Context(), env, node, p, action, fmt.Sprintf("Measures of %s come from %s", args[0], strings.Join(args[1:], ", ")))
		}),
	}
	p.flags(c, "title of the proposal (default: the role and the source)")
	c.Flags().StringVar(&returned, "returned", "0%", "of what was burned for somebody's work, what it earns at most")
	c.Flags().Uint64Var(&asked.Age, "age", 0, "attestors: epochs for which an id has been registered before it works")
	c.Flags().StringVar(&stake, "stake", "0", "attestors: what its account has bonded at least")
	c.Flags().StringSliceVar(&publishers, "publisher", nil, "attestors: key or address whose signed tables count; all that shall")
	c.Flags().StringArrayVar(&asked.Repositories, "repository", nil, "attestors: locator of a repository whose commits count; all that shall")
	return c
}

// attested makes a source that attestors look at: as it is, but for what flags name.
func attested(s, now, asked *roles.Source, named func(string) bool) {
	if now.Kind == roles.FromAttestors {
		*s = *now
	}
	if named("age") {
		s.Age = asked.Age
	}
	if named("stake") {
		s.Stake = asked.Stake
	}
	if named("publisher") {
		s.Publishers = asked.Publishers
	}
	if named("repository") {
		s.Repositories = asked.Repositories
	}
}

func stakeOf(text string) (sdk.Amount, error) {
	amount, err := arguments.Amount(text)
	if err != nil {
		return sdk.Amount{}, cli.Usagef("--stake: %w", err)
	}
	return sdk.Amount(amount), nil
}

func addresses(ctx context.Context, node *chain.Chain, names []string) (list []sdk.Address, err error) {
	for _, name := range names {
		a, err := node.Address(ctx, name)
		if err != nil {
			return nil, cli.Usagef("--publisher: %w", err)
		}
		list = append(list, chain.InMessage(a))
	}
	return list, nil
}
