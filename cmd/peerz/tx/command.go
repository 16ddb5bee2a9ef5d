// Package tx is `peerz tx` and `peerz account`: transfers, receipts of transactions, and
// balances.
package tx

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Command is `peerz tx`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("tx", "Send tokens and look at transactions",
		"peerz tx send bob 1.5tokens --from alice", sendCommand(env), showCommand(env), buildCommand(env), signCommand(env), combineCommand(env))
}

func sendCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:   "send TO AMOUNT | FILE",
		Short: "Send tokens to an account, or a signed transaction",
		Long: "Send tokens, or, with one word, the transaction in a FILE that `peerz tx sign` has signed.\n" +
			"TO is an address, or the name of a key here, of an entry of the address book, of a built-in\n" +
			"contract, or a participant's id; one that means several accounts is refused. AMOUNT is in base\n" +
			"units (1500), or in tokens with the unit behind it (1.5tokens); one token is 10^18 base units.",
		Example: "peerz tx send bob 1.5tokens --from alice\npeerz tx send pay.json",
		Args:    cli.Takes(1, 2, "TO and AMOUNT, or the FILE of a signed transaction"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			if len(args) == 1 {
				return sendFile(c.Context(), env, node, args[0], s.Async)
			}
			amount, err := arguments.Amount(args[1])
			if err != nil {
				return cli.Usagef("%w", err)
			}
			if amount.IsZero() {
				return cli.Usagef("%s: a transfer of nothing would only pay its fee", args[1])
			}
			to, err := node.FindAccount(c.Context(), args[0])
			if err != nil {
				return err
			}
			if err := sensible(c.Context(), node, s, to, env.Yes); err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, tx.Transfer{To: to.Address, Amount: amount})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s sent %s to %s", s.From, arguments.Tokens(amount), to), map[string]any{"to": to.Address})
		}),
	}
	s.Flags(c)
	return c
}

// sensible declines a transfer that only pays its fee, and, unless yes, one to a contract: it gets
// tokens without a word, and few can do anything with them.
func sensible(ctx context.Context, node *chain.Chain, s chain.Sending, to chain.Found, yes bool) error {
	from, err := node.Sender(s.From)
	if err != nil {
		return err
	}
	if from.Address() == to.Address {
		return cli.Usagef("%s is the sender: a transfer to itself would only pay its fee", to)
	}
	if yes {
		return nil
	}
	_, err = node.Contract(ctx, to.Address.String())
	switch {
	case client.IsNotFound(err):
		return nil
	case err != nil:
		return err
	}
	return cli.WithCode("to_contract", fmt.Errorf("%s is a contract: a transfer does not run its code, and without a method that returns them the tokens are lost; "+
		"`peerz contract call ... --funds` pays for a call, --yes sends all the same", to))
}

func showCommand(env *cli.Env) *cobra.Command {
	var calls bool
	c := &cobra.Command{
		Use:   "show HASH",
		Short: "Show the receipt of a transaction",
		Long: "Show the receipt of a transaction. With --calls the node executes its block again and tells what the\n" +
			"transaction called, and with how much gas, as long as it has the state of that time.",
		Example: "peerz tx show $(peerz tx send bob 1token --from alice --async --output json | jq -r .hash)",
		Args:    cli.Takes(1, 1, "the HASH of a transaction"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			hash, err := abi.ParseHash(args[0])
			if err != nil {
				return cli.Usagef("%w", err)
			}
			r, err := node.Tx(c.Context(), hash)
			if err != nil {
				return err
			}
			if calls {
				return showCalls(c.Context(), env, node, hash)
			}
			return show(c.Context(), env, node, r)
		}),
	}
	c.Flags().BoolVar(&calls, "calls", false, "what it called, instead of the receipt")
	return c
}

// showCalls prints what a transaction called, each call below the one that made it.
func showCalls(ctx context.Context, env *cli.Env, node *chain.Chain, hash abi.Hash) error {
	list, err := node.Calls(ctx, hash)
	if err != nil {
		return err
	}
	return env.Show(list, func(w *cli.Printer) {
		w.Printf("gas\tcall\targuments\n")
		for _, c := range list.Calls {
			w.Printf("%d\t%s%s\t%s\n", c.GasUsed, strings.Repeat("  ", c.Depth-1), called(c), cmp.Or(string(c.Args), c.Input))
			if c.Error != nil {
				w.Printf("\t%sfailed: %s\t\n", strings.Repeat("  ", c.Depth), c.Error.Message)
			}
		}
		w.Printf("%d\tthe whole transaction\t\n", list.GasUsed)
		if list.Omitted > 0 {
			w.Printf("\tand %d calls more\t\n", list.Omitted)
		}
	})
}

// called names what a call ran.
func called(c client.Called) string {
	who := "code " + c.CodeHash.String()[:12]
	if c.Contract != nil {
		who = cmp.Or(c.Name, c.Contract.String())
	}
	return who + "." + cmp.Or(c.Method, c.Entry)
}

// show prints a receipt: who asked for what, what became of it, what it cost.
func show(ctx context.Context, env *cli.Env, node *chain.Chain, r client.Receipt) error {
	r.Events = chain.Events(r)
	to, asked := "", ""
	if r.Tx != nil {
		if r.Tx.To != nil {
			to = node.Called(ctx, *r.Tx.To)
		}
		asked = describe(*r.Tx, to)
	}
	return env.Show(r, func(w *cli.Printer) {
		if r.Tx != nil {
			w.Printf("sender\t%s\nnonce\t%d\nasked\t%s\nfee\t%s\n", node.Known(r.Tx.Sender), r.Tx.Nonce, asked, arguments.Tokens(r.Tx.Fee))
		}
		w.Printf("height\t%d\noutcome\t%s\n", r.Height, outcome(r))
		w.Printf("gas used\t%d of %d\n", r.GasUsed, r.GasWanted)
		for _, e := range r.Events {
			w.Printf("event\t%s %s\n", e.Type, e.Data)
		}
	})
}

// describe says what a transaction asked for, in a line; to is what people call its
// recipient, if it has one.
func describe(t client.Asked, to string) string {
	text := t.Kind
	switch {
	case t.Kind == "transfer":
		return fmt.Sprintf("transfer of %s to %s", arguments.Tokens(t.Amount), to)
	case t.Kind == "call":
		text = fmt.Sprintf("call of %s.%s", to, t.Method)
	case t.Kind == "bond" || t.Kind == "unbond":
		return fmt.Sprintf("%s %s", t.Kind, arguments.Tokens(t.Amount))
	case t.Key != nil:
		return fmt.Sprintf("%s as a validator with the key %s", t.Kind, t.Key)
	case t.Code != nil:
		text += fmt.Sprintf(" of code %s", t.Code)
	}
	if !t.Amount.IsZero() {
		text += " with " + arguments.Tokens(t.Amount)
	}
	return text
}

// outcome says how a transaction ended, and why if it failed.
func outcome(r client.Receipt) string {
	switch {
	case r.Abort() != nil:
		return fmt.Sprintf("%s: %s", r.CodeName, r.Abort().Message)
	case r.Log != "":
		return fmt.Sprintf("%s: %s", r.CodeName, r.Log)
	}
	return r.CodeName
}
