// Package rewards is `peerz rewards`: what each epoch pays to whom, as the rewards contract
// accounts for it. Only `claim` makes a transaction, and nobody needs it: the chain pays what
// has matured by itself.
package rewards

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Command is `peerz rewards`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("rewards", "Look at what is paid to whom, and claim it",
		"peerz rewards epoch latest\npeerz rewards payouts --epoch 3 --role developers",
		epochCommand(env), payoutsCommand(env), showCommand(env), claimCommand(env), scheduleCommand(env))
}

func epochCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "epoch N|latest",
		Short:   "Show what one epoch emits and how the roles share it",
		Long:    "Show one epoch: its pool, where it comes from, and each role's share. `latest` is the last one that closed.",
		Example: "peerz rewards epoch latest --output json",
		Args:    cli.Takes(1, 1, "the number of an epoch, or latest"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			method, query := "latest", any(chain.None{})
			if args[0] != "latest" {
				n, err := strconv.ParseUint(args[0], 10, 64)
				if err != nil {
					return cli.Usagef("%q is not the number of an epoch, nor latest", args[0])
				}
				method, query = "epoch", map[string]uint64{"epoch": n}
			}
			answer, err := node.Ask(c.Context(), "rewards", method, query)
			if err != nil {
				return err
			}
			return env.Show(answer, func(w io.Writer) { showEpoch(w, answer) })
		}),
	}
}

// showEpoch writes an epoch as a short statement of account.
func showEpoch(w io.Writer, epoch map[string]any) {
	fmt.Fprintf(w, "epoch %v is %v, %s to %s\n", epoch["epoch"], epoch["state"], timeOf(epoch["start"]), timeOf(epoch["end"]))
	for _, name := range []string{"emission", "fees", "carry_in", "pool", "fee_pool", "carry_out"} {
		fmt.Fprintf(w, "%s\t%s\n", name, chain.TokensOf(epoch[name]))
	}
	fmt.Fprintf(w, "paid by\t%v\n\nrole\tweight\tpool\tscore\tparticipants\n", epoch["paid_by"])
	roles, _ := epoch["roles"].([]any)
	for _, each := range roles {
		r, _ := each.(map[string]any)
		fmt.Fprintf(w, "%v\t%v\t%s\t%v\t%v\n", r["role"], r["weight"], chain.TokensOf(r["pool"]), r["score_total"], r["participants"])
	}
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show ADDRESS|NAME|ID",
		Short:   "Show what an account or a participant earned and is still owed",
		Example: "peerz rewards show 154e59f657fb",
		Args:    cli.Takes(1, 1, "one ADDRESS, NAME or participant ID"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			address, err := node.Address(c.Context(), args[0])
			if err != nil {
				return err
			}
			answer, err := node.Ask(c.Context(), "rewards", "account", map[string]abi.Address{"account": address})
			if err != nil {
				return err
			}
			answer["address"] = address
			return env.Show(answer, func(w io.Writer) {
				fmt.Fprintf(w, "address\t%s\nearned\t%s\npaid\t%s\nowed\t%s\n", address,
					chain.TokensOf(answer["earned"]), chain.TokensOf(answer["paid"]), chain.TokensOf(answer["owed"]))
				pending, _ := answer["pending"].([]any)
				for _, each := range pending {
					p, _ := each.(map[string]any)
					fmt.Fprintf(w, "epoch %v\t%v\t%s\t%v\n", p["epoch"], p["role"], chain.TokensOf(p["amount"]), p["state"])
				}
			})
		}),
	}
}

func claimCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var account, id string
	c := &cobra.Command{
		Use:   "claim",
		Short: "Have everything that has matured paid to its account",
		Long: "Have everything that has matured paid to its account. Anybody may send the claim; the tokens always go\n" +
			"to the account that earned them. Nobody has to: the chain pays matured rewards by itself, a bounded\n" +
			"number in each block.",
		Example: "peerz rewards claim --participant 154e59f657fb",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if account != "" && id != "" {
				return cli.Usagef("--account and --participant both name who is paid: give one")
			}
			who := s.From
			if account+id != "" {
				who = account + id
			}
			args, err := json.Marshal(map[string]string{"account": who})
			if err != nil {
				return err
			}
			r, result, err := node.Execute(c.Context(), s, chain.Call{Contract: "rewards", Method: "claim", Args: args})
			if err != nil {
				return err
			}
			did := "claim for " + who
			if paid, known := result["paid"]; known {
				did = fmt.Sprintf("%s was paid %s", who, chain.TokensOf(paid))
			}
			return chain.ShowReceipt(env, r, did, result)
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&account, "account", "", "name or address of the account to pay (default: --from)")
	c.Flags().StringVar(&id, "participant", "", "participant whose account to pay")
	return c
}

// timeOf writes a field that holds unix seconds.
func timeOf(v any) string {
	seconds, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
	if err != nil {
		return fmt.Sprint(v)
	}
	return cli.Time(seconds)
}
