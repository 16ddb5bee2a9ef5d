// Package keys is `peerz keys`: the accounts that this machine signs for. It shows, copies, encrypts and
// removes key files and asks no node; cmd/keystore is the folder that holds them.
package keys

import (
	"encoding/hex"
	"errors"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

// Command is `peerz keys`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("keys", "Manage the accounts that this machine signs for",
		"peerz keys add dora\npeerz keys list",
		addCommand(env), listCommand(env), showCommand(env), importCommand(env), exportCommand(env),
		multisigCommand(env), passphraseCommand(env), migrateCommand(env), deleteCommand(env), addressCommand(env))
}

// account is a key as commands show it: never with its secret.
type account struct {
	Name       string              `json:"name"`
	Address    string              `json:"address"`
	Protection keystore.Protection `json:"protection,omitempty"`

	PublicKeys []string `json:"public_keys,omitempty"` // hex; several of a multisig account
	Threshold  int      `json:"threshold,omitempty"`   // how many of them sign
}

func shown(a keystore.Account) account {
	out := account{Name: a.Name, Address: a.Address().String(), Protection: a.Protection}
	if a.Multisig == nil {
		out.PublicKeys, out.Threshold = []string{hex.EncodeToString(a.PublicKey[:])}, 1
		return out
	}
	out.Threshold = a.Multisig.Threshold
	for _, key := range a.Multisig.Keys {
		out.PublicKeys = append(out.PublicKeys, hex.EncodeToString(key[:]))
	}
	return out
}

// showKey shows a key that is in the store.
func showKey(env *cli.Env, name string) error {
	a, err := keystore.In(env.Home).Get(name)
	if err != nil {
		return err
	}
	return env.Show(shown(a), func(w *cli.Printer) {
		w.Printf("%s\t%s\t%s\n", a.Name, a.Address(), a.Protection)
		if a.Multisig != nil {
			w.Printf("threshold\t%d\n", a.Multisig.Threshold)
		}
		for _, key := range shown(a).PublicKeys {
			w.Printf("public key\t%s\n", key)
		}
	})
}

func listCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the keys by name",
		Long: "List the keys by name: address, and what keeps others from using the file. A test key is of the words\n" +
			"that everybody knows; `none` is a file of an older program, which `peerz keys migrate` encrypts.",
		Example: "peerz keys list --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			list, broken := keystore.In(env.Home).List()
			if len(list) == 0 && broken != nil {
				return broken
			}
			accounts := make([]account, len(list))
			for i, a := range list {
				accounts[i] = shown(a)
			}
			listed := env.Show(map[string]any{"keys": accounts}, func(w *cli.Printer) {
				if len(accounts) == 0 {
					w.Printf("no keys in %s: make one with `peerz keys add NAME`\n", keystore.In(env.Home).Dir())
					return
				}
				w.Printf("name\taddress\tprotection\n")
				for _, acc := range accounts {
					w.Printf("%s\t%s\t%s\n", acc.Name, acc.Address, acc.Protection)
				}
			})
			return errors.Join(listed, cli.Shown(broken)) // those that are broken come last
		},
	}
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Show the address and the public key of a key",
		Example: "peerz keys show alice",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE:    func(_ *cobra.Command, args []string) error { return showKey(env, args[0]) },
	}
}

func deleteCommand(env *cli.Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "delete NAME --yes",
		Short: "Delete a key for good",
		Long: "Delete a key for good. Keys of participants that were made while it imported come from it, and are\n" +
			"lost with it.",
		Example: "peerz keys delete dora --yes",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := keystore.In(env.Home).Get(args[0])
			if err != nil {
				return err
			}
			if !env.Yes {
				return cli.Usagef("whatever %s owns is lost with its key: export it first, then repeat with --yes", key.Name)
			}
			if err := keystore.In(env.Home).Delete(key.Name); err != nil {
				return err
			}
			return env.Show(map[string]string{"deleted": key.Name}, func(w *cli.Printer) { w.Printf("deleted %s\n", key.Name) })
		},
	}
	return c
}

// makes checks the arguments of a command whose first is the name that something is to have.
func makes(count int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := cli.Takes(count, count, what)(c, args); err != nil {
			return err
		}
		if err := keystore.CheckName(args[0]); err != nil {
			return cli.Usagef("%w", err)
		}
		return nil
	}
}
