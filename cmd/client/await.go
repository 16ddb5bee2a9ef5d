package client

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Sent is what identifies a signed transaction, and what ends its chance of a block.
type Sent struct {
	Hash   abi.Hash
	Sender abi.Address
	Nonce  uint64
	Expiry uint64     // last height at which it may be included; 0: none
	Fee    abi.Amount // base units, the whole fee
	Raw    []byte     // the signed transaction
}

func sentOf(raw []byte) (Sent, error) {
	t, err := tx.Decode(raw)
	if err != nil {
		return Sent{}, err
	}
	return Sent{Hash: t.Hash, Sender: t.Sender(), Nonce: t.Body.Nonce, Expiry: t.Body.Expiry, Fee: t.Body.Fee, Raw: raw}, nil
}

// lifetime is for how many blocks a transaction that this package makes may wait: a mempool may
// forget it, and who waits for it must know when that is certain.
const lifetime = 120

// LostError says that a transaction that a node took can be in no block any more.
type LostError struct {
	Sent Sent
	Why  string
}

// Error says why, and that sending it again is safe.
func (e *LostError) Error() string {
	return fmt.Sprintf("transaction %s is in no block and never will be, nothing is paid: %s; send it again", e.Sent.Hash, e.Why)
}

// ErrorCode names the error for programs.
func (e *LostError) ErrorCode() string { return "transaction_lost" }

// ErrorDetails is the transaction, for programs.
func (e *LostError) ErrorDetails() map[string]any { return map[string]any{"hash": e.Sent.Hash} }

// Await asks for a receipt until there is one, and submits the transaction again now and then: the nodes
// that had it may have stopped since. Its error is a *TxError when the transaction
// failed, and a *LostError when it can be in no block any more: another one took its nonce, or its
// expiry has passed. A chain that makes no block meanwhile ends the wait too.
func (c *Client) Await(ctx context.Context, sent Sent) (Receipt, error) {
	w := wait{sent: sent, moved: time.Now()}
	for look := 0; ; look++ {
		r, err := c.Tx(ctx, sent.Hash)
		if err == nil {
			return r, check(r)
		}
		if IsNotFound(err) && w.over != "" {
			return r, &LostError{sent, w.over}
		}
		if IsNotFound(err) && look%5 == 4 {
			err = w.check(ctx, c)
		}
		if err != nil && !IsNotFound(err) && !isNotReady(err) {
			return r, err
		}
		if err := Pause(ctx, c.look); err != nil {
			return r, fmt.Errorf("transaction %s is in no block yet: %w", sent.Hash, err)
		}
	}
}

// wait is what is known while a transaction has no receipt.
type wait struct {
	sent   Sent
	height uint64    // of the chain, when it was last asked
	moved  time.Time // when the chain was first seen at height
	late   uint64    // height at which the transaction's chance was first seen to be over; 0: it is not
	over   string    // why the next look for a receipt is the last; empty: it is not
}

// check finds out whether there is anything left to wait for. A node's receipts may lag behind
// its state by the block that it commits: what is over at one height is lost at the next.
func (w *wait) check(ctx context.Context, c *Client) error {
	status, err := c.Status(ctx)
	if err != nil {
		return err
	}
	account, err := c.Account(ctx, w.sent.Sender)
	if err != nil {
		return err
	}
	if status.Height != w.height {
		w.height, w.moved = status.Height, time.Now()
	}
	why := ""
	switch {
	case account.Nonce > w.sent.Nonce:
		why = fmt.Sprintf("another transaction of its sender came first, with nonce %d", w.sent.Nonce)
	case w.sent.Expiry > 0 && status.Height >= w.sent.Expiry:
		why = fmt.Sprintf("it had to be in a block until height %d", w.sent.Expiry)
	case time.Since(w.moved) > c.stalled:
		return fmt.Errorf("the chain has made no block for %s after height %d; `peerz tx show %s` tells of the transaction once it does",
			c.stalled, status.Height, w.sent.Hash)
	default:
		_, _ = c.Submit(ctx, w.sent.Raw) // what becomes of it, the next looks tell
		return nil
	}
	if w.late == 0 {
		w.late = status.Height
	}
	if status.Height > w.late {
		w.over = why
	}
	return nil
}

// AwaitAll waits until all transactions are in blocks: receipts in their order, and the error of
// the first that failed, as a *TxError.
func (c *Client) AwaitAll(ctx context.Context, sent []Sent) ([]Receipt, error) {
	receipts := make([]Receipt, len(sent))
	var first, err error
	for i := range sent {
		var failed *TxError
		receipts[i], err = c.Await(ctx, sent[i])
		if err != nil && !errors.As(err, &failed) {
			return receipts, err
		}
		if first == nil {
			first = err
		}
	}
	return receipts, first
}
