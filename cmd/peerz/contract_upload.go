package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

func contractUpload(a *app) *cobra.Command {
	var s sending
	c := &cobra.Command{
		Use:   "upload FILE",
		Short: "Store a contract's code on the chain",
		Long: "Check a module here, then store it on the chain. A code can be called a few blocks after it is stored;\n" +
			"the command waits for that unless --async. Uploading a code that is there already does no harm.",
		Example: "peerz contract upload tally/tally.wasm --from alice",
		Args:    takes(1, 1, "the FILE of a module"),
		RunE: func(c *cobra.Command, args []string) error {
			code, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			if err := acceptable(args[0], code); err != nil {
				return err
			}
			r, err := a.send(c.Context(), s, tx.Upload{Code: code})
			if err != nil {
				return err
			}
			answer := uploaded{CodeHash: sha256.Sum256(code), Hash: r.Hash, Height: r.Height, GasUsed: r.GasUsed}
			if !s.async {
				if answer.CallableAt, err = a.awaitCode(c.Context(), answer.CodeHash); err != nil {
					return err
				}
			}
			return a.show(answer, func(w io.Writer) {
				fmt.Fprintf(w, "%s stored %s, %d bytes\ncode hash\t%s\n", s.from, args[0], len(code), answer.CodeHash)
				fmt.Fprintf(w, "height\t%d\ncallable at\t%d\ngas used\t%d\n", answer.Height, answer.CallableAt, answer.GasUsed)
			})
		},
	}
	s.flags(c)
	return c
}

type uploaded struct {
	CodeHash   abi.Hash `json:"code_hash"`
	CallableAt uint64   `json:"callable_at"` // height; 0 when the command did not wait
	Hash       abi.Hash `json:"hash"`        // of the transaction
	Height     uint64   `json:"height"`
	GasUsed    uint64   `json:"gas_used"`
}

// awaitCode waits until a stored code may be called and returns the height since when.
func (a *app) awaitCode(ctx context.Context, hash abi.Hash) (uint64, error) {
	node, err := a.client()
	if err != nil {
		return 0, err
	}
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

func contractInstantiate(a *app) *cobra.Command {
	var s sending
	var label, funds string
	c := &cobra.Command{
		Use:     "instantiate FILE|HASH [ARGS]",
		Short:   "Create a contract from code that is on the chain",
		Long:    "Create a contract from code that is on the chain, named by its file or its hash.\n\n" + callHelp,
		Example: "peerz contract instantiate tally/tally.wasm '{}' --label tally --from alice",
		Args:    takes(1, 2, "the FILE or HASH of a code, and ARGS"),
		RunE: func(c *cobra.Command, args []string) error {
			msg := tx.Instantiate{Label: label}
			var err error
			if msg.Funds, err = arguments.Amount(funds); err != nil {
				return usagef("--funds: %w", err)
			}
			node, err := a.client()
			if err != nil {
				return err
			}
			target, err := a.fetch(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			msg.CodeHash = target.hash
			if msg.Input, err = target.firstInput(at(args, 1)); err != nil {
				return usagef("%w", err)
			}
			r, err := a.send(c.Context(), s, msg)
			if err != nil {
				return target.explain(err)
			}
			return a.showReceipt(r, fmt.Sprintf("%s created %s", s.from, label), map[string]any{"address": created(r), "code_hash": msg.CodeHash})
		},
	}
	s.flags(c)
	c.Flags().StringVar(&label, "label", "", "name of the contract, for people")
	c.Flags().StringVar(&funds, "funds", "0", "amount that the contract starts with, in base units or like 10tokens")
	return c
}

// firstInput encodes the arguments of instantiate. A code without that entry takes none.
func (c *code) firstInput(args string) ([]byte, error) {
	_, takes := c.iface.Method(abi.EntryInstantiate, abi.EntryInstantiate)
	if args := strings.TrimSpace(args); !takes && (args == "" || args == "{}") {
		return nil, nil
	}
	return c.encode(abi.EntryInstantiate, abi.EntryInstantiate, []byte(args))
}

// at returns args[i], or "" when there are fewer.
func at(args []string, i int) string {
	if i < len(args) {
		return args[i]
	}
	return ""
}
