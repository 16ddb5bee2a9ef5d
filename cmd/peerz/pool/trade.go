package pool

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	tokens "github.com/peerz-ai/peerz-chain/cmd/peerz/token"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func addCommand(env *cli.Env) *cobra.Command {
	var w where
	var first string
	c := &cobra.Command{
		Use:   "add AMOUNT",
		Short: "Provide native tokens, and as many of the others as the pool's proportion says",
		Example: "peerz pool add 100tokens --from carol\n" +
			"peerz pool add 100tokens --tokens 400 --from carol",
		Args: cli.Takes(1, 1, "an AMOUNT of native tokens"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			m, err := w.open(c.Context(), node)
			if err != nil {
				return err
			}
			amount, err := native(args[0])
			if err != nil {
				return err
			}
			a, err := w.adding(m, amount, first)
			if err != nil {
				return err
			}
			approval, err := w.approval(c.Context(), m, a.Tokens)
			if err != nil {
				return err
			}
			return chain.Do(c.Context(), env, m.Instance, w.Sending, chain.Deed[pool.AddResult]{Call: pool.Client{}.Add(a), Funds: amount, Before: approval,
				Did: fmt.Sprintf("%s provides %s and at most %s", w.From, chain.Tokens(amount), tokens.Text(a.Tokens, &m.of)),
				Result: func(r *pool.AddResult) (string, map[string]any) {
					return fmt.Sprintf("%s provides %s and %s", w.From, chain.Tokens(amount), tokens.Text(r.Tokens, &m.of)), m.shown(chain.Fields(*r), "tokens")
				}})
		}),
	}
	w.flags(c, true)
	c.Flags().StringVar(&first, "tokens", "", "how many of the others, for an empty pool")
	return c
}

// adding are the bounds of a deposit: as many tokens as the proportion says now, and the slippage more.
func (w *where) adding(m *market, amount sdk.Amount, first string) (a pool.AddArgs, err error) {
	a.Deadline = m.until
	if m.info.Shares.IsZero() {
		if first == "" {
			return a, cli.Usagef("the pool is empty: --tokens says how many of the others go with it, which is the price")
		}
		a.Tokens, err = tokens.Units(first, m.of.Decimals)
		return a, err
	}
	if first != "" {
		return a, cli.Usagef("--tokens is for an empty pool: this one has a price")
	}
	least, err := w.less(amount)
	if err != nil {
		return a, err
	}
	exact, _, ok := sdk.MulDiv(m.info.Tokens, amount, m.info.Native)
	most, _, ok2 := sdk.MulDiv(exact, amount, least)
	shares, _, ok3 := sdk.MulDiv(m.info.Shares, least, m.info.Native)
	if !ok || !ok2 || !ok3 {
		return a, cli.Usagef("the pool cannot take that much")
	}
	a.Tokens, a.Shares = most.Add(sdk.U64(1)), shares
	return a, nil
}

func removeCommand(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: "remove SHARES|all", Short: "Take back what you provide", Example: "peerz pool remove all --from carol",
		Args: cli.Takes(1, 1, "SHARES, or all"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			m, err := w.open(c.Context(), node)
			if err != nil {
				return err
			}
			from, err := node.Sender(w.From)
			if err != nil {
				return err
			}
			have, err := pool.Client{Node: m.Instance}.Position(c.Context(), pool.PositionArgs{Account: chain.InMessage(from.Address())})
			if err != nil {
				return err
			}
			a := pool.RemoveArgs{Shares: have.Shares, Deadline: m.until}
			if args[0] != "all" {
				var ok bool
				if a.Shares, ok = sdk.ParseAmount(args[0]); !ok {
					return cli.Usagef("%q: want a number of shares, or all", args[0])
				}
			}
			if have.Shares.Less(a.Shares) || a.Shares.IsZero() {
				return cli.WithCode("shares", fmt.Errorf("%s has %s shares in the pool", w.From, have.Shares))
			}
			for _, side := range []struct{ to, of *sdk.Amount }{{&a.Native, &have.Native}, {&a.Tokens, &have.Tokens}} {
				part, _, _ := sdk.MulDiv(*side.of, a.Shares, have.Shares)
				if *side.to, err = w.less(part); err != nil {
					return err
				}
			}
			return chain.Do(c.Context(), env, m.Instance, w.Sending, chain.Deed[pool.RemoveResult]{Call: pool.Client{}.Remove(a),
				Did: fmt.Sprintf("%s takes back %s shares", w.From, a.Shares),
				Result: func(r *pool.RemoveResult) (string, map[string]any) {
					return fmt.Sprintf("%s got back %s and %s", w.From, chain.Tokens(r.Native), tokens.Text(r.Tokens, &m.of)), m.shown(chain.Fields(*r), "tokens")
				}})
		}),
	}
	w.flags(c, true)
	return c
}

func buyCommand(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: "buy AMOUNT", Short: "Buy the other token for an amount of native ones", Example: "peerz pool buy 10tokens --from bob",
		Args: cli.Takes(1, 1, "an AMOUNT of native tokens"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			m, err := w.open(c.Context(), node)
			if err != nil {
				return err
			}
			amount, err := native(args[0])
			if err != nil {
				return err
			}
			quote, err := pool.Client{Node: m.Instance}.QuoteBuy(c.Context(), pool.QuoteArgs{In: amount})
			if err != nil {
				return err
			}
			a := pool.BuyArgs{Deadline: m.until}
			if a.Least, err = w.less(quote.Out); err != nil {
				return err
			}
			return chain.Do(c.Context(), env, m.Instance, w.Sending, chain.Deed[pool.SwapResult]{Call: pool.Client{}.Buy(a), Funds: amount,
				Did: fmt.Sprintf("%s buys at least %s for %s", w.From, tokens.Text(a.Least, &m.of), chain.Tokens(amount)),
				Result: func(r *pool.SwapResult) (string, map[string]any) {
					return fmt.Sprintf("%s bought %s for %s", w.From, tokens.Text(r.Out, &m.of), chain.Tokens(amount)), m.shown(chain.Fields(*r), "out")
				}})
		}),
	}
	w.flags(c, true)
	return c
}

func sellCommand(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: "sell N", Short: "Sell so many of the other token for native ones", Example: "peerz pool sell 40 --from bob",
		Args: cli.Takes(1, 1, "how many"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			m, err := w.open(c.Context(), node)
			if err != nil {
				return err
			}
			amount, err := tokens.Units(args[0], m.of.Decimals)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			quote, err := pool.Client{Node: m.Instance}.QuoteSell(c.Context(), pool.QuoteArgs{In: amount})
			if err != nil {
				return err
			}
			a := pool.SellArgs{Tokens: amount, Deadline: m.until}
			if a.Least, err = w.less(quote.Out); err != nil {
				return err
			}
			approval, err := w.approval(c.Context(), m, amount)
			if err != nil {
				return err
			}
			return chain.Do(c.Context(), env, m.Instance, w.Sending, chain.Deed[pool.SwapResult]{Call: pool.Client{}.Sell(a), Before: approval,
				Did: fmt.Sprintf("%s sells %s for at least %s", w.From, tokens.Text(amount, &m.of), chain.Tokens(a.Least)),
				Result: func(r *pool.SwapResult) (string, map[string]any) {
					return fmt.Sprintf("%s sold %s for %s", w.From, tokens.Text(amount, &m.of), chain.Tokens(r.Out)), m.shown(chain.Fields(*r), "")
				}})
		}),
	}
	w.flags(c, true)
	return c
}
