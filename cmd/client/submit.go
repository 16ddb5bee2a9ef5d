package client

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Receipt is the outcome of a transaction. Code 0 is success.
type Receipt struct {
	Hash      abi.Hash `json:"hash"`
	Height    uint64   `json:"height"` // of the block that holds it
	Code      uint32   `json:"code"`
	CodeName  string   `json:"codename"`
	Data      string   `json:"data"` // hex of what the contract returned
	GasUsed   uint64   `json:"gas_used"`
	GasWanted uint64   `json:"gas_wanted"`
	Events    []Event  `json:"events"`
	Log       string   `json:"log,omitempty"` // for people; not part of consensus
}

// Event is what a contract said while it ran.
type Event struct {
	Type     string          `json:"type"`
	Contract string          `json:"contract,omitempty"`
	Data     json.RawMessage `json:"data,omitempty"`
}

// TxError says that a transaction was refused, or failed in its block.
type TxError struct{ Receipt Receipt }

// Error names the code, and the height if the transaction is in a block.
func (e *TxError) Error() string {
	r := e.Receipt
	text := e.Where() + ": " + r.CodeName
	if r.Log != "" && r.Log != strings.ReplaceAll(r.CodeName, "_", " ") {
		text += ": " + r.Log
	}
	return text
}

// Where says how far the transaction came. One that failed in a block has paid its fee and can be
// looked at by its hash.
func (e *TxError) Where() string {
	if e.Receipt.Height == 0 {
		return "transaction refused"
	}
	return fmt.Sprintf("transaction %s failed at height %d", e.Receipt.Hash, e.Receipt.Height)
}

// ErrorDetails are where programs find the transaction, if it is in a block.
func (e *TxError) ErrorDetails() map[string]any {
	if e.Receipt.Height == 0 {
		return nil
	}
	return map[string]any{"hash": e.Receipt.Hash, "height": e.Receipt.Height}
}

// ErrorCode returns the stable name of the receipt's code.
func (e *TxError) ErrorCode() string { return e.Receipt.CodeName }

// AbortCode returns the contract's own code when the contract aborted the call: the data is
// the CBOR map {"code": number} then.
func (r Receipt) AbortCode() (code uint32, aborted bool) {
	raw, err := hex.DecodeString(r.Data)
	if err != nil || r.Code != uint32(abi.CodeAborted) {
		return 0, false
	}
	d := abi.NewReader(raw)
	if d.Map() != 1 || d.Text() != "code" {
		return 0, false
	}
	n := d.Uint()
	return uint32(n), d.Close() == nil && n <= abi.MaxAbortCode
}

// check turns an outcome other than success into an error.
func (r Receipt) check() error {
	if r.Code == 0 {
		return nil
	}
	return &TxError{r}
}

// Submit hands over a signed transaction and returns once the node has taken it; the receipt
// holds its hash only.
func (c *Client) Submit(ctx context.Context, raw []byte) (r Receipt, err error) {
	if err := c.do(ctx, c.working, http.MethodPost, "/txs", "application/cbor", raw, &r); err != nil {
		return r, err
	}
	return r, r.check()
}

// SubmitAndWait returns when the transaction is in a block. Its error is a *TxError when the
// transaction was refused or failed.
func (c *Client) SubmitAndWait(ctx context.Context, raw []byte) (r Receipt, err error) {
	if err := c.do(ctx, c.waiting, http.MethodPost, "/txs?wait=1", "application/cbor", raw, &r); err != nil {
		return r, err
	}
	if r.Height == 0 && r.Code == 0 { // the node's own patience ended first
		return c.Await(ctx, r.Hash)
	}
	return r, r.check()
}

// Simulate runs a transaction on the newest state without keeping anything. The signature
// does not matter.
func (c *Client) Simulate(ctx context.Context, raw []byte) (r Receipt, err error) {
	if err := c.do(ctx, c.working, http.MethodPost, "/simulate", "application/cbor", raw, &r); err != nil {
		return r, err
	}
	r.Height = 0 // nothing happened at any height
	return r, r.check()
}

// Batch is the most transactions that SubmitBatch takes at once.
const Batch = 100

// SubmitBatch hands over up to Batch signed transactions in one request, in this order. Each
// has its own answer; an answer with Code 0 means that the transaction waits for its block.
func (c *Client) SubmitBatch(ctx context.Context, txs [][]byte) ([]Receipt, error) {
	body := abi.AppendArray(nil, len(txs))
	for _, raw := range txs {
		body = abi.AppendBytes(body, raw)
	}
	var answer struct{ Results []Receipt }
	if err := c.do(ctx, c.working, http.MethodPost, "/txs/batch", "application/cbor", body, &answer); err != nil {
		return nil, err
	}
	if len(answer.Results) != len(txs) {
		return nil, fmt.Errorf("the node answered for %d of %d transactions", len(answer.Results), len(txs))
	}
	return answer.Results, nil
}

// Tx asks for the receipt of a transaction; IsNotFound tells that it is in no block yet.
func (c *Client) Tx(ctx context.Context, hash abi.Hash) (r Receipt, err error) {
	return r, c.get(ctx, "/txs/"+hash.String(), &r)
}

// Await asks for a receipt until there is one. Its error is a *TxError when the transaction
// failed.
func (c *Client) Await(ctx context.Context, hash abi.Hash) (Receipt, error) {
	for {
		r, err := c.Tx(ctx, hash)
		if err == nil {
			return r, r.check()
		}
		if !IsNotFound(err) {
			return r, err
		}
		if err := Pause(ctx, 100*time.Millisecond); err != nil {
			return r, fmt.Errorf("transaction %s is in no block yet: %w", hash, err)
		}
	}
}
