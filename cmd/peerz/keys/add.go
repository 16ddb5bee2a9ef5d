package keys

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

func addCommand(env *cli.Env) *cobra.Command {
	var known bool
	var index uint32
	var public string
	c := &cobra.Command{
		Use: "add NAME", SuggestFor: []string{"new", "create", "generate"},
		Short: "Make a new key, or the key of 24 words",
		Long: "Make a new key in the folder keys of --home, encrypted with a passphrase. Its 24 words are shown once:\n" +
			"on paper they are the backup, and they need no passphrase.\n" +
			"With --recover the words are typed, without being shown, or read from the standard input; never from\n" +
			"the command line, which other users of the machine could see. The words are BIP-39 in English, without\n" +
			"a passphrase of their own; the key is at m/44'/1885693298'/ACCOUNT' of SLIP-10 for ed25519.\n" +
			"With --public the account is one whose key is on another machine, which signs what `peerz tx build` makes.",
		Example: "peerz keys add dora\npeerz keys add dora --recover",
		Args:    makes(1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := keystore.In(env.Home).CheckNew(args[0]); err != nil {
				return err
			}
			if public != "" {
				return addPublic(env, args[0], public)
			}
			var words string
			var err error
			if known {
				words, err = env.Secret("the 24 words of the key, on one line")
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
			if err := putNew(env, key); err != nil {
				return err
			}
			if known {
				return showKey(env, key.Name)
			}
			return showWords(env, key, words)
		},
	}
	c.Flags().StringVar(&public, "public", "", "public key, in hex, of a key on another machine, as keys show has it there")
	c.Flags().BoolVar(&known, "recover", false, "make the key of words that are typed or on the standard input")
	c.Flags().Uint32Var(&index, "account", 0, "which account of the words, from 0")
	return c
}

// putNew encrypts a key with a new passphrase and stores it.
func putNew(env *cli.Env, key keystore.Key) error {
	passphrase, err := env.NewPassphrase(key.Name)
	if err != nil {
		return err
	}
	return keystore.In(env.Home).Put(key, passphrase)
}

// showWords shows a new key with its words, this once.
func showWords(env *cli.Env, key keystore.Key, words string) error {
	env.Note("write the 24 words down: they are not shown again, and whoever has them has the account")
	made := struct {
		account
		Words string `json:"words"`
	}{account{Name: key.Name, Address: key.Address().String(), Protection: keystore.Encrypted}, words}
	return env.Show(made, func(w *cli.Printer) {
		w.Printf("%s\t%s\nwords\t%s\n", made.Name, made.Address, made.Words)
	})
}

func importCommand(env *cli.Env) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "import NAME",
		Short: "Take over a key that was exported",
		Long: "Take over a key that `peerz keys export` wrote. It is read from --file or from the standard input,\n" +
			"never from the command line, which other users of the machine could see. The passphrase of the export\n" +
			"becomes that of the key; an export in the clear gets a new one.",
		Example: "peerz keys import dora --file dora.age",
		Args:    makes(1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := keystore.In(env.Home).CheckNew(args[0]); err != nil {
				return err
			}
			text, err := readExport(env, file)
			if err != nil {
				return err
			}
			if !keystore.IsEncrypted(text) {
				key, err := keystore.Parse(args[0], text)
				if err != nil {
					return err
				}
				if err := putNew(env, key); err != nil {
					return err
				}
				return showKey(env, key.Name)
			}
			key, passphrase, err := keystore.Decrypt(args[0], text, env)
			if err != nil {
				return err
			}
			if err := keystore.In(env.Home).Put(key, passphrase); err != nil {
				return err
			}
			return showKey(env, key.Name)
		},
	}
	c.Flags().StringVar(&file, "file", "-", "file that holds the export; - is the standard input")
	return c
}

// readExport reads what export wrote.
func readExport(env *cli.Env, file string) (string, error) {
	in, err := env.Open(file)
	if err != nil {
		return "", err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, 4096)) // an export has 500 bytes
	return string(text), err
}
