// Package token is `peerz token`: tokens that contracts issue, beside the chain's own.
package token

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Command is `peerz token`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("token", "Issue tokens by a contract, and move them",
		"peerz token create USDX --supply 1000000 --from alice\npeerz token balance usdx alice",
		createCommand(env), showCommand(env), balanceCommand(env), transferCommand(env))
}

func createCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var supply, limit, name, label, issuer string
	var decimals uint64
	c := &cobra.Command{
		Use:   "create SYMBOL --supply N",
		Short: "Issue a new token, all of it to the one who creates it",
		Long: "Issue a new token by a contract of its own, all of it to the one who creates it. The code of the contract\n" +
			"never changes. With --issuer somebody may issue more, up to --cap; nobody else ever can.",
		Example: "peerz token create USDX --supply 1000000 --decimals 6 --from alice",
		Args:    cli.Takes(1, 1, "a SYMBOL"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			from, err := node.Sender(s.From)
			if err != nil {
				return err
			}
			a := token.InstantiateArgs{Symbol: args[0], Name: cmp.Or(name, args[0]), Decimals: decimals}
			amount, err := Units(supply, decimals)
			if err != nil {
				return cli.Usagef("--supply: %w", err)
			}
			a.Cap = amount
			a.Holders = []token.Holding{{Account: chain.InMessage(from.Address()), Amount: amount}}
			if limit != "" {
				if a.Cap, err = Units(limit, decimals); err != nil {
					return cli.Usagef("--cap: %w", err)
				}
			}
			if a.Issuer, err = issuerOf(c.Context(), node, issuer); err != nil {
				return err
			}
			label = cmp.Or(label, strings.ToLower(args[0]))
			r, made, err := node.Deploy(c.Context(), s, token.Name, label, &a)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s issued %s %s", s.From, supply, args[0]),
				map[string]any{"address": made.Address, "label": label})
		}),
	}
	s.Flags(c)
	f := c.Flags()
	f.StringVar(&supply, "supply", "", "how many tokens, whole ones or with a point")
	f.StringVar(&limit, "cap", "", "how many there can ever be (default: the supply)")
	f.StringVar(&issuer, "issuer", "", "who may issue more, up to --cap (default: nobody)")
	f.StringVar(&name, "name", "", "name for people (default: the symbol)")
	f.StringVar(&label, "label", "", "label of the contract (default: the symbol, in small letters)")
	f.Uint64Var(&decimals, "decimals", 18, "digits behind the point, up to 18")
	_ = c.MarkFlagRequired("supply")
	return c
}

// issuerOf is who may issue more; nil for nobody.
func issuerOf(ctx context.Context, node *chain.Chain, name string) (*sdk.Address, error) {
	if name == "" {
		return nil, nil
	}
	address, err := node.Address(ctx, name)
	if err != nil {
		return nil, cli.Usagef("--issuer: %w", err)
	}
	may := chain.InMessage(address)
	return &may, nil
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use: "show TOKEN", Short: "Describe a token", Example: "peerz token show usdx",
		Args: cli.Takes(1, 1, "a TOKEN: its label or address"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			at, info, err := Find(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			answer := chain.Fields(info)
			answer["address"] = at.Address
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("%s\t%s\naddress\t%s\nsupply\t%s\ncap\t%s\n", info.Symbol, info.Name, at.Address, Text(info.Supply, &info), Text(info.Cap, &info))
				if info.Issuer == nil {
					w.Printf("issuer\tnobody issues more\n")
				} else {
					w.Printf("issuer\t%s\n", node.Called(c.Context(), chain.AddressOf(*info.Issuer)))
				}
			})
		}),
	}
}

func balanceCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use: "balance TOKEN [ACCOUNT]", Short: "Show what an account has of a token", Example: "peerz token balance usdx alice",
		Args: cli.Takes(1, 2, "a TOKEN and at most one ACCOUNT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			at, info, err := Find(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			name := chain.DefaultFrom
			if len(args) > 1 {
				name = args[1]
			}
			who, err := node.Address(c.Context(), name)
			if err != nil {
				return err
			}
			r, err := token.Client{Node: at}.Balance(c.Context(), token.BalanceArgs{Account: chain.InMessage(who)})
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"account": who, "balance": abi.Amount(r.Amount)}, func(w *cli.Printer) {
				w.Printf("%s\n", Text(r.Amount, &info))
			})
		}),
	}
}

func transferCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use: "transfer TOKEN TO AMOUNT", Short: "Move tokens", Example: "peerz token transfer usdx bob 12.5 --from alice",
		Args: cli.Takes(3, 3, "a TOKEN, the account TO and an AMOUNT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			at, info, err := Find(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			to, err := node.Address(c.Context(), args[1])
			if err != nil {
				return err
			}
			amount, err := Units(args[2], info.Decimals)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			call := token.Client{}.Transfer(token.TransferArgs{To: chain.InMessage(to), Amount: amount})
			return chain.Do(c.Context(), env, at, s, chain.Deed[struct{}]{Call: call, Did: fmt.Sprintf("%s sent %s to %s", s.From, Text(amount, &info), args[1])})
		}),
	}
	s.Flags(c)
	return c
}

// Find finds a token by its label or address, and what it says of itself.
func Find(ctx context.Context, node *chain.Chain, name string) (*chain.Instance, token.InfoResult, error) {
	found, err := node.FindContract(ctx, name)
	if err != nil {
		return nil, token.InfoResult{}, err
	}
	at := &chain.Instance{Chain: node, Address: found.Address}
	info, err := token.Client{Node: at}.Info(ctx)
	if err != nil {
		return nil, info, fmt.Errorf("%s is no token: %w", name, err)
	}
	return at, info, nil
}
