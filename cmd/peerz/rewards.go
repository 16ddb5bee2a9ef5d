package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func rewardsCommand(a *app) *cobra.Command {
	return group("rewards", "Look at what is paid to whom, and claim it",
		"peerz rewards epoch latest\npeerz rewards payouts --epoch 3 --role developers",
		rewardsEpoch(a), rewardsPayouts(a), rewardsShow(a), rewardsClaim(a), rewardsSchedule(a))
}

// ask runs a query of a built-in contract and keeps the answer as it is.
func (a *app) ask(ctx context.Context, contract, method string, args any) (map[string]any, error) {
	var answer json.RawMessage
	if err := a.askInto(ctx, contract, method, args, &answer); err != nil {
		return nil, err
	}
	return object(answer)
}

// askInto runs a query of a built-in contract and decodes the answer.
func (a *app) askInto(ctx context.Context, contract, method string, args, out any) error {
	node, err := a.client()
	if err != nil {
		return err
	}
	return query(ctx, node, contract, method, args, out)
}

// query asks a contract. When the contract refuses, the error says what its interface says
// about the reason.
func query(ctx context.Context, node *client.Client, contract, method string, args, out any) error {
	err := node.Query(ctx, contract, method, args, out)
	var refused *client.Error
	if !errors.As(err, &refused) {
		return err
	}
	con, lost := node.Contract(ctx, contract)
	if lost != nil {
		return err
	}
	iface, bare := abi.ParseInterface(con.Interface)
	if bare != nil {
		return err
	}
	for _, e := range iface.Errors {
		if e.Name == refused.Code {
			return refusedBy(called(con), e, err)
		}
	}
	return err
}

type none struct{} // of a query that takes no arguments

func rewardsEpoch(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "epoch N|latest",
		Short:   "Show what one epoch emits and how the roles share it",
		Long:    "Show one epoch: its pool, where it comes from, and each role's share. `latest` is the last one that closed.",
		Example: "peerz rewards epoch latest --output json",
		Args:    takes(1, 1, "the number of an epoch, or latest"),
		RunE: func(c *cobra.Command, args []string) error {
			method, query := "latest", any(none{})
			if args[0] != "latest" {
				n, err := strconv.ParseUint(args[0], 10, 64)
				if err != nil {
					return usagef("%q is not the number of an epoch, nor latest", args[0])
				}
				method, query = "epoch", map[string]uint64{"epoch": n}
			}
			answer, err := a.ask(c.Context(), "rewards", method, query)
			if err != nil {
				return err
			}
			return a.show(answer, func(w io.Writer) { showEpoch(w, answer) })
		},
	}
}

// showEpoch writes an epoch as a short statement of account.
func showEpoch(w io.Writer, epoch map[string]any) {
	fmt.Fprintf(w, "epoch %v is %v, %s to %s\n", epoch["epoch"], epoch["state"], whenOf(epoch["start"]), whenOf(epoch["end"]))
	for _, name := range []string{"emission", "fees", "carry_in", "pool", "fee_pool", "carry_out"} {
		fmt.Fprintf(w, "%s\t%s\n", name, tokensOf(epoch[name]))
	}
	fmt.Fprintf(w, "paid by\t%v\n\nrole\tweight\tpool\tscore\tparticipants\n", epoch["paid_by"])
	roles, _ := epoch["roles"].([]any)
	for _, each := range roles {
		r, _ := each.(map[string]any)
		fmt.Fprintf(w, "%v\t%v\t%s\t%v\t%v\n", r["role"], r["weight"], tokensOf(r["pool"]), r["score_total"], r["participants"])
	}
}

func whenOf(v any) string {
	seconds, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
	if err != nil {
		return fmt.Sprint(v)
	}
	return clock(seconds)
}

func tokensOf(v any) string {
	amount, err := abi.ParseAmount(fmt.Sprint(v))
	if err != nil {
		return "-"
	}
	return arguments.Tokens(amount)
}

func rewardsShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show ADDRESS|NAME|ID",
		Short:   "Show what an account or a participant earned and is still owed",
		Example: "peerz rewards show 154e59f657fb",
		Args:    takes(1, 1, "one ADDRESS, NAME or participant ID"),
		RunE: func(c *cobra.Command, args []string) error {
			node, err := a.client()
			if err != nil {
				return err
			}
			address, err := a.who(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			answer, err := a.ask(c.Context(), "rewards", "account", map[string]abi.Address{"account": address})
			if err != nil {
				return err
			}
			answer["address"] = address
			return a.show(answer, func(w io.Writer) {
				fmt.Fprintf(w, "address\t%s\nearned\t%s\npaid\t%s\nowed\t%s\n", address,
					tokensOf(answer["earned"]), tokensOf(answer["paid"]), tokensOf(answer["owed"]))
				pending, _ := answer["pending"].([]any)
				for _, each := range pending {
					p, _ := each.(map[string]any)
					fmt.Fprintf(w, "epoch %v\t%v\t%s\t%v\n", p["epoch"], p["role"], tokensOf(p["amount"]), p["state"])
				}
			})
		},
	}
}

func rewardsClaim(a *app) *cobra.Command {
	var s sending
	var account, id string
	c := &cobra.Command{
		Use:   "claim",
		Short: "Have everything that has matured paid to its account",
		Long: "Have everything that has matured paid to its account. Anybody may send the claim; the tokens always go\n" +
			"to the account that earned them. Nobody has to: the chain pays matured rewards by itself, a bounded\n" +
			"number in each block.",
		Example: "peerz rewards claim --participant 154e59f657fb",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if account != "" && id != "" {
				return usagef("--account and --participant both name who is paid: give one")
			}
			who := s.from
			if account+id != "" {
				who = account + id
			}
			args, err := json.Marshal(map[string]string{"account": who})
			if err != nil {
				return err
			}
			r, result, err := a.execute(c.Context(), s, contractCall{contract: "rewards", method: "claim", args: args})
			if err != nil {
				return err
			}
			did := "claim for " + who
			if paid, known := result["paid"]; known {
				did = fmt.Sprintf("%s was paid %s", who, tokensOf(paid))
			}
			return a.showReceipt(r, did, result)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&account, "account", "", "name or address of the account to pay (default: --from)")
	c.Flags().StringVar(&id, "participant", "", "participant whose account to pay")
	return c
}
