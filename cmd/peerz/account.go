package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
)

func accountCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "account ADDRESS|NAME|ID",
		Short:   "Show the balance of an account, a participant or a contract",
		Example: "peerz account alice",
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
			acc, err := node.Account(c.Context(), address)
			if err != nil {
				return err
			}
			return a.show(acc, func(w io.Writer) {
				fmt.Fprintf(w, "address\t%s\nbalance\t%s\nnext nonce\t%d\n", acc.Address, arguments.Tokens(acc.Balance), acc.Nonce)
			})
		},
	}
}
