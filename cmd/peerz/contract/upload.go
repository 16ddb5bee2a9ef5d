package contract

import (
	"crypto/sha256"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contract/module"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

func uploadCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:   "upload FILE",
		Short: "Store a contract's code on the chain",
		Long: "Check a module here, then store it on the chain. A code can be called a few blocks after it is stored;\n" +
			"the command waits for that unless --async. Uploading a code that is there already does no harm.",
		Example: "peerz contract upload tally/tally.wasm --from alice",
		Args:    cli.Takes(1, 1, "the FILE of a module"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			code, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			if err := module.Check(args[0], code); err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, tx.Upload{Code: code})
			if err != nil {
				return err
			}
			result := map[string]any{"code_hash": abi.Hash(sha256.Sum256(code))}
			if !s.Async {
				if result["callable_at"], err = node.AwaitCode(c.Context(), sha256.Sum256(code)); err != nil {
					return err
				}
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s stored %s, %d bytes", s.From, args[0], len(code)), result)
		}),
	}
	s.Flags(c)
	return c
}
