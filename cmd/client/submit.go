package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

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
	Abort     *Abort   `json:"abort,omitempty"`
	Tx        *Asked   `json:"tx,omitempty"` // what the transaction asked for
}

// Abort is why a contract gave up.
type Abort struct {
	Code    uint32 `json:"code"`    // of the contract's interface, 1 to abi.MaxAbortCode
	Name    string `json:"name"`    // of the code, for programs
	Message string `json:"message"` // for people: which contract, why, the name
}

// Asked is what a transaction asked for.
type Asked struct {
	Sender abi.Address  `json:"sender"`
	Nonce  uint64       `json:"nonce"`
	Expiry uint64       `json:"expiry,omitempty"` // last height at which it may be included; 0: none
	Fee    abi.Amount   `json:"fee"`              // base units, the whole fee
	Kind   string       `json:"kind"`             // transfer, upload, instantiate, call, bond, unbond, join or leave
	To     *abi.Address `json:"to,omitempty"`     // account of a transfer, contract of a call
	Method string       `json:"method,omitempty"` // of a call
	Code   *abi.Hash    `json:"code,omitempty"`   // of an upload or an instantiation
	Key    *abi.Hash    `json:"key,omitempty"`    // of a validator that joins
	Amount abi.Amount   `json:"amount"`           // base units that go with it
}

// Event is what a contract said while it ran.
type Event struct {
	Type     string          `json:"type"`
	Contract string          `json:"contract,omitempty"`
	Data     json.RawMessage `json:"data,omitempty"`
}

// TxError says that a transaction was refused, or failed in its block.
type TxError struct{ Receipt Receipt }

// Error says what happened, what it cost and, where the code alone tells it, what to do.
func (e *TxError) Error() string {
	r := e.Receipt
	text := r.CodeName
	switch {
	case r.Abort != nil:
		text = r.Abort.Message
	case r.Log != "" && r.Log != strings.ReplaceAll(r.CodeName, "_", " "):
		text += ": " + r.Log
	}
	if advice := advices[abi.Code(r.Code)]; advice != "" {
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
	if e.Receipt.Abort != nil {
		return e.Receipt.Abort.Name
	}
	return e.Receipt.CodeName
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
		sent, err := sentOf(raw)
		if err != nil {
			return r, err
		}
		return c.Await(ctx, sent)
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
