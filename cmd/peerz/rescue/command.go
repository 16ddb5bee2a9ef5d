// Package rescue is `peerz rescue`: giving a built-in contract another code by what the owners of stake signal,
// when its own code, or governance's, does not work any more.
package rescue

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Command is `peerz rescue`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("rescue", "Give a contract that failed another code, without asking any contract",
		"peerz rescue list\npeerz rescue vote governance back --from alice", voteCommand(env), listCommand(env))
}

func voteCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var against bool
	c := &cobra.Command{
		Use:   "vote CONTRACT CODE|back|none",
		Short: "Signal which code a contract shall have",
		Long: "Signal, with all that an account has bonded, that a built-in contract shall have a code: one that is uploaded, by\n" +
			"its hash or file, or `back`, the code before. With --no: that it shall not. An account has one signal for each\n" +
			"contract; a later one replaces it, `none` withdraws it. It ends by itself after 60 epochs, and a week.\n" +
			"A code that was proven in the contract before needs two thirds of the stake that is not dormant, for an epoch;\n" +
			"another one two thirds of all stake for seven epochs, and less than a third of what is not dormant against it.\n" +
			"Signals are counted at epoch boundaries, by the chain itself, whatever its contracts do.",
		Example: "peerz rescue vote governance back --from alice\npeerz rescue vote roles roles.wasm --no --from bob",
		Args:    cli.Takes(2, 2, "a CONTRACT and a CODE, back or none"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			con, err := node.FindContract(c.Context(), args[0])
			if err != nil {
				return err
			}
			m := tx.Rescue{Contract: con.Address, Against: against}
			if m.Code, err = code(c.Context(), node, con, args[1]); err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, m)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, said(s.From, con, m), map[string]any{"contract": con.Address, "code_hash": m.Code, "against": against})
		}),
	}
	s.Flags(c)
	c.Flags().BoolVar(&against, "no", false, "signal that the contract shall not get the code")
	return c
}

func said(who string, con client.Contract, m tx.Rescue) string {
	switch {
	case m.Code.IsZero():
		return fmt.Sprintf("%s signals nothing about %s any more", who, chain.NameOf(con))
	case m.Against:
		return fmt.Sprintf("%s signals that %s shall not get the code %s; `peerz rescue list` shows what it has", who, chain.NameOf(con), m.Code)
	}
	return fmt.Sprintf("%s signals that %s shall get the code %s; `peerz rescue list` shows what is missing", who, chain.NameOf(con), m.Code)
}

// code is the hash that a person means.
func code(ctx context.Context, node *chain.Chain, con client.Contract, text string) (hash abi.Hash, err error) {
	switch text {
	case "none":
		return hash, nil
	case "back":
		if con.Previous == nil {
			return hash, cli.WithCode("no_code_before", fmt.Errorf("the chain knows no code before that of %s: name one by its hash", chain.NameOf(con)))
		}
		return *con.Previous, nil
	}
	found, err := node.FindCode(ctx, text)
	if err != nil {
		return hash, err
	}
	return found.Hash, fits(ctx, node, con, found.Hash)
}

// fits refuses a code that says of itself that it is another contract's.
func fits(ctx context.Context, node *chain.Chain, con client.Contract, hash abi.Hash) error {
	var names [2]string
	for i, h := range []abi.Hash{con.CodeHash, hash} {
		wasm, err := node.Wasm(ctx, h)
		if err != nil {
			return err
		}
		if face, err := abi.ParseInterface(abi.InterfaceIn(wasm)); err == nil { // one that says nothing may be anything
			names[i] = face.Name
		}
	}
	if names[0] != "" && names[1] != "" && names[0] != names[1] {
		return cli.WithCode("other_contract", fmt.Errorf("this is code of %s, and %s has the interface of %s: it would not work there", names[1], chain.NameOf(con), names[0]))
	}
	return nil
}

func listCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the codes that owners of stake signal, and what is missing",
		Example: "peerz rescue list --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			all, err := node.Rescues(c.Context())
			if err != nil {
				return err
			}
			return env.Show(all, func(w *cli.Printer) {
				if len(all.Rescues) == 0 {
					w.Printf("nobody signals another code for any contract\n")
					return
				}
				w.Printf("contract\tcode\tfor\tneeded\tagainst\tstops it\tstate\n")
				for _, r := range all.Rescues {
					w.Printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Contract, r.Code, arguments.Tokens(r.For), arguments.Tokens(r.Needed),
						arguments.Tokens(r.Against), limit(r), state(r))
				}
			})
		}),
	}
}

func limit(r client.Rescue) string {
	if r.Limit.IsZero() {
		return "-"
	}
	return arguments.Tokens(r.Limit)
}

// state says what is to come of a rescue.
func state(r client.Rescue) string {
	known := "new code"
	if r.Served {
		known = "served before"
	}
	switch {
	case r.Live == r.Code:
		return "live"
	case r.Fault > 0:
		return fmt.Sprintf("%s; due, but its dry run fails with %s: tried again at every boundary", known, abi.Code(r.Fault))
	case r.Open:
		return fmt.Sprintf("%s; due in epoch %d", known, r.Due)
	}
	return fmt.Sprintf("%s; must have enough for %d epochs", known, r.Epochs)
}
