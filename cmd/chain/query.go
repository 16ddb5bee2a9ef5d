package chain

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Query implements sdk.Querier, which the clients of contracts/api ask: the built-in contracts'
// answers are their structs. When the contract refuses, the error says what its interface says
// about the reason.
func (c *Chain) Query(ctx context.Context, contract string, input []byte) ([]byte, error) {
	output, err := c.Client.Query(ctx, contract, input)
	return output, c.explain(ctx, contract, err)
}

// Ask queries a contract whose interface the chain alone knows. args is marshaled to JSON.
func (c *Chain) Ask(ctx context.Context, contract, method string, args any) (map[string]any, error) {
	var answer json.RawMessage
	if err := c.explain(ctx, contract, c.QueryJSON(ctx, contract, method, args, &answer)); err != nil {
		return nil, err
	}
	return cli.Object(answer)
}

// explain adds to a contract's refusal what its interface says about the reason.
func (c *Chain) explain(ctx context.Context, contract string, err error) error {
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

// Pages follows a query that answers in pages to its end. ask returns the entries after one, and
// which one the next page begins after; the zero value ends.
func Pages[E any, P comparable](ask func(after P) ([]E, P, error)) ([]E, error) {
	var all []E
	var after, none P
	for {
		entries, next, err := ask(after)
		if err != nil {
			return nil, err
		}
		if all = append(all, entries...); next == none || len(entries) == 0 {
			return all, nil
		}
		after = next
	}
}

// Tokens writes an amount of a contract for people.
func Tokens(a sdk.Amount) string { return arguments.Tokens(abi.Amount(a)) }
