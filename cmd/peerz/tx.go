package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

func txCommand(a *app) *cobra.Command {
	return group("tx", "Send tokens and look at transactions",
		"peerz tx send bob 1.5tokens --from alice", txSend(a), txShow(a))
}

func txSend(a *app) *cobra.Command {
	var s sending
	c := &cobra.Command{
		Use:   "send TO AMOUNT",
		Short: "Send tokens to an account",
		Long: "Send tokens. TO is an address, or the name of a key, a participant or a contract. AMOUNT is in base\n" +
			"units (1500), or in tokens with the unit behind it (1.5tokens); one token is 10^18 base units.",
		Example: "peerz tx send bob 1.5tokens --from alice",
		Args:    takes(2, 2, "TO and AMOUNT"),
		RunE: func(c *cobra.Command, args []string) error {
			amount, err := arguments.Amount(args[1])
			if err != nil {
				return usagef("%w", err)
			}
			node, err := a.client()
			if err != nil {
				return err
			}
			to, err := a.who(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			r, err := a.send(c.Context(), s, tx.Transfer{To: to, Amount: amount})
			if err != nil {
				return err
			}
			return a.showReceipt(r, fmt.Sprintf("%s sent %s to %s", s.from, arguments.Tokens(amount), args[0]), nil)
		},
	}
	s.flags(c)
	return c
}

func txShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show HASH",
		Short:   "Show the receipt of a transaction",
		Example: "peerz tx show $(peerz tx send bob 1token --from alice --async --output json | jq -r .hash)",
		Args:    takes(1, 1, "the HASH of a transaction"),
		RunE: func(c *cobra.Command, args []string) error {
			hash, err := abi.ParseHash(args[0])
			if err != nil {
				return usagef("%w", err)
			}
			node, err := a.client()
			if err != nil {
				return err
			}
			r, err := node.Tx(c.Context(), hash)
			if err != nil {
				return err
			}
			r.Events = events(r)
			return a.show(r, func(w io.Writer) {
				fmt.Fprintf(w, "height\t%d\noutcome\t%s\ngas used\t%d of %d\n", r.Height, r.CodeName, r.GasUsed, r.GasWanted)
				for _, e := range r.Events {
					fmt.Fprintf(w, "event\t%s %s\n", e.Type, e.Data)
				}
				if r.Log != "" {
					fmt.Fprintf(w, "log\t%s\n", r.Log)
				}
			})
		},
	}
}
