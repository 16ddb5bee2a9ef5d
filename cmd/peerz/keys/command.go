// Package keys is `peerz keys`: the accounts that this machine signs for. It shows, copies and
// removes key files and asks no node; cmd/keystore is the folder that holds them.
package keys

import (
	"bufio"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

// Command is `peerz keys`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("keys", "Manage the accounts that this machine signs for",
		"peerz keys add dora\npeerz keys list",
		addCommand(env), listCommand(env), showCommand(env), importCommand(env), exportCommand(env), deleteCommand(env), addressCommand(env))
}

// account is a key as commands show it: never with its secret.
type account struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

func shown(k keystore.Key) account { return account{k.Name, k.Address().String()} }

func showKey(env *cli.Env, k keystore.Key) error {
	return env.Show(shown(k), func(w *cli.Printer) {
		w.Printf("%s\t%s\n", k.Name, k.Address())
	})
}

func addCommand(env *cli.Env) *cobra.Command {
	var known bool
	var index uint32
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Make a new key, or the key of 24 words",
		Long: "Make a new key in the folder keys of --home. Its 24 words are shown once: on paper they are the backup.\n" +
			"With --recover the words are read from the standard input, never from the command line, which other\n" +
			"users of the machine could see. The words are BIP-39 in English, without a passphrase; the key is at\n" +
			"m/44'/1885693298'/ACCOUNT' of SLIP-10 for ed25519.",
		Example: "peerz keys add dora\npeerz keys add dora --recover",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			var words string
			var err error
			if known {
				words, err = readWords(env)
			} else {
				words, err = keystore.NewWords()
			}
			if err != nil {
				return err
			}
			key, err := keystore.FromWords(args[0], words, index)
			if err != nil {
				return err
			}
			if err := keystore.In(env.Home).Put(key); err != nil {
				return err
			}
			if known {
				return showKey(env, key)
			}
			env.Note("write the 24 words down: they are not shown again, and whoever has them has the account")
			made := struct {
				account
				Words string `json:"words"`
			}{shown(key), words}
			return env.Show(made, func(w *cli.Printer) {
				w.Printf("%s\t%s\nwords\t%s\n", made.Name, made.Address, made.Words)
			})
		},
	}
	c.Flags().BoolVar(&known, "recover", false, "make the key of the words on the standard input")
	c.Flags().Uint32Var(&index, "account", 0, "which account of the words, from 0")
	return c
}

func listCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the keys by name",
		Example: "peerz keys list --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			list, broken := keystore.In(env.Home).List()
			if len(list) == 0 && broken != nil {
				return broken
			}
			accounts := make([]account, len(list))
			for i, k := range list {
				accounts[i] = shown(k)
			}
			listed := env.Show(map[string]any{"keys": accounts}, func(w *cli.Printer) {
				if len(accounts) == 0 {
					w.Printf("no keys in %s: make one with `peerz keys add NAME`\n", keystore.In(env.Home).Dir())
					return
				}
				w.Printf("name\taddress\n")
				for _, acc := range accounts {
					w.Printf("%s\t%s\n", acc.Name, acc.Address)
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
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := keystore.In(env.Home).Get(args[0])
			if err != nil {
				return err
			}
			return showKey(env, key)
		},
	}
}

func importCommand(env *cli.Env) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "import NAME",
		Short: "Take over a key that was exported",
		Long: "Take over a key that `peerz keys export` wrote. It is read from --file or from the standard input,\n" +
			"never from the command line, which other users of the machine could see.",
		Example: "peerz keys import dora --file dora.secret",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := readSecret(env, file, args[0])
			if err != nil {
				return err
			}
			if err := keystore.In(env.Home).Put(key); err != nil {
				return err
			}
			return showKey(env, key)
		},
	}
	c.Flags().StringVar(&file, "file", "-", "file that holds the secret; - is the standard input")
	return c
}

func exportCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "export NAME",
		Short:   "Print the secret of a key, for a backup or another machine",
		Example: "peerz keys export alice > alice.secret",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := keystore.In(env.Home).Get(args[0])
			if err != nil {
				return err
			}
			answer := map[string]string{"name": key.Name, "secret": key.Secret()}
			return env.Show(answer, func(w *cli.Printer) { w.Row(key.Secret()) })
		},
	}
}

func deleteCommand(env *cli.Env) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "delete NAME --yes",
		Short:   "Delete a key for good",
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

// readSecret reads a key that was exported, from a file or the standard input.
func readSecret(env *cli.Env, file, name string) (keystore.Key, error) {
	in, err := env.Open(file)
	if err != nil {
		return keystore.Key{}, err
	}
	defer in.Close()
	secret, err := io.ReadAll(io.LimitReader(in, 4096)) // many times the 64 digits
	if err != nil {
		return keystore.Key{}, err
	}
	return keystore.Parse(name, string(secret))
}

// readWords reads one line of words from the standard input.
func readWords(env *cli.Env) (string, error) {
	env.Note("type the 24 words of the key on one line")
	line, err := bufio.NewReader(io.LimitReader(env.In, 4096)).ReadString('\n') // many times 24 words
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return line, err
}
