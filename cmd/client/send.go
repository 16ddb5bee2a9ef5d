package client

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Sender makes transactions of one account.
type Sender struct {
	Node *Client
	Key  tx.Key
	Limits
}

// Limits are what a transaction may use, and what is paid for it.
type Limits struct {
	Gas   uint64      // gas limit; 0: what a simulation says plus 30%
	Spare uint64      // on top of that, for what there may be to do by then and is not yet
	Fee   *abi.Amount // base units, the whole fee; nil: what the chain asks at least for the gas
}

// attempts is how often a transaction is made anew because another one of the same account
// took its nonce first.
const attempts = 5

// Submit makes, signs and submits a transaction with one message, and returns once the node has
// taken it. The error is a *TxError when the chain refused it.
// Two at a time of one account take the same nonce, and are the same transaction if they say
// the same: callers see to it that they follow each other.
func (s Sender) Submit(ctx context.Context, msg tx.Msg) (Sent, error) {
	for try := 1; ; try++ {
		sent, err := s.once(ctx, msg)
		var refused *TxError
		lost := errors.As(err, &refused) && refused.Receipt.Height == 0 &&
			(refused.Receipt.Code == abi.CodeNonceTooLow || refused.Receipt.Code == abi.CodeNonceTooHigh)
		if !lost || try == attempts {
			return sent, err
		}
	}
}

func (s Sender) once(ctx context.Context, msg tx.Msg) (sent Sent, err error) {
	raw, err := s.Sign(ctx, msg)
	if err != nil {
		return sent, err
	}
	if _, err := s.Node.Submit(ctx, raw); err != nil {
		return sent, err
	}
	return sentOf(raw)
}

// Sign makes and signs a transaction with one message, with the nonce that follows those that the node knows, and
// submits nothing.
func (s Sender) Sign(ctx context.Context, msg tx.Msg) (raw []byte, err error) {
	body, err := s.Node.Draft(ctx, s.Key, msg, s.Limits)
	if err != nil {
		return nil, err
	}
	return s.Key.Sign(body), nil
}

// Payer is an account that signs and pays, as far as a transaction of it can be made without its secret.
type Payer interface {
	Address() abi.Address
	Unsigned(b tx.Body) []byte // without a signature, for simulation
}

// Draft makes the body of a transaction with the nonce behind those that the account sends before it.
func (c *Client) Draft(ctx context.Context, from Payer, msg tx.Msg, l Limits, before ...tx.Msg) (body tx.Body, err error) {
	status, err := c.Status(ctx)
	if err != nil {
		return body, err
	}
	account, err := c.Account(ctx, from.Address())
	if err != nil {
		return body, err
	}
	body = tx.Body{ChainID: status.ChainID, Nonce: account.PendingNonce + uint64(len(before)), GasLimit: l.Gas, Expiry: status.Height + lifetime, Msg: msg}
	if l.Gas == 0 {
		gas, err := c.estimate(ctx, from, body, account.Nonce, before)
		if err != nil {
			return body, err
		}
		body.GasLimit = gas + l.Spare
	}
	if l.Fee != nil {
		body.Fee = *l.Fee
	} else {
		body.Fee, err = FeeFor(body.GasLimit, status.MinGasPrice)
	}
	return body, err
}

// estimate simulates with the nonce of the last block's state, which is the state that the
// simulation runs on. A gas limit of 0 lets it use as much as any transaction may. What is refused now may
// need what goes before it.
func (c *Client) estimate(ctx context.Context, from Payer, body tx.Body, nonce uint64, before []tx.Msg) (uint64, error) {
	body.Nonce, body.GasLimit, body.Fee = nonce, 0, abi.Amount{}
	r, err := c.Simulate(ctx, from.Unsigned(body))
	var refused *TxError
	if len(before) > 0 && errors.As(err, &refused) {
		var list [][]byte
		for _, msg := range append(slices.Clone(before), body.Msg) {
			body.Msg = msg
			list = append(list, from.Unsigned(body))
		}
		r, err = c.simulateLast(ctx, list)
	}
	if err != nil {
		return 0, err
	}
	return WithMargin(r.GasUsed), nil
}

// WithMargin adds the 30% that a simulation leaves for what may change until the block.
func WithMargin(gas uint64) uint64 { return gas + gas*3/10 }

// FeeFor is the least fee for a gas limit, in base units.
func FeeFor(gas uint64, price abi.Amount) (abi.Amount, error) {
	fee, ok := price.Mul(abi.U64(gas))
	if !ok {
		return fee, fmt.Errorf("the fee for %d gas at %s base units does not fit in 128 bits", gas, price)
	}
	return fee, nil
}
