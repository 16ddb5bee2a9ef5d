package client

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Status asks where the chain stands. It fails when something else than a Peerz node answers.
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	if err := c.get(ctx, "/v1/status", &s); err != nil {
		return s, err
	}
	if s.ChainID == "" { // CometBFT's RPC has a path of this name too
		return s, fmt.Errorf("%s answers, but is not the API of a Peerz node; CometBFT's RPC is on the port after the API's", c.Base())
	}
	return s, nil
}

// Validators asks for the validators.
func (c *Client) Validators(ctx context.Context) (all Validators, err error) {
	for cursor := ""; ; cursor = all.Next {
		var part Validators
		if err := c.get(ctx, "/v1/validators?limit=1000&cursor="+cursor, &part); err != nil {
			return part, err
		}
		part.Validators = append(all.Validators, part.Validators...)
		if all = part; all.Next == "" {
			return all, nil
		}
	}
}

// Rescues asks what owners of stake signal about the codes of contracts.
func (c *Client) Rescues(ctx context.Context) (r Rescues, err error) {
	return r, c.get(ctx, "/v1/rescues", &r)
}

// Account asks for an account.
func (c *Client) Account(ctx context.Context, a abi.Address) (acc Account, err error) {
	return acc, c.get(ctx, "/v1/accounts/"+a.String(), &acc)
}

// Contracts lists every contract of the chain.
func (c *Client) Contracts(ctx context.Context) (all []Contract, err error) {
	for cursor := ""; ; {
		var part v1.Contracts
		if err := c.get(ctx, "/v1/contracts?limit=1000&cursor="+cursor, &part); err != nil {
			return nil, err
		}
		all = append(all, part.Contracts...)
		if cursor = part.Next; cursor == "" {
			return all, nil
		}
	}
}

// Contract asks for one contract, by name or address, with its interface.
func (c *Client) Contract(ctx context.Context, who string) (con Contract, err error) {
	return con, c.get(ctx, "/v1/contracts/"+url.PathEscape(who), &con)
}

// Code asks for the record of a code.
func (c *Client) Code(ctx context.Context, hash abi.Hash) (code Code, err error) {
	return code, c.get(ctx, "/v1/codes/"+hash.String(), &code)
}

// Wasm asks for the module of a code, as it was uploaded.
func (c *Client) Wasm(ctx context.Context, hash abi.Hash) (wasm []byte, err error) {
	return wasm, c.get(ctx, "/v1/codes/"+hash.String()+"/wasm", &wasm)
}

// Params asks for the chain's parameters.
func (c *Client) Params(ctx context.Context) (p Params, err error) {
	return p, c.get(ctx, "/v1/params", &p)
}

// ParamsInto asks for all of the chain's parameters and decodes them into out, such as a world.Params.
func (c *Client) ParamsInto(ctx context.Context, out any) error { return c.get(ctx, "/v1/params", out) }

// Query runs a query of a contract, named or by address. input is the CBOR of [method,
// arguments], output the result's CBOR: the clients of contracts/api make and read them.
func (c *Client) Query(ctx context.Context, contract string, input []byte) (output []byte, err error) {
	output, _, err = c.query(ctx, contract, "", input)
	return output, err
}

// QueryAt is Query on the state after a block, and says how much gas that burned.
func (c *Client) QueryAt(ctx context.Context, contract string, input []byte, height uint64) (output []byte, gas uint64, err error) {
	return c.query(ctx, contract, "?height="+strconv.FormatUint(height, 10), input)
}

func (c *Client) query(ctx context.Context, contract, at string, input []byte) (output []byte, gas uint64, err error) {
	var answer v1.RawResult
	err = c.post(ctx, "/v1/query/"+url.PathEscape(contract)+"/raw"+at, v1.RawQuery{Input: hex.EncodeToString(input)}, &answer)
	if err != nil {
		return nil, 0, err
	}
	output, err = hex.DecodeString(answer.Output)
	return output, answer.GasUsed, err
}

// QueryJSON runs a query of a contract, named or by address, whose interface the node alone
// knows, and decodes its result into out.
func (c *Client) QueryJSON(ctx context.Context, contract, method string, args, out any) error {
	var answer v1.QueryResult
	err := c.post(ctx, "/v1/query/"+url.PathEscape(contract), map[string]any{method: args}, &answer)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer.Result, out)
}

// paced is over how many blocks Pace looks.
const paced = 100

// Pace is how long a block has taken of late, by the times in them: consensus takes its own time on top of the pause that
// nodes are set to. Where the blocks are not there, that pause.
func (c *Client) Pace(ctx context.Context, s Status) (time.Duration, error) {
	n := min(paced, int64(s.Height)-1)
	if n < 1 {
		return s.BlockTime(), nil
	}
	var before v1.Block
	err := c.get(ctx, fmt.Sprintf("/v1/blocks/%d", int64(s.Height)-n), &before)
	var refused *Error // the block is pruned
	if errors.As(err, &refused) || err == nil && before.Time >= s.Time {
		return s.BlockTime(), nil
	}
	return time.Duration(s.Time-before.Time) * time.Second / time.Duration(n), err
}

// Ready waits until the chain has reached height, asking several times a block.
func (c *Client) Ready(ctx context.Context, height uint64) (Status, error) {
	for {
		s, err := c.Status(ctx)
		if err != nil || s.Height >= height {
			return s, err
		}
		if err := Pause(ctx, s.BlockTime()/4); err != nil {
			return s, err
		}
	}
}

// Pause sleeps for d, at least 20 ms and at most a second, or until ctx ends.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(min(max(d, 20*time.Millisecond), time.Second))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Calls asks what a transaction called.
func (c *Client) Calls(ctx context.Context, hash abi.Hash) (list Calls, err error) {
	return list, c.get(ctx, "/v1/txs/"+hash.String()+"/calls", &list)
}

// HostEvents asks the node's index of history for events of the chain itself of a type in which an attribute has a value, the newest
// first: up to 100. A node without an index answers with the code index_off.
func (c *Client) HostEvents(ctx context.Context, kind, attribute, value string) ([]PastEvent, error) {
	var list v1.PastEvents
	asked := url.Values{"type": {kind}, "attribute": {attribute}, "value": {value}}
	err := c.get(ctx, "/v1/contracts/host/events?"+asked.Encode(), &list)
	return list.Events, err
}
