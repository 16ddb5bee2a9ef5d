// Package pool is `peerz pool`: to exchange the chain's token and one that a contract issues, and to provide both.
package pool

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	tokens "github.com/peerz-ai/peerz-chain/cmd/peerz/token"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Command is `peerz pool`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("pool", "Exchange the chain's token and others, and provide them",
		"peerz pool show\npeerz pool buy 10tokens --from bob\npeerz pool add 100tokens --from carol",
		createCommand(env), showCommand(env), addCommand(env), removeCommand(env), buyCommand(env), sellCommand(env))
}

// Role is paid for what pools measure.
const Role = "liquidity"

// where holds the flags of commands on a pool.
type where struct {
	chain.Sending
	at       string
	slippage string
}

// deadline is how long after the last block a transaction may still be executed, in seconds.
const deadline = 600

func (w *where) flags(c *cobra.Command, sends bool) {
	c.Flags().StringVar(&w.at, "at", "", "label or address of the pool (default: the first that is listed as a source of liquidity)")
	if sends {
		w.Sending.Flags(c)
		c.Flags().StringVar(&w.slippage, "slippage", "1%", "how much less than it looks now you accept")
	}
}

// market is a pool with its token, as it is now.
type market struct {
	*chain.Instance
	info  pool.InfoResult
	token *chain.Instance
	of    token.InfoResult
	until uint64 // the deadline of what is sent
}

func (w *where) open(ctx context.Context, node *chain.Chain) (m *market, err error) {
	m = new(market)
	if m.Instance, err = node.FindInstance(ctx, w.at, Role); err != nil {
		return nil, err
	}
	if m.info, err = (pool.Client{Node: m.Instance}).Info(ctx); err != nil {
		return nil, fmt.Errorf("%s is no pool: %w", m.Address, err)
	}
	if m.token, m.of, err = tokens.Find(ctx, node, chain.AddressOf(m.info.Terms.Token).String()); err != nil {
		return nil, err
	}
	status, err := node.Status(ctx)
	m.until = uint64(status.Time) + deadline
	return m, err
}

// less is an amount without the slippage.
func (w *where) less(a sdk.Amount) (sdk.Amount, error) {
	ppm, err := arguments.Share(w.slippage)
	if err != nil || ppm > 1_000_000 {
		return a, cli.Usagef("--slippage %s: want a share like 1%%", w.slippage)
	}
	left, _, _ := sdk.MulDiv(a, sdk.U64(1_000_000-ppm), sdk.U64(1_000_000))
	return left, nil
}

// approval lets the pool take so many of the sender's tokens: no message when it may already.
func (w *where) approval(ctx context.Context, m *market, amount sdk.Amount) ([]tx.Msg, error) {
	from, err := m.Sender(w.From)
	if err != nil {
		return nil, err
	}
	owner, spender := chain.InMessage(from.Address()), chain.InMessage(m.Address)
	now, err := token.Client{Node: m.token}.Allowance(ctx, token.AllowanceArgs{Owner: owner, Spender: spender})
	if err != nil || !now.Amount.Less(amount) {
		return nil, err
	}
	call := token.Client{}.Approve(token.ApproveArgs{Spender: spender, Was: now.Amount, Amount: amount})
	return []tx.Msg{tx.Call{Contract: m.token.Address, Input: call.Input}}, nil
}

// counted is an amount that is not one of native tokens: programs read its digits, people the text.
type counted struct {
	abi.Amount
	text string
}

func (c counted) String() string { return c.text }

// shown writes those fields of a result that do not count native tokens as what they are: units of the pool's
// token, and shares, which `pool remove` takes as they stand.
func (m *market) shown(fields map[string]any, ofToken string) map[string]any {
	if a, ok := fields[ofToken].(abi.Amount); ok {
		fields[ofToken] = counted{a, tokens.Text(sdk.Amount(a), &m.of)}
	}
	if a, ok := fields["shares"].(abi.Amount); ok {
		fields["shares"] = counted{a, a.String()}
	}
	if fee, swapped := fields["fee"]; swapped { // not that of the transaction, which a receipt has under this name
		fields["swap_fee"] = fee
		delete(fields, "fee")
	}
	return fields
}

func native(text string) (sdk.Amount, error) {
	a, err := arguments.Amount(text)
	if err != nil {
		return sdk.Amount{}, cli.Usagef("%w", err)
	}
	return sdk.Amount(a), nil
}

func createCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var fee, burn, least, label string
	c := &cobra.Command{
		Use:   "create TOKEN",
		Short: "Create a pool for a token, empty at first",
		Long: "Create a pool for a token, empty at first: whoever adds to it first chooses the price. Its code and terms never\n" +
			"change. Those who provide earn its fees; the pay of the role liquidity, once governance has listed it:\n" +
			"peerz gov propose source liquidity LABEL",
		Example: "peerz pool create usdx --from carol",
		Args:    cli.Takes(1, 1, "a TOKEN"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			at, info, err := tokens.Find(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			a := pool.InstantiateArgs{Token: chain.InMessage(at.Address)}
			if a.Fee, err = arguments.Share(fee); err != nil {
				return cli.Usagef("--swap-fee: %w", err)
			}
			if a.Burn, err = arguments.Share(burn); err != nil {
				return cli.Usagef("--burn: %w", err)
			}
			if a.Least, err = native(least); err != nil {
				return err
			}
			r, made, err := node.Deploy(c.Context(), s, pool.Name, label, &a)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s created a pool for %s: `peerz pool add AMOUNT --tokens N --at %s` fills it", s.From, info.Symbol, label),
				map[string]any{"address": made.Address, "label": label})
		}),
	}
	s.Flags(c)
	f := c.Flags()
	f.StringVar(&fee, "swap-fee", "0.3%", "of the native side of a swap, up to 10%")
	f.StringVar(&burn, "burn", "20%", "of the fee: burned, 10% to 50%")
	f.StringVar(&least, "least", "1tokens", "that a position has on its native side")
	f.StringVar(&label, "label", "pool", "label of the contract")
	return c
}

func showCommand(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: "show [ACCOUNT]", Short: "Show a pool, or what somebody has in it", Example: "peerz pool show\npeerz pool show carol",
		Args: cli.Takes(0, 1, "at most one ACCOUNT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			m, err := w.open(c.Context(), node)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				answer := chain.Fields(m.info)
				answer["address"] = m.Address
				return env.Show(answer, func(p *cli.Printer) {
					p.Printf("pool\t%s\nholds\t%s and %s\nfee\t%s of a swap, %s of it burned\nburned\t%s\nshares\t%s\n", node.Called(c.Context(), m.Address), chain.Tokens(m.info.Native),
						tokens.Text(m.info.Tokens, &m.of), arguments.Percent(m.info.Terms.Fee), arguments.Percent(m.info.Terms.Burn), chain.Tokens(m.info.Burned), m.info.Shares)
				})
			}
			who, err := node.Address(c.Context(), args[0])
			if err != nil {
				return err
			}
			r, err := pool.Client{Node: m.Instance}.Position(c.Context(), pool.PositionArgs{Account: chain.InMessage(who)})
			if err != nil {
				return err
			}
			return env.Show(chain.Fields(r), func(p *cli.Printer) {
				p.Printf("shares\t%s\nworth\t%s and %s\n", r.Shares, chain.Tokens(r.Native), tokens.Text(r.Tokens, &m.of))
			})
		}),
	}
	w.flags(c, false)
	return c
}
