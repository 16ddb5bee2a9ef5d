package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/keys"
)

func keysCommand(a *app) *cobra.Command {
	return group("keys", "Manage the accounts that this machine signs for",
		"peerz keys add dora\npeerz keys list",
		keysAdd(a), keysList(a), keysShow(a), keysImport(a), keysExport(a), keysDelete(a))
}

// account is a key as commands show it: never with its secret.
type account struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

func (a *app) showKey(k keys.Key) error {
	return a.show(account{k.Name, k.Address().String()}, func(w io.Writer) {
		fmt.Fprintf(w, "%s\t%s\n", k.Name, k.Address())
	})
}

func keysAdd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "add NAME",
		Short:   "Make a new key",
		Long:    "Make a new key and keep it in the folder keys of --home. Nobody else has it: export a copy.",
		Example: "peerz keys add dora",
		Args:    takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := keys.New(args[0])
			if err != nil {
				return err
			}
			if err := a.keys().Put(key); err != nil {
				return err
			}
			return a.showKey(key)
		},
	}
}

func keysList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the keys by name",
		Example: "peerz keys list --output json",
		Args:    takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			list, err := a.keys().List()
			if err != nil {
				return err
			}
			accounts := make([]account, len(list))
			for i, k := range list {
				accounts[i] = account{k.Name, k.Address().String()}
			}
			return a.show(map[string]any{"keys": accounts}, func(w io.Writer) {
				for _, acc := range accounts {
					fmt.Fprintf(w, "%s\t%s\n", acc.Name, acc.Address)
				}
				if len(accounts) == 0 {
					fmt.Fprintf(w, "no keys in %s: make one with `peerz keys add NAME`\n", a.keys().Dir())
				}
			})
		},
	}
}

func keysShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Show the address of a key",
		Example: "peerz keys show alice",
		Args:    takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := a.keys().Get(args[0])
			if err != nil {
				return err
			}
			return a.showKey(key)
		},
	}
}

func keysImport(a *app) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "import NAME",
		Short: "Take over a key that was exported",
		Long: "Take over a key that `peerz keys export` wrote. It is read from --file or from the standard input,\n" +
			"never from the command line, which other users of the machine could see.",
		Example: "peerz keys import dora --file dora.secret",
		Args:    takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			secret, err := a.read(file)
			if err != nil {
				return err
			}
			key, err := keys.Parse(args[0], string(secret))
			if err != nil {
				return err
			}
			if err := a.keys().Put(key); err != nil {
				return err
			}
			return a.showKey(key)
		},
	}
	c.Flags().StringVar(&file, "file", "-", "file that holds the secret; - is the standard input")
	return c
}

func keysExport(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "export NAME",
		Short:   "Print the secret of a key, for a backup or another machine",
		Example: "peerz keys export alice > alice.secret",
		Args:    takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := a.keys().Get(args[0])
			if err != nil {
				return err
			}
			answer := map[string]string{"name": key.Name, "secret": key.Secret()}
			return a.show(answer, func(w io.Writer) { fmt.Fprintln(w, key.Secret()) })
		},
	}
}

func keysDelete(a *app) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "delete NAME --yes",
		Short:   "Delete a key for good",
		Example: "peerz keys delete dora --yes",
		Args:    takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := a.keys().Get(args[0])
			if err != nil {
				return err
			}
			if !yes {
				return usagef("whatever %s owns is lost with its key: export it first, then repeat with --yes", key.Name)
			}
			if err := a.keys().Delete(key.Name); err != nil {
				return err
			}
			return a.show(map[string]string{"deleted": key.Name}, func(w io.Writer) { fmt.Fprintf(w, "deleted %s\n", key.Name) })
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "really delete it")
	return c
}

// read returns the content of a file, or of the standard input for "-".
func (a *app) read(file string) ([]byte, error) {
	if file != "-" {
		return os.ReadFile(file)
	}
	var b bytes.Buffer
	_, err := b.ReadFrom(a.in)
	return b.Bytes(), err
}
