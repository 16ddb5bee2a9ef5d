package contribution

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/attestor/evidence"
	"github.com/peerz-ai/peerz-chain/cmd/attestor/table"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func signCommand(env *cli.Env) *cobra.Command {
	var from, out, chainID string
	c := &cobra.Command{
		Use:   "sign FILE.csv --out TABLE",
		Short: "Sign a contribution file as its publisher",
		Long: "Sign a file for one chain, so that attestors whose list of publishers has the key's account take it as\n" +
			"evidence: one line before it says who signed it, when, and for which chain. A column account says who is paid:\n" +
			"rows without one count only for attestors who know whose the names are.",
		Example: "peerz contribution sign contributions.csv --out contributions.table --from alice --chain-id peerz-1",
		Args:    cli.Takes(1, 1, "one FILE.csv"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			key, err := node.Signer(from)
			if err != nil {
				return err
			}
			file, err := env.Open(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			csv, err := io.ReadAll(io.LimitReader(file, evidence.MaxSize))
			if err != nil {
				return err
			}
			if chainID == "" {
				status, err := node.Status(c.Context())
				if err != nil {
					return fmt.Errorf("%w; without a node, --chain-id says for which chain it is", err)
				}
				chainID = status.ChainID
			}
			signed := table.Sign(key.Signer(), chainID, time.Now(), csv)
			if len(signed) > evidence.MaxSize {
				return fmt.Errorf("%s: attestors fetch at most %d bytes", args[0], evidence.MaxSize)
			}
			if err := os.WriteFile(out, signed, 0o644); err != nil {
				return err
			}
			hash := abi.Hash(sha256.Sum256(signed))
			answer := map[string]any{"file": out, "publisher": key.Address(), "chain_id": chainID, "sha256": hash}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("signed for %s\nfile\t%s\npublisher\t%s\nsha256\t%s\n", chainID, out, key.Address(), hash)
			})
		}),
	}
	c.Flags().StringVar(&from, "from", chain.DefaultFrom, "name of the publisher's key")
	c.Flags().StringVar(&out, "out", "", "where the signed file goes")
	c.Flags().StringVar(&chainID, "chain-id", "", "the chain that it is for (default: that of the node)")
	_ = c.MarkFlagRequired("out")
	return c
}
