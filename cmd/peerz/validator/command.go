// Package validator is `peerz validator`: joining and leaving those who sign blocks, with another key, and
// seeing who they are.
package validator

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Command is `peerz validator`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("validator", "Sign blocks: join, leave, change keys, and see who does",
		"peerz validator list\npeerz validator join --bond 1000tokens --from alice",
		joinCommand(env), rotateCommand(env), leaveCommand(env), listCommand(env), showCommand(env), proofCommand(env))
}

func joinCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var k keyFlags
	var bond string
	c := &cobra.Command{
		Use:   "join [--bond AMOUNT]",
		Short: "Make the key of a node the validator of an account",
		Long: "Make a key the validator of an account: of the node in --home, or of the one that --key and --proof name\n" +
			"(see `peerz validator proof`). Its power is the account's stake in whole tokens. The chain brings it in at\n" +
			"epoch boundaries: with a power of 1 at first, and as soon as it has signed a block, step by step the rest.\n" +
			"A key is one account's for ever.",
		Example: "peerz validator join --bond 1000tokens --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			m, err := k.message(c.Context(), env, node, s.From)
			if err != nil {
				return err
			}
			msgs := []tx.Msg{m}
			if bond != "" {
				amount, err := arguments.Amount(bond)
				if err != nil {
					return cli.Usagef("--bond: %w", err)
				}
				msgs = []tx.Msg{tx.Bond{Amount: amount}, m}
			}
			r, err := node.SendAll(c.Context(), s, msgs...)
			if err != nil {
				return err
			}
			did, err := prospect(c.Context(), node, s.From)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, did, map[string]any{"key": fmt.Sprintf("%x", m.Key)})
		}),
	}
	s.Flags(c)
	k.flags(c)
	c.Flags().StringVar(&bond, "bond", "", "bond this amount first, in base units or like 1000tokens")
	return c
}

func rotateCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var k keyFlags
	c := &cobra.Command{
		Use:   "rotate-key",
		Short: "Have another key sign for an account's validator",
		Long: "Have another key sign for an account's validator: that of the node in --home, or the one that --key and\n" +
			"--proof name. Run a second node with the new key beside the old one; never copy a key that signs. The old\n" +
			"key keeps its power until the new one has signed a block, and gives it up at epoch boundaries from then on.",
		Example: "peerz validator rotate-key --home /srv/new --api http://127.0.0.1:26650 --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			acc, err := accountOf(c.Context(), node, s.From)
			if err != nil {
				return err
			}
			if acc.Stake.Validator == nil {
				return cli.WithCode("no_validator", fmt.Errorf("%s has no validator: `peerz validator join` makes one", s.From))
			}
			m, err := k.message(c.Context(), env, node, s.From)
			if err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, m)
			if err != nil {
				return err
			}
			did := fmt.Sprintf("%x takes over from %s, which signs on until the new key has signed a block; `peerz validator list` shows both", m.Key, acc.Stake.Validator)
			return chain.ShowReceipt(env, r, did, map[string]any{"key": fmt.Sprintf("%x", m.Key), "before": acc.Stake.Validator})
		}),
	}
	s.Flags(c)
	k.flags(c)
	return c
}

func leaveCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:   "leave",
		Short: "Take an account's validator out of those who sign blocks",
		Long: "Take an account's validator out of those who sign blocks. Its power goes down at epoch boundaries, by at most a\n" +
			"third of all power each; let the node run until it is gone. The stake stays bonded and votes on: unbond it\n" +
			"to have it back.",
		Example: "peerz validator leave --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			set, err := node.Validators(c.Context())
			if err != nil {
				return err
			}
			acc, err := accountOf(c.Context(), node, s.From)
			if err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, tx.Leave{})
			if err != nil {
				return err
			}
			did := s.From + " leaves"
			if v, ok := find(set, acc); ok {
				status, err := node.Status(c.Context())
				if err != nil {
					return err
				}
				did = fmt.Sprintf("%s leaves: its power of %d is gone within %s, from %s on; let its node run until then",
					s.From, v.Power, epochs(stepsDown(v.Power, set.Power)), cli.Time(status.EpochEnd))
				if v.Power == set.Power && v.Power > 0 {
					did += "\nIt holds all power, and somebody always stays: it signs on until others have power"
				}
			}
			return chain.ShowReceipt(env, r, did, nil)
		}),
	}
	s.Flags(c)
	return c
}

// find is the validator of an account.
func find(set client.Validators, acc client.Account) (client.Validator, bool) {
	for _, v := range set.Validators {
		if acc.Stake.Validator != nil && v.Key == *acc.Stake.Validator {
			return v, true
		}
	}
	return client.Validator{}, false
}

func epochs(n int) string {
	if n == 1 {
		return "an epoch"
	}
	return fmt.Sprintf("%d epochs", n)
}

// stepsDown is how many boundaries it takes to bring a power to nothing, if nothing else changes.
func stepsDown(power, total int64) (n int) {
	for ; power > 0 && n < world.AbsentAfter; n++ {
		step := min(power, max(1, total/3))
		power, total = power-step, total-step
	}
	return max(n, 1)
}

// stepsUp is how many boundaries it takes from the first to bring a power in, if nothing else changes.
func stepsUp(power, total int64) (n int) {
	for have := int64(1); have < power && n < world.AbsentAfter; n++ {
		step := min(power-have, max(1, total/3))
		have, total = have+step, total+step
	}
	return n + 1
}
