package proof

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/receipt"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Verify is `peerz verify`.
func Verify(env *cli.Env) *cobra.Command {
	var t trusted
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Check a proof of the state, or a receipt of a payout",
		Long: "Check a proof that `peerz query state --prove` wrote, or a receipt of `peerz rewards receipt`, without trust in the\n" +
			"node that gave it. What is trusted is a block header: the one with --trust-height and --trust-hash, known from\n" +
			"elsewhere, from which CometBFT's light client follows the validators' signatures to the header that the proof needs;\n" +
			"without them, what the --rpc servers say, which must agree. The app hash after block H stands in the header of H+1.\n" +
			"With --app-hash it is given outright and no node is asked. A receipt has its header with it: then --trust-hash\n" +
			"without --rpc is the hash of that header, and --trust-validators that of the validators who signed it, and no node\n" +
			"is asked. FILE is - for the standard input.",
		Example: "peerz verify alice.json --rpc http://127.0.0.1:26661\npeerz verify alice.json --rpc http://127.0.0.1:26661 --trust-height 1 --trust-hash 5F1E...\n" +
			"peerz verify receipt.json --trust-hash 5F1E...",
		Args: cli.Takes(1, 1, "one FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			raw, err := readFile(env, args[0])
			if err != nil {
				return err
			}
			if receipt.Is(raw) {
				return t.receipt(c.Context(), env, args[0], raw)
			}
			return t.proof(c.Context(), env, args[0], raw)
		},
	}
	t.flags(c)
	return c
}

// trusted is what the user knows to be right.
type trusted struct {
	Trust
	appHash    string // hex
	validators string // hex
}

func (t *trusted) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&t.Servers, "rpc", nil, "CometBFT RPC of nodes other than the one that gave the proof")
	f.Int64Var(&t.Height, "trust-height", 0, "height of a header that is known to be right")
	f.StringVar(&t.Hash, "trust-hash", "", "hash of that header, hex")
	f.StringVar(&t.appHash, "app-hash", "", "app hash that is known to be right, hex: no node is asked")
	f.StringVar(&t.validators, "trust-validators", "", "of a receipt: validators_hash of its header, hex: no node is asked")
}

// root is the app hash after a block: as it was given, or as a header says that follows from what is trusted.
func (t *trusted) root(ctx context.Context, env *cli.Env, chainID string, height uint64) ([]byte, error) {
	root, err := hex.DecodeString(t.appHash)
	if err != nil {
		return nil, cli.Usagef("--app-hash: %w", err)
	}
	if t.appHash != "" {
		return root, nil
	}
	if len(t.Servers) == 0 || (t.Height > 0) != (t.Hash != "") {
		return nil, cli.Usagef("what is trusted? name another node with --rpc, with or without both --trust-height and --trust-hash, or give --app-hash")
	}
	if t.Hash == "" {
		env.Note("trusting what %s says; with --trust-height and --trust-hash of a header known from elsewhere nobody need be trusted", strings.Join(t.Servers, ", "))
	}
	return t.AppHash(ctx, chainID, height)
}

func (t *trusted) proof(ctx context.Context, env *cli.Env, name string, raw []byte) error {
	p, err := Decode(raw)
	if err != nil {
		return fmt.Errorf("%s is refused: %w", name, err)
	}
	root, err := t.root(ctx, env, p.ChainID, p.Height)
	if err != nil {
		return err
	}
	fact, err := p.Check(root)
	if err != nil {
		return fmt.Errorf("%s is refused: %w", name, err)
	}
	return env.Show(p, func(w *cli.Printer) { writeFact(w, p, fact) })
}

// maxProof bounds a proof file, in bytes: twice the largest value in hex, and some.
const maxProof = 48 << 20

func readFile(env *cli.Env, name string) ([]byte, error) {
	in, err := env.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, maxProof))
}

func writeFact(w *cli.Printer, p Proof, f Fact) {
	w.Printf("proved\ton %s, after block %d\nkey\t%s\n", p.ChainID, p.Height, world.KeyName(f.Key, nil))
	if f.Value == nil {
		w.Printf("value\tnone: there is no such key\n")
		return
	}
	w.Printf("value\t0x%x\n", f.Value)
}
