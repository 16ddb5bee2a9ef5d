package gov

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func delegateCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var drop bool
	c := &cobra.Command{
		Use:   "delegate NAME",
		Short: "Have your stake vote by somebody else, unless you vote yourself",
		Long: "Name a proxy: from the next epoch on it votes with your stake, whatever that will be. Whenever you vote yourself,\n" +
			"before the proxy or after it, your stake counts as you say. The proxy cannot hand it on, nor move it. --drop ends it.",
		Example: "peerz gov delegate bob --from alice",
		Args:    cli.Takes(0, 1, "a NAME"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			if drop == (len(args) == 1) {
				return cli.Usagef("want the NAME of a proxy, or --drop alone")
			}
			var a governance.DelegateArgs
			did := s.From + " has no proxy any more, from the next epoch on"
			if !drop {
				proxy, err := node.Address(c.Context(), args[0])
				if err != nil {
					return err
				}
				a.Proxy = chain.InMessage(proxy)
				did = fmt.Sprintf("%s votes with the stake of %s from the next epoch on, unless %s does", args[0], s.From, s.From)
			}
			r, _, err := chain.Transact(c.Context(), node, s, governance.Client{}.Delegate(a), sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, did, nil)
		}),
	}
	s.Flags(c)
	c.Flags().BoolVar(&drop, "drop", false, "have no proxy")
	return c
}

func powerCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "power [NAME]",
		Short: "Show what an account votes with, how many vote at all, and how evenly power is spread",
		Long: "Show what an account votes with on what is proposed now, and who votes for it; the turnout of the last votes; and\n" +
			"of the validators the Gini coefficient (0: all alike, 1: one has everything) and the Nakamoto coefficient: how many\n" +
			"of them together can stop the chain.",
		Example: "peerz gov power alice",
		Args:    cli.Takes(0, 1, "a NAME"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			name := chain.DefaultFrom
			if len(args) == 1 {
				name = args[0]
			}
			who, err := node.Address(c.Context(), name)
			if err != nil {
				return err
			}
			p, err := governance.Client{Node: node}.Power(c.Context(), governance.PowerArgs{Account: chain.InMessage(who)})
			if err != nil {
				return err
			}
			all, err := node.Validators(c.Context())
			if err != nil {
				return err
			}
			var powers []int64
			for _, v := range all.Validators {
				if v.Power > 0 {
					powers = append(powers, int64(v.Power))
				}
			}
			votes, err := turnouts(c.Context(), node)
			if err != nil {
				return err
			}
			answer := chain.Fields(p)
			answer["account"], answer["turnout"] = who, votes
			answer["validators"] = map[string]any{"count": len(powers), "gini": gini(powers), "nakamoto": nakamoto(powers)}
			return env.Show(answer, func(w *cli.Printer) {
				showPower(c.Context(), w, node, name, p)
				for _, v := range votes {
					w.Printf("proposal %d\t%s of %s voted\n", v.Proposal, share(v.Turnout, v.Power), arguments.Tokens(v.Power))
				}
				w.Printf("validators\t%d; Gini coefficient %s, Nakamoto coefficient %d\n", len(powers), gini(powers), nakamoto(powers))
			})
		}),
	}
}

func showPower(ctx context.Context, w *cli.Printer, node *chain.Chain, name string, p governance.PowerResult) {
	w.Printf("account\t%s\nstake\t%s\n", name, chain.Tokens(p.Stake))
	if !p.Proxy.IsZero() {
		w.Printf("proxy\t%s votes with it, unless %s does\n", node.Called(ctx, chain.AddressOf(p.Proxy)), name)
	}
	w.Printf("votes for others with\t%s\n", chain.Tokens(p.Delegated))
	if p.NextStake != p.Stake {
		w.Printf("stake from the next epoch on\t%s\n", chain.Tokens(p.NextStake))
	}
	if p.NextProxy != p.Proxy {
		next := "nobody"
		if !p.NextProxy.IsZero() {
			next = node.Called(ctx, chain.AddressOf(p.NextProxy))
		}
		w.Printf("proxy from the next epoch on\t%s\n", next)
	}
	w.Printf("all stake\t%s, of which %s is awake\n", chain.Tokens(p.All), share(abi.Amount(p.Awake), abi.Amount(p.All)))
}

// turnout is how many voted on a proposal.
type turnout struct {
	Proposal uint64     `json:"proposal"`
	Turnout  abi.Amount `json:"turnout"`
	Power    abi.Amount `json:"power"`
}

// turnouts are those of the last five proposals whose votes are counted.
func turnouts(ctx context.Context, node *chain.Chain) ([]turnout, error) {
	list, err := chain.Pages(func(after uint64) ([]governance.ProposalInfo, uint64, error) {
		page, err := governance.Client{Node: node}.Proposals(ctx, governance.ProposalsArgs{After: after})
		return page.Proposals, page.Next, err
	})
	if err != nil {
		return nil, err
	}
	counted := []turnout{}
	for _, p := range slices.Backward(list) {
		if p.VotingEnd != 0 && p.State != "voting" && p.State != "cancelled" && len(counted) < 5 {
			t := countOf(&p)
			counted = append(counted, turnout{p.Proposal, t.turnout, t.all})
		}
	}
	return counted, nil
}

// gini is how unevenly powers are spread, with three decimals: the mean difference of two, as a share of twice the mean.
func gini(powers []int64) string {
	sorted := slices.Sorted(slices.Values(powers))
	sum, ranked := new(big.Int), new(big.Int)
	for i, p := range sorted {
		sum.Add(sum, big.NewInt(p))
		ranked.Add(ranked, new(big.Int).Mul(big.NewInt(int64(i+1)), big.NewInt(p)))
	}
	n := big.NewInt(int64(len(sorted)))
	whole := new(big.Int).Mul(n, sum)
	if whole.Sign() == 0 {
		return "0.000"
	}
	part := new(big.Int).Sub(new(big.Int).Lsh(ranked, 1), new(big.Int).Mul(new(big.Int).Add(n, big.NewInt(1)), sum))
	return new(big.Rat).SetFrac(part, whole).FloatString(3)
}

// nakamoto is how many of the most powerful have more than a third together: they can stop the chain.
func nakamoto(powers []int64) (n int) {
	sorted := slices.Sorted(slices.Values(powers))
	slices.Reverse(sorted)
	total, some := new(big.Int), new(big.Int)
	for _, p := range sorted {
		total.Add(total, big.NewInt(p))
	}
	for _, p := range sorted {
		n++
		some.Add(some, big.NewInt(3*p))
		if some.Cmp(total) > 0 {
			break
		}
	}
	return n
}
