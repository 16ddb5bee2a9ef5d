package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

const callHelp = "The arguments are one JSON object. Where the contract wants an address, the name of a key, a contract\n" +
	"or a participant will do; where it wants an amount, \"1.5tokens\". METHOD and ARGS may be written as\n" +
	"one: '{\"method\": {...}}'. `peerz contract info NAME` shows the methods."

func contractExecute(a *app) *cobra.Command {
	var s sending
	var funds string
	c := &cobra.Command{
		Use:     "call NAME|ADDRESS METHOD [ARGS]",
		Short:   "Call a method of a contract in a transaction",
		Long:    "Call a method of a contract in a transaction.\n\n" + callHelp,
		Example: `peerz contract call rewards claim '{"account": "alice"}' --from alice`,
		Args:    takes(2, 3, "a contract, a METHOD and its ARGS"),
		RunE: func(c *cobra.Command, args []string) error {
			call, err := readCall(args)
			if err != nil {
				return err
			}
			if call.funds, err = arguments.Amount(funds); err != nil {
				return usagef("--funds: %w", err)
			}
			r, result, err := a.execute(c.Context(), s, call)
			if err != nil {
				return err
			}
			return a.showReceipt(r, fmt.Sprintf("%s called %s.%s", s.from, call.contract, call.method), map[string]any{"result": result})
		},
	}
	s.flags(c)
	c.Flags().StringVar(&funds, "funds", "0", "amount that the call takes along, in base units or like 10tokens")
	return c
}

func contractQuery(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "query NAME|ADDRESS METHOD [ARGS]",
		Short:   "Ask a contract something",
		Long:    "Ask a contract something. Nothing is written and nothing is paid.\n\n" + callHelp,
		Example: "peerz contract query rewards weights\npeerz contract query roles participant '{\"id\": \"ann\"}'",
		Args:    takes(2, 3, "a contract, a METHOD and its ARGS"),
		RunE: func(c *cobra.Command, args []string) error {
			call, err := readCall(args)
			if err != nil {
				return err
			}
			node, err := a.client()
			if err != nil {
				return err
			}
			target, err := a.bind(c.Context(), node, call.contract)
			if err != nil {
				return err
			}
			resolved, err := arguments.Resolve(target.iface, abi.EntryQuery, call.method, call.args, target.lookup)
			if err != nil {
				return usagef("%w", err)
			}
			var answer json.RawMessage
			if err := query(c.Context(), node, target.address.String(), call.method, json.RawMessage(resolved), &answer); err != nil {
				return err
			}
			result, err := object(answer)
			if err != nil {
				return err
			}
			return a.show(map[string]any{"result": result}, func(w io.Writer) { showFields(w, result) })
		},
	}
}

// readCall reads "CONTRACT METHOD [ARGS]" or "CONTRACT {METHOD: ARGS}".
func readCall(args []string) (contractCall, error) {
	call := contractCall{contract: args[0], method: args[1], args: []byte("{}")}
	if len(args) == 3 {
		call.args = []byte(args[2])
	} else if bytes.HasPrefix([]byte(args[1]), []byte("{")) {
		var whole map[string]json.RawMessage
		if err := json.Unmarshal([]byte(args[1]), &whole); err != nil || len(whole) != 1 {
			return call, usagef("%s: want one method with its arguments, like {\"claim\": {\"account\": \"alice\"}}", args[1])
		}
		for call.method, call.args = range whole {
		}
	}
	if !json.Valid(call.args) {
		return call, usagef("the arguments of %s are not JSON: %s", call.method, call.args)
	}
	return call, nil
}
