// Package stake is `peerz bond`, `peerz unbond` and `peerz stake`: tokens that vote, and that stand behind a
// validator or an attestor.
package stake

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Bond is `peerz bond`.
func Bond(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:   "bond AMOUNT",
		Short: "Bond tokens: they vote, and stand behind a validator or an attestor",
		Long: "Bond tokens. From the next epoch on they count in votes on proposals, as the power of the account's\n" +
			"validator, and as that of an attestor. They are lost in part if the validator signs against itself. AMOUNT\n" +
			"is in base units (1500), or in tokens with the unit behind it (1.5tokens).",
		Example: "peerz bond 1000tokens --from alice",
		Args:    cli.Takes(1, 1, "an AMOUNT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			amount, err := positive(args[0])
			if err != nil {
				return err
			}
			status, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, tx.Bond{Amount: amount})
			if err != nil {
				return err
			}
			did := fmt.Sprintf("%s bonds %s: they count from epoch %d on, which begins at about %s",
				s.From, arguments.Tokens(amount), status.Epoch+1, cli.Time(status.EpochEnd))
			return chain.ShowReceipt(env, r, did, map[string]any{"counts_from": status.Epoch + 1})
		}),
	}
	s.Flags(c)
	return c
}

// Unbond is `peerz unbond`.
func Unbond(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:   "unbond AMOUNT",
		Short: "Take tokens out of the stake; they are free some epochs later",
		Long: "Take tokens out of the stake. They have no power from the next epoch on, can be lost as before while they\n" +
			"are on their way out, and reach the balance by themselves.",
		Example: "peerz unbond 10tokens --from alice",
		Args:    cli.Takes(1, 1, "an AMOUNT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			amount, err := positive(args[0])
			if err != nil {
				return err
			}
			status, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			params, err := node.Params(c.Context())
			if err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, tx.Unbond{Amount: amount})
			if err != nil {
				return err
			}
			release := status.Epoch + 1 + params.Unbonding
			did := fmt.Sprintf("%s unbonds %s: they are free in epoch %d, not before %s",
				s.From, arguments.Tokens(amount), release, cli.Time(begins(status, params, release)))
			return chain.ShowReceipt(env, r, did, map[string]any{"release": release})
		}),
	}
	s.Flags(c)
	return c
}

// Command is `peerz stake`.
func Command(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "stake [ADDRESS|NAME|ID]",
		Short:   "Show what an account has bonded, and when what it unbonds is free",
		Example: "peerz stake alice\npeerz stake --output json",
		Args:    cli.Takes(0, 1, "at most one ADDRESS, NAME or participant ID"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			name := chain.DefaultFrom
			if len(args) > 0 {
				name = args[0]
			}
			address, err := node.Address(c.Context(), name)
			if err != nil {
				return err
			}
			acc, err := node.Account(c.Context(), address)
			if err != nil {
				return err
			}
			status, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			params, err := node.Params(c.Context())
			if err != nil {
				return err
			}
			answer := struct {
				Account abi.Address `json:"account"`
				client.Stake
			}{acc.Address, acc.Stake}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("account\t%s\nbonded\t%s\n", acc.Address, arguments.Tokens(acc.Stake.Bonded))
				w.Printf("votes\t%s on what is proposed in this epoch, %d\n", arguments.Tokens(acc.Stake.Votes), status.Epoch)
				if acc.Stake.Dormant {
					w.Printf("dormant\tit is in no quorum, since the account has signed no transaction for long: a vote wakes it, with full power\n")
				}
				for _, u := range acc.Stake.Unbonding {
					w.Printf("unbonding\t%s, free in epoch %d, not before %s\n", arguments.Tokens(u.Amount), u.Release, cli.Time(begins(status, params, u.Release)))
				}
				if acc.Stake.Validator != nil {
					w.Printf("validator\t%s\n", acc.Stake.Validator)
				}
				w.Printf("next\t%s\n", next(acc.Stake, status))
			})
		}),
	}
}

// next says what happens to a stake by itself, or what its owner can do with it.
func next(s client.Stake, status client.Status) string {
	switch {
	case s.Bonded.IsZero() && len(s.Unbonding) == 0:
		return "nothing: `peerz bond` makes tokens vote"
	case s.Bonded.IsZero():
		return "what is on its way out reaches the balance by itself"
	case s.Bonded != s.Votes:
		return fmt.Sprintf("from epoch %d on, which begins at about %s, it votes with %s", status.Epoch+1, cli.Time(status.EpochEnd), arguments.Tokens(s.Bonded))
	case s.Validator == nil:
		return "it votes (`peerz gov list`), and can stand behind a validator (`peerz validator join`) or an attestor (`peerz contract call roles register_attestor`)"
	}
	return "it votes (`peerz gov list`)"
}

func positive(text string) (abi.Amount, error) {
	amount, err := arguments.Amount(text)
	if err != nil {
		return amount, cli.Usagef("%w", err)
	}
	if amount.IsZero() {
		return amount, cli.Usagef("%s: nothing would change but the fee", text)
	}
	return amount, nil
}

// begins is the earliest time at which an epoch begins, in unix seconds.
func begins(status client.Status, params client.Params, epoch uint64) int64 {
	return status.EpochEnd + int64((epoch-min(epoch, status.Epoch+1))*params.EpochSeconds)
}
