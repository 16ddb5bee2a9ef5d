package client

import (
	"context"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Outgoing is one transaction of a set that is sent together.
type Outgoing struct {
	Key tx.Key
	Msg tx.Msg
	Gas uint64 // gas limit; the fee is the least that the chain takes for it
}

// SubmitAll signs a set of transactions of any accounts and submits them without waiting in
// between, so that they can share blocks; those of one account stay in order. It returns once
// the node has taken all of them, with what was sent in the order of the set.
func (c *Client) SubmitAll(ctx context.Context, set []Outgoing) ([]Sent, error) {
	signed, err := c.sign(ctx, set)
	if err != nil {
		return nil, err
	}
	for batch := range slices.Chunk(signed, Batch) {
		answers, err := c.submitPatiently(ctx, batch)
		if err != nil {
			return nil, err
		}
		for _, answer := range answers {
			if err := check(answer); err != nil {
				return nil, err
			}
		}
	}
	sent := make([]Sent, len(signed))
	for i, raw := range signed {
		if sent[i], err = sentOf(raw); err != nil {
			return nil, err
		}
	}
	return sent, nil
}

// submitPatiently submits a batch, again while as many transactions of one of its accounts wait as may: that
// ends with a block. Those that the node has taken already get the same answer again.
func (c *Client) submitPatiently(ctx context.Context, batch [][]byte) ([]Receipt, error) {
	for {
		answers, err := c.SubmitBatch(ctx, batch)
		if !isAccountFull(err) {
			return answers, err
		}
		if err := Pause(ctx, c.look); err != nil {
			return nil, err
		}
	}
}

// sign gives each account's transactions consecutive nonces.
func (c *Client) sign(ctx context.Context, set []Outgoing) ([][]byte, error) {
	status, err := c.Status(ctx)
	if err != nil {
		return nil, err
	}
	nonces := map[abi.Address]uint64{}
	signed := make([][]byte, len(set))
	for i, o := range set {
		sender := o.Key.Address()
		if _, known := nonces[sender]; !known {
			account, err := c.Account(ctx, sender)
			if err != nil {
				return nil, err
			}
			nonces[sender] = account.PendingNonce
		}
		fee, err := FeeFor(o.Gas, status.MinGasPrice)
		if err != nil {
			return nil, fmt.Errorf("transaction %d: %w", i, err)
		}
		signed[i] = o.Key.Sign(tx.Body{
			ChainID: status.ChainID, Nonce: nonces[sender], GasLimit: o.Gas, Fee: fee, Msg: o.Msg,
			Expiry: status.Height + lifetime + uint64(len(set)), // a block each, at worst
		})
		nonces[sender]++
	}
	return signed, nil
}
