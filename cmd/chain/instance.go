package chain

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Instance is one of the contracts that somebody has deployed from a code, such as a pool: the clients of
// contracts/api ask it when it is their Node.
type Instance struct {
	*Chain
	Address abi.Address
}

// Query asks the instance, whatever the contract of its interface is called.
func (i *Instance) Query(ctx context.Context, _ string, input []byte) ([]byte, error) {
	return i.Chain.Query(ctx, i.Address.String(), input)
}

// FindInstance finds an instance: by its address or a label that a key of this machine gave it, else the first
// that governance has listed as a source of a role.
func (c *Chain) FindInstance(ctx context.Context, name, role string) (*Instance, error) {
	if name != "" {
		found, err := c.FindContract(ctx, name)
		return &Instance{c, found.Address}, err
	}
	r, err := roles.Client{Node: c}.Role(ctx, roles.RoleArgs{Name: role})
	if err != nil {
		return nil, err
	}
	if len(r.Source.Contracts) == 0 {
		return nil, cli.Usagef("no contract is listed as a source of %s: name one with --at", role)
	}
	return &Instance{c, AddressOf(r.Source.Contracts[0])}, nil
}

// Act sends a call to an instance: see Transact.
func Act[R any](ctx context.Context, i *Instance, s Sending, call sdk.MethodCall[R], funds sdk.Amount, before ...tx.Msg) (client.Receipt, *R, error) {
	call.Contract = i.Address.String()
	return Transact(ctx, i.Chain, s, call, funds, before...)
}

// Deed is a call to an instance, and how it is told.
type Deed[R any] struct {
	Call   sdk.MethodCall[R]
	Funds  sdk.Amount
	Before []tx.Msg // what it builds on
	Did    string   // what happens, as it is known before
	// Result tells more, and what the result has beside the receipt, when the call is in a block; nil: Did says it all.
	Result func(*R) (did string, fields map[string]any)
}

// Do sends a deed and shows what came of it.
func Do[R any](ctx context.Context, env *cli.Env, i *Instance, s Sending, d Deed[R]) error {
	r, result, err := Act(ctx, i, s, d.Call, d.Funds, d.Before...)
	if err != nil {
		return err
	}
	var fields map[string]any
	if d.Result != nil && result != nil {
		d.Did, fields = d.Result(result)
	}
	return ShowReceipt(env, r, d.Did, fields)
}

// Deploy creates an instance of a contract that this program comes with; its code is uploaded if the chain does not
// have it.
func (c *Chain) Deploy(ctx context.Context, s Sending, contract, label string, args sdk.Marshaler) (client.Receipt, *Instance, error) {
	if s.Async {
		return client.Receipt{}, nil, cli.Usagef("--async: the code must be on the chain before the contract, so there is something to wait for")
	}
	built, ok := contracts.Get(contract)
	if !ok {
		return client.Receipt{}, nil, fmt.Errorf("this program has no contract %q", contract)
	}
	hash, err := abi.ParseHash(built.Hash)
	if err != nil {
		return client.Receipt{}, nil, err
	}
	if _, err := c.Code(ctx, hash); client.IsNotFound(err) {
		if c.env.Build {
			c.env.Note("the code of %s goes first: once it is on the chain, build this again for the contract", contract)
		}
		if _, err := c.Send(ctx, s, tx.Upload{Code: built.Wasm}); err != nil {
			return client.Receipt{}, nil, err
		}
	} else if err != nil {
		return client.Receipt{}, nil, err
	}
	if _, err := c.AwaitCode(ctx, hash); err != nil {
		return client.Receipt{}, nil, err
	}
	r, err := c.Send(ctx, s, tx.Instantiate{CodeHash: hash, Label: label, Input: sdk.Marshal(args)})
	if err != nil {
		return r, nil, err
	}
	address, err := Created(r)
	return r, &Instance{c, address}, err
}

// AwaitCode waits until a stored code may be called and returns the height since when.
func (c *Chain) AwaitCode(ctx context.Context, hash abi.Hash) (uint64, error) {
	for {
		code, err := c.Code(ctx, hash)
		if err != nil || code.Callable {
			return code.CallableAt, err
		}
		if _, err := c.Ready(ctx, code.CallableAt); err != nil {
			return 0, err
		}
		if err := client.Pause(ctx, 0); err != nil {
			return 0, err
		}
	}
}

// Created reads the address of the contract that a transaction created from its receipt. It fails when the transaction is in
// no block yet.
func Created(r client.Receipt) (a abi.Address, err error) {
	raw, err := hex.DecodeString(r.Data)
	if err != nil {
		return a, err
	}
	d := abi.NewReader(raw)
	if d.Map() == 1 && d.Text() == "address" {
		a = d.Address()
	}
	if a == (abi.Address{}) {
		return a, errors.New("the transaction is in no block yet")
	}
	return a, nil
}
