package chain

import (
	"context"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Address finds the address that a name stands for: a key of this machine, a contract, or a
// registered participant, in this order. An address stands for itself.
func (c *Chain) Address(ctx context.Context, name string) (abi.Address, error) {
	return arguments.Address(name, c.lookup(ctx))
}

// lookup is Address for names alone, as arguments are resolved with.
func (c *Chain) lookup(ctx context.Context) arguments.Lookup {
	return func(name string) (abi.Address, error) {
		key, err := c.Keys.Get(name)
		if err == nil {
			return key.Address(), nil
		}
		if !errors.Is(err, keystore.ErrNotFound) {
			return abi.Address{}, err
		}
		contract, err := c.Find(ctx, name)
		if err == nil {
			return contract.Address, nil
		}
		if !client.IsNotFound(err) {
			return abi.Address{}, err
		}
		return c.participant(ctx, name)
	}
}

// participant finds the account of a participant id: on chain, else among the keys that
// imports made here.
func (c *Chain) participant(ctx context.Context, id string) (abi.Address, error) {
	p, err := roles.Client{Node: c.Client}.Participant(ctx, roles.ParticipantArgs{ID: id})
	if err == nil {
		return AddressOf(p.Account), nil
	}
	var refused *client.Error
	if !errors.As(err, &refused) {
		return abi.Address{}, err
	}
	made, err := c.Keys.Participants()
	if err != nil {
		return abi.Address{}, err
	}
	if key, ok := made[id]; ok {
		return key.Address(), nil
	}
	return abi.Address{}, fmt.Errorf("%q is no address, key, contract or participant", id)
}

// Find looks a contract up by address or built-in name, else by its label: labels are
// free, so one that several contracts have finds none of them.
func (c *Chain) Find(ctx context.Context, name string) (client.Contract, error) {
	contract, missing := c.Contract(ctx, name)
	if !client.IsNotFound(missing) {
		return contract, missing
	}
	list, err := c.Contracts(ctx)
	if err != nil {
		return contract, err
	}
	var labelled []client.Contract
	for _, one := range list {
		if one.Label == name {
			labelled = append(labelled, one)
		}
	}
	switch len(labelled) {
	case 0:
		return contract, &unknownError{fmt.Sprintf("there is no contract %q: `peerz contract list` shows them", name), missing}
	case 1:
		return c.Contract(ctx, labelled[0].Address.String())
	}
	return contract, fmt.Errorf("%d contracts have the label %q: give an address from `peerz contract list`", len(labelled), name)
}

// unknownError is a node's "not found" in the words of the user, who is told what to do.
type unknownError struct {
	text string
	err  error
}

func (e *unknownError) Error() string { return e.text }
func (e *unknownError) Unwrap() error { return e.err }

// NameOf returns what people call a contract: its built-in name, else its label, which may be
// empty.
func NameOf(c client.Contract) string {
	if c.Name != "" {
		return c.Name
	}
	return c.Label
}

// Called writes the address of a contract as people call it: a built-in one by its name, others as
// they are.
func (c *Chain) Called(ctx context.Context, a abi.Address) string {
	if contract, err := c.Contract(ctx, a.String()); err == nil && contract.Name != "" {
		return contract.Name
	}
	return a.String()
}

// Signer finds the key that --from names: by its name, else a participant's by its id, since
// those that imports registered must be able to spend what they earn.
func (c *Chain) Signer(from string) (keystore.Key, error) {
	key, err := c.Keys.Get(from)
	if !errors.Is(err, keystore.ErrNotFound) {
		return key, err
	}
	made, unreadable := c.Keys.Participants()
	if unreadable != nil {
		return key, unreadable
	}
	if key, ok := made[from]; ok {
		return key, nil
	}
	return key, fmt.Errorf("--from: %w; `peerz keys list` shows those that are here", err)
}
