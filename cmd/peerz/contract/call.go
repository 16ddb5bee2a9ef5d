package contract

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/contract/module"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

const rawHelp = "the input as it is, in hex, instead of arguments: for code that describes no interface"

const interfaceHelp = "a file with the methods of a contract whose code describes none (runtime/abi/ABI.md); you answer for it"

const callHelp = "The arguments are one JSON object. Where the contract wants an address, the name of a key, a contract\n" +
	"or a participant will do; where it wants an amount, \"1.5tokens\". METHOD and ARGS may be written as\n" +
	"one: '{\"method\": {...}}'. `peerz contract info NAME` shows the methods."

func callCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var funds, raw, file string
	c := &cobra.Command{
		Use:     "call NAME|ADDRESS METHOD [ARGS]",
		Short:   "Call a method of a contract in a transaction",
		Long:    "Call a method of a contract in a transaction.\n\n" + callHelp,
		Example: "peerz contract call rewards claim '{\"account\": \"alice\"}' --from alice\npeerz contract call shop --raw 82636164640a --from alice",
		Args:    cli.Takes(1, 3, "a contract, a METHOD and its ARGS"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			paid, err := arguments.Amount(funds)
			if err != nil {
				return cli.Usagef("--funds: %w", err)
			}
			if c.Flags().Changed("raw") {
				return callRaw(c.Context(), env, node, s, paid, args, raw)
			}
			call, err := readCall(args)
			if err != nil {
				return err
			}
			call.Funds = paid
			if err := describedBy(env, node, file); err != nil {
				return err
			}
			r, result, err := node.Execute(c.Context(), s, call)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s called %s.%s", s.From, call.Contract, call.Method), map[string]any{"result": result})
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&funds, "funds", "0", "amount that the call takes along, in base units or like 10tokens")
	c.Flags().StringVar(&raw, "raw", "", rawHelp)
	c.Flags().StringVar(&file, "interface", "", interfaceHelp)
	return c
}

// describedBy has the chain read contracts that describe nothing by the interface in a file; "" is none.
func describedBy(env *cli.Env, node *chain.Chain, file string) error {
	if file == "" {
		return nil
	}
	section, err := module.ReadInterface(env, file)
	if err == nil {
		node.Described, err = abi.ParseInterface(section)
	}
	return err
}

// callRaw sends an input as it is and shows what came back in hex.
func callRaw(ctx context.Context, env *cli.Env, node *chain.Chain, s chain.Sending, funds abi.Amount, args []string, raw string) error {
	target, input, err := readRaw(ctx, node, args, raw)
	if err != nil {
		return err
	}
	r, err := node.Send(ctx, s, tx.Call{Contract: target, Input: input, Funds: funds})
	if err != nil {
		return err
	}
	return chain.ShowReceipt(env, r, fmt.Sprintf("%s called %s", s.From, args[0]), map[string]any{"result": r.Data})
}

// readRaw reads "CONTRACT --raw HEX".
func readRaw(ctx context.Context, node *chain.Chain, args []string, raw string) (target abi.Address, input []byte, err error) {
	if len(args) > 1 {
		return target, nil, cli.Usagef("--raw is the whole input, method and arguments: leave out %q", args[1])
	}
	if input, err = hexInput(raw); err != nil {
		return target, nil, err
	}
	record, err := node.FindContract(ctx, args[0])
	return record.Address, input, err
}

// hexInput reads the value of --raw.
func hexInput(raw string) ([]byte, error) {
	input, err := hex.DecodeString(strings.TrimPrefix(raw, "0x"))
	if err != nil {
		return nil, cli.Usagef("--raw: %w: want the input's bytes in hex, like 82636164640a", err)
	}
	return input, nil
}

func queryCommand(env *cli.Env) *cobra.Command {
	var raw, file string
	c := &cobra.Command{
		Use:     "query NAME|ADDRESS METHOD [ARGS]",
		Short:   "Ask a contract something",
		Long:    "Ask a contract something. Nothing is written and nothing is paid.\n\n" + callHelp,
		Example: "peerz contract query rewards weights\npeerz contract query roles participant '{\"id\": \"ann\"}'",
		Args:    cli.Takes(1, 3, "a contract, a METHOD and its ARGS"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			if c.Flags().Changed("raw") {
				return queryRaw(c.Context(), env, node, args, raw)
			}
			call, err := readCall(args)
			if err != nil {
				return err
			}
			if err := describedBy(env, node, file); err != nil {
				return err
			}
			target, err := node.Bind(c.Context(), call.Contract)
			if err != nil {
				return err
			}
			result, err := node.AskBound(c.Context(), target, call.Method, call.Args)
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"result": result}, func(w *cli.Printer) { target.ShowResult(w, abi.EntryQuery, call.Method, result) })
		}),
	}
	c.Flags().StringVar(&raw, "raw", "", rawHelp)
	c.Flags().StringVar(&file, "interface", "", interfaceHelp)
	return c
}

// queryRaw asks with an input as it is and shows the answer in hex.
func queryRaw(ctx context.Context, env *cli.Env, node *chain.Chain, args []string, raw string) error {
	target, input, err := readRaw(ctx, node, args, raw)
	if err != nil {
		return err
	}
	output, err := node.Query(ctx, target.String(), input)
	if err != nil {
		return err
	}
	result := hex.EncodeToString(output)
	return env.Show(map[string]any{"result": result}, func(w *cli.Printer) { w.Printf("result\t%s\n", result) })
}

// readCall reads "CONTRACT METHOD [ARGS]" or "CONTRACT {METHOD: ARGS}".
func readCall(args []string) (chain.Call, error) {
	if len(args) < 2 {
		return chain.Call{}, cli.Usagef("which METHOD of %s? `peerz contract info %s` shows them; code that describes none takes --raw HEX", args[0], args[0])
	}
	call := chain.Call{Contract: args[0], Method: args[1], Args: []byte("{}")}
	if len(args) == 3 {
		call.Args = []byte(args[2])
	} else if bytes.HasPrefix([]byte(args[1]), []byte("{")) {
		var whole map[string]json.RawMessage
		if err := json.Unmarshal([]byte(args[1]), &whole); err != nil || len(whole) != 1 {
			return call, cli.Usagef("%s: want one method with its arguments, like {\"claim\": {\"account\": \"alice\"}}", args[1])
		}
		for call.Method, call.Args = range whole {
		}
	}
	if !json.Valid(call.Args) {
		return call, cli.Usagef("the arguments of %s are not JSON: %s", call.Method, call.Args)
	}
	return call, nil
}
