package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keys"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// defaultFrom signs when --from names nobody: an account of every devnet. Elsewhere there is
// no key of this name, and the error asks for one.
const defaultFrom = "alice"

// sending holds the flags of every command that makes a transaction.
type sending struct {
	from  string
	gas   uint64
	fee   string
	async bool
}

// flags adds the flags.
func (s *sending) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.from, "from", defaultFrom, "name of the key, or id of the participant, that signs and pays")
	f.Uint64Var(&s.gas, "gas", 0, "gas limit (default: what a simulation used, plus 30%)")
	f.StringVar(&s.fee, "fee", "", "whole fee, in base units or like 0.1tokens (default: the least for the gas limit)")
	f.BoolVar(&s.async, "async", false, "do not wait until the transaction is in a block")
}

// sender makes the transactions of the account that --from names.
func (a *app) sender(node *client.Client, s sending) (client.Sender, error) {
	key, err := a.signer(s.from)
	if err != nil {
		return client.Sender{}, err
	}
	out := client.Sender{Node: node, Key: key.Signer(), Gas: s.gas, Async: s.async}
	if s.fee != "" {
		if out.Fee, err = arguments.Amount(s.fee); err != nil {
			return out, usagef("--fee: %w", err)
		}
	}
	return out, nil
}

// signer finds the key that --from names: by its name, else a participant's by its id, since
// those that imports registered must be able to spend what they earn.
func (a *app) signer(from string) (keys.Key, error) {
	key, err := a.keys().Get(from)
	if !errors.Is(err, keys.ErrNotFound) {
		return key, err
	}
	made, unreadable := a.keys().Participants()
	if unreadable != nil {
		return key, unreadable
	}
	if key, ok := made[from]; ok {
		return key, nil
	}
	return key, fmt.Errorf("--from: %w; `peerz keys list` shows those that are here", err)
}

// send makes one transaction and returns its receipt.
func (a *app) send(ctx context.Context, s sending, msg tx.Msg) (client.Receipt, error) {
	node, err := a.client()
	if err != nil {
		return client.Receipt{}, err
	}
	sender, err := a.sender(node, s)
	if err != nil {
		return client.Receipt{}, err
	}
	return sender.Send(ctx, msg)
}

// execute calls a method of a contract, with JSON arguments in which names are fine, and
// returns the receipt and the decoded result.
func (a *app) execute(ctx context.Context, s sending, call contractCall) (client.Receipt, map[string]any, error) {
	node, err := a.client()
	if err != nil {
		return client.Receipt{}, nil, err
	}
	target, err := a.bind(ctx, node, call.contract)
	if err != nil {
		return client.Receipt{}, nil, err
	}
	input, err := target.encode(abi.EntryExecute, call.method, call.args)
	if err != nil {
		return client.Receipt{}, nil, usagef("%w", err)
	}
	sender, err := a.sender(node, s)
	if err != nil {
		return client.Receipt{}, nil, err
	}
	receipt, err := sender.Send(ctx, tx.Call{Contract: target.address, Input: input, Funds: call.funds})
	if err != nil {
		return receipt, nil, target.explain(err)
	}
	result, err := target.decode(abi.EntryExecute, call.method, receipt)
	return receipt, result, err
}

// showReceipt prints the outcome of a transaction: what happened, then where.
func (a *app) showReceipt(r client.Receipt, did string, result map[string]any) error {
	answer := map[string]any{"hash": r.Hash, "height": r.Height, "code": r.Code, "gas_used": r.GasUsed, "events": events(r)}
	for name, value := range result {
		if _, taken := answer[name]; !taken {
			answer[name] = value
		}
	}
	return a.show(answer, func(w io.Writer) {
		if r.Height == 0 {
			fmt.Fprintf(w, "sent, not in a block yet: %s\ntransaction\t%s\n", did, r.Hash)
			return
		}
		fmt.Fprintf(w, "%s\nheight\t%d\ntransaction\t%s\ngas used\t%d of %d\n", did, r.Height, r.Hash, r.GasUsed, r.GasWanted)
		showFields(w, result)
	})
}

// events never is nil, so that JSON shows an empty list.
func events(r client.Receipt) []client.Event { return append([]client.Event{}, r.Events...) }
