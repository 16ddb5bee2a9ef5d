package tx

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/cmd/offline"
)

func buildCommand(env *cli.Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "build COMMAND...",
		Short: "Make the transactions of a command, to be signed elsewhere",
		Long: "Run a command that sends a transaction, or several, but print them instead of signing and sending them: for a\n" +
			"key on a machine without a network, or for a multisig account. --from names a key whose public part is here.\n" +
			"Chain, nonces, gas and fees are in the file. It stays good until another transaction of the account takes its\n" +
			"nonce.",
		Example: "peerz tx build tx send bob 1.5tokens --from alice > pay.json\n" +
			"peerz tx build validator join --bond 1000tokens --key $KEY --proof $PROOF --from alice > join.json",
		Args: cli.Takes(1, -1, "the COMMAND, without peerz, that sends the transactions"),
		RunE: func(c *cobra.Command, args []string) error {
			env.Build = true
			defer func() { env.Build = false }()
			root := c.Root()
			root.SetArgs(args)
			var built *chain.Built
			switch err := root.ExecuteContext(c.Context()); {
			case errors.As(err, &built):
			case err != nil:
				return err
			default:
				return cli.WithCode("no_transaction", errors.New("this command sends no transaction"))
			}
			var file offline.File
			for _, unsigned := range built.Unsigned {
				t, err := offline.New(unsigned)
				if err != nil {
					return err
				}
				file = append(file, t)
			}
			env.Output = "json" // the file is JSON, whoever reads it
			return env.Show(file, nil)
		},
	}
	c.Flags().SetInterspersed(false)
	return c
}

func signCommand(env *cli.Env) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "sign FILE",
		Short: "Sign the transactions in a file, without a network",
		Long: "Show what each transaction in a FILE does, and add a signature to each. No node is asked. For a multisig\n" +
			"account each signs in turn, or each a copy that `peerz tx combine` puts together.",
		Example: "peerz tx sign pay.json\npeerz tx sign pay.json --from alice",
		Args:    cli.Takes(1, 1, "one FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			file, err := read(args[0])
			if err != nil {
				return err
			}
			name, err := signerOf(keystore.In(env.Home), file, from)
			if err != nil {
				return err
			}
			if err := agree(env, name, file); err != nil {
				return err
			}
			key, err := keystore.In(env.Home).Unlock(name, env)
			if err != nil {
				return err
			}
			if err := file.Sign(key); err != nil {
				return err
			}
			return write(env, file, args[0])
		},
	}
	c.Flags().StringVar(&from, "from", "", "name of the key that signs (default: the one here that is asked for)")
	return c
}

// agree shows what each of the transactions does, and asks whether the key of a name signs them.
func agree(env *cli.Env, name string, file offline.File) error {
	for i, one := range file {
		t := one.Text()
		if t.Input != "" {
			env.Note("input: %s", t.Input)
		}
		text := fmt.Sprintf("%s signs: %s, sender %s, fee %s, nonce %d, chain %s", name, t.Does, t.Sender, t.Fee, t.Nonce, t.Chain)
		if i == len(file)-1 {
			return env.Confirm("%s", text)
		}
		env.Note("%s", text)
	}
	return nil
}

func combineCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "combine FILE OTHER...",
		Short:   "Add to a file the signatures of copies of it",
		Example: "peerz tx combine pay.json pay-bob.json pay-carol.json",
		Args:    cli.Takes(2, -1, "a FILE and OTHER files"),
		RunE: func(_ *cobra.Command, args []string) error {
			file, err := read(args[0])
			if err != nil {
				return err
			}
			for _, name := range args[1:] {
				other, err := read(name)
				if err == nil {
					err = file.Combine(other)
				}
				if err != nil {
					return err
				}
			}
			return write(env, file, args[0])
		},
	}
}

// sendFile sends the transactions in a file that is signed, each once the one before is in a block, unless async, and
// none after one that failed. Those that are in a block already are not paid again, so that a file can be sent again.
func sendFile(ctx context.Context, env *cli.Env, node *chain.Chain, name string, async bool) error {
	if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
		return cli.Usagef("there is no file %s with a transaction; `peerz tx send TO AMOUNT` sends tokens", name)
	}
	file, err := read(name)
	if err != nil {
		return err
	}
	var raw [][]byte
	for _, t := range file {
		one, err := t.Raw()
		if err != nil {
			return err
		}
		raw = append(raw, one)
	}
	send := node.SubmitAndWait
	if async {
		send = node.Submit
	}
	var receipts []client.Receipt
	for i, t := range file {
		r, err := send(ctx, raw[i])
		if err != nil && len(file) > 1 {
			err = fmt.Errorf("transaction %d of %d, %s: %w; none after it was sent", i+1, len(file), t.Text().Does, err)
		}
		if err != nil {
			return err
		}
		if r.Tx == nil {
			r.Tx = &client.Asked{Sender: t.Text().Sender, Fee: t.Fee()}
		}
		receipts = append(receipts, r)
	}
	return showSent(env, file, receipts)
}

// showSent shows the receipt of the only transaction of a file, or a line for each.
func showSent(env *cli.Env, file offline.File, receipts []client.Receipt) error {
	if len(file) == 1 {
		return chain.ShowReceipt(env, receipts[0], file[0].Text().Does, nil)
	}
	return env.Show(map[string]any{"transactions": receipts}, func(w *cli.Printer) {
		for i, r := range receipts {
			where := "not in a block yet"
			if r.Height > 0 {
				where = fmt.Sprintf("height %d", r.Height)
			}
			w.Printf("%s\t%s\t%s\n", r.Hash, where, file[i].Text().Does)
		}
	})
}

// signerOf is the name of the key that signs: the one that from names, else the only one here that may.
func signerOf(store *keystore.Store, file offline.File, from string) (string, error) {
	if from != "" {
		return from, nil
	}
	list, broken := store.List()
	var able []string
	for _, a := range list {
		if a.Signs() && file.MaySign(a.PublicKey) {
			able = append(able, a.Name)
		}
	}
	switch len(able) {
	case 1:
		return able[0], nil
	case 0:
		return "", errors.Join(cli.WithCode("key_not_found", errors.New("no key here is asked for its signature, or it has given it")), broken)
	}
	return "", cli.Usagef("several keys here may sign: name one with --from: %q", able)
}

func read(name string) (offline.File, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return offline.Read(name, in)
}

// write writes a file that has more signatures than before, and says what is next.
func write(env *cli.Env, file offline.File, name string) error {
	if err := file.Write(name); err != nil {
		return err
	}
	signed := true
	return env.Show(file, func(w *cli.Printer) {
		for _, one := range file {
			t := one.Text()
			have, needed := one.Signed()
			w.Printf("%s\nsender\t%s\nchain\t%s\nnonce\t%d\nfee\t%s\nsignatures\t%d of %d\n", t.Does, t.Sender, t.Chain, t.Nonce, t.Fee, have, needed)
			signed = signed && have >= needed
		}
		if !signed {
			w.Printf("next\tanother key signs: peerz tx sign %s\n", name)
			return
		}
		w.Printf("next\tpeerz tx send %s\n", name)
	})
}
