package keys

import (
	"encoding/hex"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

func multisigCommand(env *cli.Env) *cobra.Command {
	var threshold int
	var keys []string
	c := &cobra.Command{
		Use:   "multisig NAME --threshold M --keys KEY,KEY...",
		Short: "Name an account that several keys control",
		Long: "Name the account that M of up to 16 keys control. KEY is the name of a key here, or a public key in hex, as\n" +
			"`peerz keys show` has it where the key is. The address follows from M and the keys, in any order: each of\n" +
			"their holders does the same and gets the same. `peerz tx build` makes transactions for them to sign.",
		Example: "peerz keys multisig team --threshold 2 --keys alice,bob,carol",
		Args:    makes(1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			store := keystore.In(env.Home)
			var public [][32]byte
			for _, key := range keys {
				one, err := publicKey(store, key)
				if err != nil {
					return err
				}
				public = append(public, one)
			}
			m, err := tx.NewMultisig(threshold, public...)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			if err := store.PutMultisig(args[0], m); err != nil {
				return err
			}
			return showKey(env, args[0])
		},
	}
	c.Flags().IntVar(&threshold, "threshold", 0, "how many of the keys sign")
	c.Flags().StringSliceVar(&keys, "keys", nil, "names or public keys, separated by commas")
	_ = c.MarkFlagRequired("threshold")
	_ = c.MarkFlagRequired("keys")
	return c
}

// publicKey is the public key of a key here, or one in hex.
func publicKey(store *keystore.Store, text string) (out [32]byte, err error) {
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == len(out) {
		if out = [32]byte(raw); abi.SmallOrder(out) {
			return out, cli.Usagef("%s: no key signs with this public key", text)
		}
		return out, nil
	}
	a, err := store.Get(text)
	if err == nil && a.Multisig != nil {
		err = cli.Usagef("%s is a multisig account: name its keys", text)
	}
	if err != nil {
		return out, fmt.Errorf("want the name of a key here or the 64 hex digits of a public key: %w", err)
	}
	return a.PublicKey, nil
}

// addPublic adds an account whose key is on another machine.
func addPublic(env *cli.Env, name, public string) error {
	store := keystore.In(env.Home)
	key, err := publicKey(store, public)
	if err != nil {
		return err
	}
	if err := store.PutPublic(name, key); err != nil {
		return err
	}
	return showKey(env, name)
}
