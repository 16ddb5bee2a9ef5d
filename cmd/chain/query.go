package chain

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Ask queries a contract whose interface the chain alone knows. args is marshaled to JSON.
func (c *Chain) Ask(ctx context.Context, contract, method string, args any) (map[string]any, error) {
	var answer json.RawMessage
	if err := c.QueryJSON(ctx, contract, method, args, &answer); err != nil {
		return nil, err
	}
	return cli.Object(answer)
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

// EpochNumber reads the number of an epoch, as --epoch has it; latest is the last one that closed.
func (c *Chain) EpochNumber(ctx context.Context, text string) (uint64, error) {
	if text == "latest" {
		latest, err := rewards.Client{Node: c}.Latest(ctx)
		return latest.Epoch, err
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, cli.Usagef("--epoch %q: want a number, or latest", text)
	}
	return n, nil
}

// Tokens writes an amount of a contract for people.
func Tokens(a sdk.Amount) string { return arguments.Tokens(abi.Amount(a)) }
