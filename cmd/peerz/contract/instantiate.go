package contract

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

func instantiateCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var label, funds, raw string
	c := &cobra.Command{
		Use:     "instantiate FILE|HASH [ARGS]",
		Short:   "Create a contract from code that is on the chain",
		Long:    "Create a contract from code that is on the chain, named by its file or its hash.\n\n" + callHelp,
		Example: "peerz contract instantiate tally/tally.wasm '{}' --label tally --from alice",
		Args:    cli.Takes(1, 2, "the FILE or HASH of a code, and ARGS"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			msg := tx.Instantiate{Label: label}
			var err error
			if msg.Funds, err = arguments.Amount(funds); err != nil {
				return cli.Usagef("--funds: %w", err)
			}
			target, err := node.FindCode(c.Context(), args[0])
			if err != nil {
				return err
			}
			if target.Described && !target.Callable() {
				return fmt.Errorf("%s is a formula: rewards runs it by its code, so there is nothing to create; `peerz gov propose upgrade --contract formula --code %s` proposes it", args[0], target.Hash)
			}
			msg.CodeHash = target.Hash
			if c.Flags().Changed("raw") && len(args) > 1 {
				return cli.Usagef("--raw is the whole input: leave out %q", args[1])
			} else if c.Flags().Changed("raw") {
				msg.Input, err = hexInput(raw)
			} else if msg.Input, err = firstInput(target, at(args, 1)); err != nil {
				err = cli.Usagef("%w", err)
			}
			if err != nil {
				return err
			}
			r, err := node.Send(c.Context(), s, msg)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s created %s", s.From, cmp.Or(label, "a contract without a label")), map[string]any{"address": created(r), "code_hash": msg.CodeHash})
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&label, "label", "", "name of the contract, for people")
	c.Flags().StringVar(&funds, "funds", "0", "amount that the contract starts with, in base units or like 10tokens")
	c.Flags().StringVar(&raw, "raw", "", rawHelp)
	return c
}

// firstInput encodes the arguments of instantiate. A code without that entry takes none.
func firstInput(code *chain.Code, args string) ([]byte, error) {
	takes := code.Has(abi.EntryInstantiate, abi.EntryInstantiate)
	if args := strings.TrimSpace(args); !takes {
		if args == "" || args == "{}" {
			return nil, nil
		}
		if !code.Described {
			return nil, fmt.Errorf("%s describes no interface, so %s cannot be encoded: give its bytes with --raw HEX", code.Name, args)
		}
		return nil, fmt.Errorf("%s takes no arguments to begin with, got %s", code.Name, args)
	}
	return code.Encode(abi.EntryInstantiate, abi.EntryInstantiate, []byte(args))
}

// at returns args[i], or "" when there are fewer.
func at(args []string, i int) string {
	if i < len(args) {
		return args[i]
	}
	return ""
}

// created is the address of the contract that a transaction created; the zero address when it is in no block yet.
func created(r client.Receipt) abi.Address {
	a, _ := chain.Created(r)
	return a
}
