package proof

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Verify is `peerz verify`.
func Verify(env *cli.Env) *cobra.Command {
	var trust Trust
	var hash string
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Check a proof of the state",
		Long: "Check a proof that `peerz query state --prove` wrote, without trust in the node that gave it. What is trusted\n" +
			"is a block header: the one with --trust-height and --trust-hash, known from elsewhere, from which CometBFT's\n" +
			"light client follows the validators' signatures to the header that the proof needs; without them, what the\n" +
			"--rpc servers say, which must agree. The app hash after block H stands in the header of H+1. With --app-hash\n" +
			"it is given outright and no node is asked. FILE is - for the standard input.",
		Example: "peerz verify alice.json --rpc http://127.0.0.1:26661\npeerz verify alice.json --rpc http://127.0.0.1:26661 --trust-height 1 --trust-hash 5F1E...",
		Args:    cli.Takes(1, 1, "one FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := readProof(env, args[0])
			if err != nil {
				return err
			}
			root, err := hex.DecodeString(hash)
			if err != nil {
				return cli.Usagef("--app-hash: %w", err)
			}
			if hash == "" {
				if len(trust.Servers) == 0 || (trust.Height > 0) != (trust.Hash != "") {
					return cli.Usagef("what is trusted? name another node with --rpc, with or without both --trust-height and --trust-hash, or give --app-hash")
				}
				if trust.Hash == "" {
					env.Note("trusting what %s says; with --trust-height and --trust-hash of a header known from elsewhere nobody need be trusted", strings.Join(trust.Servers, ", "))
				}
				if root, err = trust.AppHash(c.Context(), p.ChainID, p.Height); err != nil {
					return err
				}
			}
			fact, err := p.Check(root)
			if err != nil {
				return fmt.Errorf("%s is refused: %w", args[0], err)
			}
			return env.Show(p, func(w *cli.Printer) { writeFact(w, p, fact) })
		},
	}
	f := c.Flags()
	f.StringSliceVar(&trust.Servers, "rpc", nil, "CometBFT RPC of nodes other than the one that gave the proof")
	f.Int64Var(&trust.Height, "trust-height", 0, "height of a header that is known to be right")
	f.StringVar(&trust.Hash, "trust-hash", "", "hash of that header, hex")
	f.StringVar(&hash, "app-hash", "", "app hash that is known to be right, hex: no node is asked")
	return c
}

// maxProof bounds a proof file, in bytes: twice the largest value in hex, and some.
const maxProof = 48 << 20

func readProof(env *cli.Env, name string) (p Proof, err error) {
	in, err := env.Open(name)
	if err != nil {
		return p, err
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, maxProof))
	if err != nil {
		return p, err
	}
	if p, err = Decode(raw); err != nil {
		return p, fmt.Errorf("%s is refused: %w", name, err)
	}
	return p, nil
}

func writeFact(w *cli.Printer, p Proof, f Fact) {
	w.Printf("proved\ton %s, after block %d\nkey\t%s\n", p.ChainID, p.Height, world.KeyName(f.Key, nil))
	if f.Value == nil {
		w.Printf("value\tnone: there is no such key\n")
		return
	}
	w.Printf("value\t0x%x\n", f.Value)
}
