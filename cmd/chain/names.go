package chain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Found is what a name stands for.
type Found struct {
	Name    string
	Kind    string // "address", "key", "address book", "contract", "participant" or "label"
	Address abi.Address
}

// String says it for people: what was found, and where.
func (f Found) String() string {
	if f.Kind == "address" {
		return f.Address.String()
	}
	return fmt.Sprintf("%s (%s, %s)", f.Name, f.Kind, f.Address)
}

// FindAccount finds the account that a name stands for: a key of this machine, an entry of its
// address book, a built-in contract, or a participant, in this order; an address stands for
// itself. A name that stands for several accounts is refused: somebody else may have taken it to
// be paid instead. Labels of contracts name no accounts, since anybody gives them.
func (c *Chain) FindAccount(ctx context.Context, name string) (Found, error) {
	if name == "" {
		return Found{}, cli.Usagef("the name of an account is empty")
	}
	if strings.HasPrefix(text.Lower(name), abi.HRP+"1") {
		a, err := abi.ParseAddress(name)
		if err != nil {
			return Found{}, cli.Usagef("%w", err)
		}
		return Found{name, "address", a}, nil
	}
	return only(ctx, name, "`peerz keys list` and `peerz roles show ROLE` show who is known", c.ownKey, c.inBook, c.builtin, c.participant)
}

// Address is the address of FindAccount.
func (c *Chain) Address(ctx context.Context, name string) (abi.Address, error) {
	found, err := c.FindAccount(ctx, name)
	return found.Address, err
}

// FindContract finds a contract by its address, its built-in name, an entry of the address book, or
// the label of a contract that a key of this machine created, in this order. Several are refused, as
// FindAccount does.
func (c *Chain) FindContract(ctx context.Context, name string) (client.Contract, error) {
	if strings.HasPrefix(text.Lower(name), abi.HRP+"1") {
		if _, err := abi.ParseAddress(name); err != nil {
			return client.Contract{}, cli.Usagef("%w", err)
		}
		return c.Contract(ctx, name)
	}
	found, err := only(ctx, name, "`peerz contract list` shows all; a label finds those that the keys here created", c.builtin, c.inBook, c.ownLabel)
	if err != nil {
		return client.Contract{}, err
	}
	return c.Contract(ctx, found.Address.String())
}

// BuiltinContract finds a contract by its address or built-in name: by what is the same on every machine.
func (c *Chain) BuiltinContract(ctx context.Context, name string) (abi.Address, error) {
	record, err := c.Contract(ctx, name)
	return record.Address, err
}

// source is one place where a name may be known. It returns nothing, and no error, when it is not.
type source func(ctx context.Context, name string) (*Found, error)

// only asks every source and returns the first answer, unless another one is another address.
func only(ctx context.Context, name, hint string, sources ...source) (Found, error) {
	var first *Found
	for _, ask := range sources {
		found, err := ask(ctx, name)
		switch {
		case err != nil:
			return Found{}, err
		case found == nil:
		case first == nil:
			first = found
		case found.Address != first.Address:
			return Found{}, cli.WithCode("name_ambiguous", fmt.Errorf("%q is more than one: %s, and %s: give the address", name, first, found))
		}
	}
	if first == nil {
		return Found{}, cli.WithCode("name_unknown", fmt.Errorf("nothing is called %q; %s", name, hint))
	}
	return *first, nil
}

func (c *Chain) ownKey(_ context.Context, name string) (*Found, error) {
	key, err := c.Keys.Get(name)
	if errors.Is(err, keystore.ErrNotFound) {
		return nil, nil
	}
	return &Found{name, kindKey, key.Address()}, err
}

func (c *Chain) inBook(_ context.Context, name string) (*Found, error) {
	book, err := c.Keys.Book()
	address, known := book[name]
	if err != nil || !known {
		return nil, err
	}
	return &Found{name, "address book", address}, nil
}

func (c *Chain) builtin(ctx context.Context, name string) (*Found, error) {
	record, err := c.Contract(ctx, name)
	if client.IsNotFound(err) {
		return nil, nil
	}
	return &Found{name, "contract", record.Address}, err
}

