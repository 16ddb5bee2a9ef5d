package contract

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
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
				if result["callable_at"], err = awaitCode(c.Context(), node, sha256.Sum256(code)); err != nil {
					return err
				}
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s stored %s, %d bytes", s.From, args[0], len(code)), result)
		}),
	}
	s.Flags(c)
	return c
}

// awaitCode waits until a stored code may be called and returns the height since when.
func awaitCode(ctx context.Context, node *chain.Chain, hash abi.Hash) (uint64, error) {
	for {
		code, err := node.Code(ctx, hash)
		if err != nil || code.Callable {
			return code.CallableAt, err
		}
		if _, err := node.Ready(ctx, code.CallableAt); err != nil {
			return 0, err
		}
		if err := client.Pause(ctx, 0); err != nil {
			return 0, err
		}
	}
}
