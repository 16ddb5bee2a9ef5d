package keys

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

func passphraseCommand(env *cli.Env) *cobra.Command {
	var next string
	c := &cobra.Command{
		Use:   "passphrase NAME",
		Short: "Change the passphrase of a key",
		Long: "Change the passphrase of a key: the old one opens it, then the new one is asked for twice. Copies and\n" +
			"exports that were made before still have the old one. The name participants is that of keys which an\n" +
			"older program made for participants.",
		Example: "peerz keys passphrase alice",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			name := args[0]
			if err := changePassphrase(env, name, next); err != nil {
				return err
			}
			return env.Show(map[string]string{"changed": name}, func(w *cli.Printer) { w.Printf("the passphrase of %s is changed\n", name) })
		},
	}
	c.Flags().StringVar(&next, "new-passphrase-file", "", "file with the new passphrase (default: ask at the terminal)")
	return c
}

func changePassphrase(env *cli.Env, name, file string) error {
	store := keystore.In(env.Home)
	ask := func() (string, error) { return env.NewPassphraseIn(file, name) }
	if name == keystore.OfParticipants {
		return store.ReencryptParticipants(env, ask)
	}
	account, err := store.Get(name)
	if err != nil {
		return err
	}
	if account.Protection == keystore.Test {
		return cli.WithCode("test_key", fmt.Errorf("%s is a test key: everybody knows its secret, and no passphrase changes that", name))
	}
	key, err := store.Unlock(name, env)
	if err != nil {
		return err
	}
	passphrase, err := ask()
	if err != nil {
		return err
	}
	return store.Reencrypt(key, passphrase)
}

func migrateCommand(env *cli.Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "migrate",
		Short: "Encrypt the key files of an older program",
		Long: "Encrypt the key files that an older program wrote in the clear, all with one new passphrase. Each file is\n" +
			"replaced in one step: no crash loses a key. The disk, and backups of it, may hold what was there\n" +
			"before: where that matters, move what the accounts own to new ones.",
		Example: "peerz keys migrate",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			store := keystore.In(env.Home)
			names, err := store.InClear()
			if err != nil {
				return err
			}
			if len(names) > 0 {
				if err := migrate(env, store, names); err != nil {
					return err
				}
			}
			return env.Show(map[string]any{"migrated": append([]string{}, names...)}, func(w *cli.Printer) {
				w.Printf("%d key files were in the clear, now none is\n", len(names))
			})
		},
	}
	return c
}

func migrate(env *cli.Env, store *keystore.Store, names []string) error {
	if err := env.Agree("these key files are in the clear, and will be encrypted with one passphrase: %s", strings.Join(names, ", ")); err != nil {
		return err
	}
	passphrase, err := env.NewPassphrase(strings.Join(names, ", "))
	if err != nil {
		return err
	}
	return store.Migrate(names, passphrase)
}
