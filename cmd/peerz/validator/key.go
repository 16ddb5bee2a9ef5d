package validator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// keyFlags name a validator's key that is not that of the node in --home.
type keyFlags struct{ key, proof string }

func (k *keyFlags) flags(c *cobra.Command) {
	c.Flags().StringVar(&k.key, "key", "", "the validator's public key in hex, if it is not that of the node in --home")
	c.Flags().StringVar(&k.proof, "proof", "", "what peerz validator proof printed for it")
}

// message makes a key the validator of the account that --from names.
func (k *keyFlags) message(ctx context.Context, env *cli.Env, node *chain.Chain, from string) (m tx.Join, err error) {
	account, err := node.Sender(from)
	if err != nil {
		return m, err
	}
	if (k.key == "") != (k.proof == "") {
		return m, cli.Usagef("--key and --proof belong together: `peerz validator proof` prints both")
	}
	if k.key == "" {
		status, err := node.Status(ctx)
		if err != nil {
			return m, err
		}
		return prove(env.Home, status.ChainID, account.Address())
	}
	for _, part := range []struct {
		flag, text string
		into       []byte
	}{{"key", k.key, m.Key[:]}, {"proof", k.proof, m.Proof[:]}} {
		b, err := hex.DecodeString(part.text)
		if err != nil || len(b) != len(part.into) {
			return m, cli.Usagef("--%s: want %d bytes in hex", part.flag, len(part.into))
		}
		copy(part.into, b)
	}
	return m, nil
}

// prove has the key of the node in a home agree to be an account's validator.
func prove(dir, chainID string, account abi.Address) (m tx.Join, err error) {
	at := home.Dir(dir)
	if first := home.Dir(filepath.Join(dir, "validator0")); !at.Initialised() && first.Initialised() {
		at = first
	}
	if !at.Initialised() {
		return m, fmt.Errorf("%s: %w; name the node's with --home, or its key with --key and --proof", at, home.ErrNotInitialised)
	}
	signer, err := home.LoadSigner(at)
	if err != nil {
		return m, err
	}
	sig, err := signer.Key.PrivKey.Sign(tx.KeyProof(sha256.Sum256([]byte(chainID)), account))
	if err != nil {
		return m, err
	}
	copy(m.Key[:], signer.Key.PubKey.Bytes())
	copy(m.Proof[:], sig)
	return m, nil
}

func proofCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "proof ADDRESS",
		Short: "Have the key of the node in --home agree to be an account's validator",
		Long: "Have the key of the node in --home agree to be the validator of the account at ADDRESS, and print what\n" +
			"`peerz validator join` takes as --key and --proof. It needs no network, and is worth nothing to another account.",
		Example: "peerz validator proof peerz15uq6zgg95ul6exn9zlawakrnn2wq2sfe03gwwt --home /srv/node",
		Args:    cli.Takes(1, 1, "the ADDRESS of the account"),
		RunE: func(_ *cobra.Command, args []string) error {
			account, err := abi.ParseAddress(args[0])
			if err != nil {
				return cli.Usagef("%w", err)
			}
			doc, _, err := home.LoadGenesis(home.Dir(env.Home))
			if err != nil {
				return err
			}
			m, err := prove(env.Home, doc.ChainID, account)
			if err != nil {
				return err
			}
			answer := map[string]string{"key": hex.EncodeToString(m.Key[:]), "proof": hex.EncodeToString(m.Proof[:])}
			return env.Show(answer, func(w *cli.Printer) { w.Printf("key\t%s\nproof\t%s\n", answer["key"], answer["proof"]) })
		},
	}
}

func accountOf(ctx context.Context, node *chain.Chain, from string) (client.Account, error) {
	account, err := node.Sender(from)
	if err != nil {
		return client.Account{}, err
	}
	return node.Account(ctx, account.Address())
}

// prospect says what a validator that has just joined will get, and when.
func prospect(ctx context.Context, node *chain.Chain, from string) (string, error) {
	acc, err := accountOf(ctx, node, from)
	if err != nil {
		return "", err
	}
	set, err := node.Validators(ctx)
	if err != nil {
		return "", err
	}
	status, err := node.Status(ctx)
	if err != nil {
		return "", err
	}
	power := world.PowerOf(acc.Stake.Bonded)
	return fmt.Sprintf("%s joins: a power of 1 at the end of epoch %d, at about %s; once its key has signed a block, step by step %d, the stake in whole tokens, within about %s",
		from, status.Epoch, cli.Time(status.EpochEnd), power, epochs(stepsUp(power, set.Power))), nil
}
