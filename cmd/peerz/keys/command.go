// Package keys is `peerz keys`: the accounts that this machine signs for. It shows, copies, encrypts and
// removes key files and asks no node; cmd/keystore is the folder that holds them.
package keys

import (
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
		passphraseCommand(env), migrateCommand(env), deleteCommand(env), addressCommand(env))
}

// account is a key as commands show it: never with its secret.
type account struct {
	Name       string              `json:"name"`
	Address    string              `json:"address"`
	Protection keystore.Protection `json:"protection,omitempty"`
}

func shown(a keystore.Account) account { return account{a.Name, a.Address().String(), a.Protection} }

// showKey shows a key that is in the store.
func showKey(env *cli.Env, name string) error {
	a, err := keystore.In(env.Home).Get(name)
	if err != nil {
		return err
	}
	return env.Show(shown(a), func(w *cli.Printer) { w.Printf("%s\t%s\t%s\n", a.Name, a.Address(), a.Protection) })
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
		Short:   "Show the address of a key",
		Example: "peerz keys show alice",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE:    func(_ *cobra.Command, args []string) error { return showKey(env, args[0]) },
	}
}

func deleteCommand(env *cli.Env) *cobra.Command {
	var yes bool
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
			if !yes {
				return cli.Usagef("whatever %s owns is lost with its key: export it first, then repeat with --yes", key.Name)
			}
			if err := keystore.In(env.Home).Delete(key.Name); err != nil {
				return err
			}
			return env.Show(map[string]string{"deleted": key.Name}, func(w *cli.Printer) { w.Printf("deleted %s\n", key.Name) })
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "really delete it")
	return c
}