// participant finds the account of a participant's id, whose capitals make no difference: on the
// chain, else among the keys that imports made here.
func (c *Chain) participant(ctx context.Context, name string) (*Found, error) {
	id := text.Lower(name)
	p, err := roles.Client{Node: c.Client}.Participant(ctx, roles.ParticipantArgs{ID: id})
	if err == nil {
		return &Found{id, "participant", AddressOf(p.Account)}, nil
	}
	var refused *client.Error
	if !errors.As(err, &refused) {
		return nil, err
	}
	made, err := c.Keys.Participants()
	if key, ok := made[id]; ok {
		return &Found{id, "participant", key.Address()}, nil
	}
	return nil, err
}

// ownLabel finds a contract by its label, among those that the keys of this machine created: there
// each label is one contract's, while others may use it for theirs.
func (c *Chain) ownLabel(ctx context.Context, label string) (*Found, error) {
	keys, _ := c.Keys.List() // a broken one creates nothing today
	own := map[abi.Address]bool{}
	for _, key := range keys {
		own[key.Address()] = true
	}
	list, err := c.Contracts(ctx)
	if err != nil {
		return nil, err
	}
	var first *Found
	for _, one := range list {
		if one.Label != label || !own[one.Creator] {
			continue
		}
		if first != nil {
			return nil, fmt.Errorf("keys here created several contracts with the label %q: give an address from `peerz contract list`", label)
		}
		first = &Found{label, "label", one.Address}
	}
	return first, nil
}

// lookup finds the accounts that the arguments of a call name, and tells which they are.
func (c *Chain) lookup(ctx context.Context) arguments.Lookup {
	return func(name string) (abi.Address, error) {
		found, err := c.FindAccount(ctx, name)
		if err == nil {
			c.env.Note("%s", found)
		}
		return found.Address, err
	}
}

// unknownError is a node's "not found" in the words of the user, who is told what to do.
type unknownError struct {
	text string
	err  error
}

func (e *unknownError) Error() string { return e.text }
func (e *unknownError) Unwrap() error { return e.err }

// NameOf returns what people call a contract: its built-in name, else its label.
func NameOf(c client.Contract) string {
	if c.Name != "" {
		return c.Name
	}
	return c.Label
}

// Sender finds the account that --from names: a key by its name, else a participant's by its id, since
// those that imports registered must be able to spend what they earn. It asks for no passphrase.
func (c *Chain) Sender(from string) (keystore.Account, error) {
	account, err := c.Keys.Get(from)
	if !errors.Is(err, keystore.ErrNotFound) {
		return account, err
	}
	made, unreadable := c.Keys.Participants()
	if unreadable != nil {
		return account, unreadable
	}
	if p, ok := made[text.Lower(from)]; ok {
		return keystore.Account{Name: from, PublicKey: p.PublicKey}, nil
	}
	return account, fmt.Errorf("--from: %w; `peerz keys list` shows those that are here", err)
}

// Signer returns the key of the account that --from names, once its passphrase opened it.
func (c *Chain) Signer(from string) (keystore.Key, error) {
	if c.env.Build {
		return keystore.Key{}, cli.WithCode("key_needed", errors.New("this command needs the key itself: it derives others from it, or signs something beside a transaction"))
	}
	return c.signer(from)
}

func (c *Chain) signer(from string) (keystore.Key, error) {
	if key, open := c.unlocked[from]; open {
		return key, nil
	}
	if _, err := c.Sender(from); err != nil {
		return keystore.Key{}, err
	}
	account, err := c.Keys.Get(from)
	var key keystore.Key
	if err == nil {
		if account.Protection == keystore.Clear {
			c.env.Note("the file of the key %s holds its secret in the clear: `peerz keys migrate` encrypts it", from)
		}
		key, err = c.Keys.Unlock(from, c.env)
	} else {
		key, err = c.Keys.UnlockParticipant(text.Lower(from), c.env)
	}
	if err == nil {
		c.unlocked[from] = key
	}
	return key, err
}
