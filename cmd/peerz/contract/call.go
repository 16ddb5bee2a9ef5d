package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

const callHelp = "The arguments are one JSON object. Where the contract wants an address, the name of a key, a contract\n" +
	"or a participant will do; where it wants an amount, \"1.5tokens\". METHOD and ARGS may be written as\n" +
	"one: '{\"method\": {...}}'. `peerz contract info NAME` shows the methods."

func callCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var funds string
	c := &cobra.Command{
		Use:     "call NAME|ADDRESS METHOD [ARGS]",
		Short:   "Call a method of a contract in a transaction",
		Long:    "Call a method of a contract in a transaction.\n\n" + callHelp,
		Example: `peerz contract call rewards claim '{"account": "alice"}' --from alice`,
		Args:    cli.Takes(2, 3, "a contract, a METHOD and its ARGS"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			call, err := readCall(args)
			if err != nil {
				return err
			}
			if call.Funds, err = arguments.Amount(funds); err != nil {
				return cli.Usagef("--funds: %w", err)
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
	return c
}

func queryCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "query NAME|ADDRESS METHOD [ARGS]",
		Short:   "Ask a contract something",
		Long:    "Ask a contract something. Nothing is written and nothing is paid.\n\n" + callHelp,
		Example: "peerz contract query rewards weights\npeerz contract query roles participant '{\"id\": \"ann\"}'",
		Args:    cli.Takes(2, 3, "a contract, a METHOD and its ARGS"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			call, err := readCall(args)
			if err != nil {
				return err
			}
			target, err := node.Bind(c.Context(), call.Contract)
			if err != nil {
				return err
			}
			resolved, err := target.Resolve(abi.EntryQuery, call.Method, call.Args)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			result, err := node.Ask(c.Context(), target.Address.String(), call.Method, json.RawMessage(resolved))
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"result": result}, func(w io.Writer) { target.ShowResult(w, abi.EntryQuery, call.Method, result) })
		}),
	}
}

// readCall reads "CONTRACT METHOD [ARGS]" or "CONTRACT {METHOD: ARGS}".
func readCall(args []string) (chain.Call, error) {
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
