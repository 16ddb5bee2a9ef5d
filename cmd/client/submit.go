package client

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// TxError says that a transaction was refused, or failed in its block.
type TxError struct{ Receipt Receipt }

// Error says what happened, what it cost and, where the code alone tells it, what to do.
func (e *TxError) Error() string {
	r := e.Receipt
	text := r.CodeName
	switch {
	case r.Abort() != nil:
		text = r.Abort().Message
	case r.Log != "" && r.Log != strings.ReplaceAll(r.CodeName, "_", " "):
		text += ": " + r.Log
	}
	if advice := advices[r.Code]; advice != "" {
		text += "; " + advice
	}
	if r.Height == 0 {
		return "transaction refused, nothing is paid: " + text
	}
	return fmt.Sprintf("transaction %s failed at height %d, its fee is paid: %s", r.Hash, r.Height, text)
}

// advices are what to do about the codes that a user can do something about.
var advices = map[abi.Code]string{
	abi.CodeOutOfGas:     "allow it more with --gas",
	abi.CodeFeeTooLow:    "leave --fee out to pay the least that the chain takes",
	abi.CodeWrongChain:   "the node is of another chain than the transaction",
	abi.CodeExpired:      "send it again",
	abi.CodeNonceTooLow:  "another transaction of this account came first; send it again",
	abi.CodeNonceTooHigh: "an earlier transaction of this account is missing; send it again",
	abi.CodeEntryMissing: "`peerz contract info NAME` shows its methods",
}

// ErrorDetails are where programs find the transaction, if it is in a block.
func (e *TxError) ErrorDetails() map[string]any {
	if e.Receipt.Height == 0 {
		return nil
	}
	return map[string]any{"hash": e.Receipt.Hash, "height": e.Receipt.Height}
}

// ErrorCode is the contract's own name for its reason, else that of the receipt's code.
func (e *TxError) ErrorCode() string {
	if abort := e.Receipt.Abort(); abort != nil {
		return abort.Name
	}
	return e.Receipt.CodeName
}

// check turns an outcome other than success into an error.
func check(r Receipt) error {
	if r.Code == 0 {
		return nil
	}
	return &TxError{r}
}

// Submit hands over a signed transaction and returns once the node has taken it; the receipt
// holds its hash only.
func (c *Client) Submit(ctx context.Context, raw []byte) (r Receipt, err error) {
	if err := c.do(ctx, c.working, http.MethodPost, "/v1/txs", "application/cbor", raw, &r); err != nil {
		return r, err
	}
	return r, check(r)
}

// SubmitAndWait returns when the transaction is in a block. Its error is a *TxError when the
// transaction was refused or failed.
func (c *Client) SubmitAndWait(ctx context.Context, raw []byte) (r Receipt, err error) {
	if err := c.do(ctx, c.waiting, http.MethodPost, "/v1/txs?wait=true", "application/cbor", raw, &r); err != nil {
		return r, err
	}
	if r.Height == 0 && r.Code == 0 { // the node's own patience ended first
		sent, err := sentOf(raw)
		if err != nil {
			return r, err
		}
		return c.Await(ctx, sent)
	}
	return r, check(r)
}

// Simulate runs a transaction on the newest state without keeping anything. The signature
// does not matter.
func (c *Client) Simulate(ctx context.Context, raw []byte) (r Receipt, err error) {
	if err := c.do(ctx, c.working, http.MethodPost, "/v1/simulate", "application/cbor", raw, &r); err != nil {
		return r, err
	}
	r.Height = 0 // nothing happened at any height
	return r, check(r)
}

// simulateLast runs transactions one after another, and says what the last would do.
func (c *Client) simulateLast(ctx context.Context, txs [][]byte) (r Receipt, err error) {
	results, err := c.batch(ctx, "/v1/simulate/batch", txs)
	if err != nil {
		return r, err
	}
	r = results[len(results)-1]
	return r, check(r)
}

// Batch is the most transactions that SubmitBatch takes at once.
const Batch = 100

// SubmitBatch hands over up to Batch signed transactions in one request, in this order. Each
// has its own answer; an answer with Code 0 means that the transaction waits for its block.
func (c *Client) SubmitBatch(ctx context.Context, txs [][]byte) ([]Receipt, error) {
	return c.batch(ctx, "/v1/txs/batch", txs)
}

// batch posts transactions, and returns the answer to each.
func (c *Client) batch(ctx context.Context, path string, txs [][]byte) ([]Receipt, error) {
	body := abi.AppendArray(nil, len(txs))
	for _, raw := range txs {
		body = abi.AppendBytes(body, raw)
	}
	var answer v1.Batch
	if err := c.do(ctx, c.working, http.MethodPost, path, "application/cbor", body, &answer); err != nil {
		return nil, err
	}
	if len(answer.Results) != len(txs) {
		return nil, fmt.Errorf("the node answered for %d of %d transactions", len(answer.Results), len(txs))
	}
	return answer.Results, nil
}

// Tx asks for the receipt of a transaction; IsNotFound tells that it is in no block yet.
func (c *Client) Tx(ctx context.Context, hash abi.Hash) (r Receipt, err error) {
	return r, c.get(ctx, "/v1/txs/"+hash.String(), &r)
}
