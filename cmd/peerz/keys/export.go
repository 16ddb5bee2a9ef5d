package keys

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

func exportCommand(env *cli.Env) *cobra.Command {
	var clear bool
	c := &cobra.Command{
		Use:   "export NAME",
		Short: "Print a key for a backup or another machine",
		Long: "Print a key as an age file (age-encryption.org) that the key's passphrase opens: `peerz keys import`\n" +
			"takes it, and so does the program age. A key without a passphrase gets one for its export.\n" +
			"With --clear it prints the secret itself, and asks before.",
		Example: "peerz keys export alice > alice.age",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			store := keystore.In(env.Home)
			encrypted, err := store.Export(args[0])
			if err != nil {
				return err
			}
			if clear {
				return exportClear(env, args[0])
			}
			if encrypted == "" {
				key, err := store.Unlock(args[0], env)
				if err != nil {
					return err
				}
				passphrase, err := env.NewPassphrase("the export of " + key.Name)
				if err != nil {
					return err
				}
				if encrypted, err = key.Encrypt(passphrase); err != nil {
					return err
				}
			}
			return env.Show(map[string]string{"name": args[0], "encrypted": encrypted}, func(w *cli.Printer) { w.Block(0, strings.TrimSpace(encrypted)) })
		},
	}
	c.Flags().BoolVar(&clear, "clear", false, "print the secret itself: whoever sees it has the account")
	return c
}

// exportClear prints a secret, once a person said yes.
func exportClear(env *cli.Env, name string) error {
	if err := env.Agree("whoever sees the secret of %s has the account", name); err != nil {
		return err
	}
	key, err := keystore.In(env.Home).Unlock(name, env)
	if err != nil {
		return err
	}
	answer := map[string]string{"name": key.Name, "secret": key.Secret()}
	return env.Show(answer, func(w *cli.Printer) { w.Printf("%s\n", key.Secret()) })
}
