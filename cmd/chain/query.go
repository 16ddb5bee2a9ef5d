package chain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// None are the arguments of a query that takes none.
type None struct{}

// Query asks a contract and decodes the answer. When the contract refuses, the error says what
// its interface says about the reason.
func (c *Chain) Query(ctx context.Context, contract, method string, args, out any) error {
	err := c.Client.Query(ctx, contract, method, args, out)
	var refused *client.Error
	if !errors.As(err, &refused) {
		return err
	}
	record, lost := c.Contract(ctx, contract)
	if lost != nil {
		return err
	}
	iface, bare := abi.ParseInterface(record.Interface)
	if bare != nil {
		return err
	}
	for _, e := range iface.Errors {
		if e.Name == refused.Code {
			return &AbortError{Contract: NameOf(record), Abort: e, Text: refused.Message, Err: err}
		}
	}
	return err
}

// Ask is Query for an answer that is passed on as it is.
func (c *Chain) Ask(ctx context.Context, contract, method string, args any) (map[string]any, error) {
	var answer json.RawMessage
	if err := c.Query(ctx, contract, method, args, &answer); err != nil {
		return nil, err
	}
	return cli.Object(answer)
}

// Pages follows a query that answers in pages to its end. list is the field that holds the
// entries; a page names its successor in the field next.
func (c *Chain) Pages(ctx context.Context, contract, method, list string, args map[string]any) ([]map[string]any, error) {
	all := []map[string]any{}
	for {
		page, err := c.Ask(ctx, contract, method, args)
		if err != nil {
			return nil, err
		}
		entries, _ := page[list].([]any)
		for _, each := range entries {
			if entry, ok := each.(map[string]any); ok {
				all = append(all, entry)
			}
		}
		next := fmt.Sprint(page["next"])
		if page["next"] == nil || next == "" || next == "0" || len(entries) == 0 {
			return all, nil
		}
		args["after"] = page["next"]
	}
}

// TokensOf writes a field of an answer that holds an amount for people; "-" when it holds none.
func TokensOf(field any) string {
	amount, err := abi.ParseAmount(fmt.Sprint(field))
	if err != nil {
		return "-"
	}
	return arguments.Tokens(amount)
}
