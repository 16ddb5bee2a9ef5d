package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keys"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// who finds the address that a name stands for: a key of this machine, a contract, or a
// registered participant, in this order. An address stands for itself.
func (a *app) who(ctx context.Context, node *client.Client, name string) (abi.Address, error) {
	return arguments.Address(name, func(name string) (abi.Address, error) {
		key, err := a.keys().Get(name)
		if err == nil {
			return key.Address(), nil
		}
		if !errors.Is(err, keys.ErrNotFound) {
			return abi.Address{}, err
		}
		if contract, err := findContract(ctx, node, name); err == nil {
			return contract.Address, nil
		} else if !client.IsNotFound(err) {
			return abi.Address{}, err
		}
		return a.participant(ctx, node, name)
	})
}

// participant finds the account of a participant id: on chain, else among the keys that
// imports made here.
func (a *app) participant(ctx context.Context, node *client.Client, id string) (abi.Address, error) {
	var p struct{ Account abi.Address }
	err := node.Query(ctx, "roles", "participant", map[string]string{"id": id}, &p)
	if err == nil {
		return p.Account, nil
	}
	var refused *client.Error
	if !errors.As(err, &refused) {
		return abi.Address{}, err
	}
	made, err := a.keys().Participants()
	if err != nil {
		return abi.Address{}, err
	}
	if key, ok := made[id]; ok {
		return key.Address(), nil
	}
	return abi.Address{}, fmt.Errorf("%q is no address, key, contract or participant", id)
}
