package chain

import (
	"context"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Known writes an address as this machine knows it: with the name that its keys, its address book or the keys of its participants
// have for it, and the address behind that, since nobody else needs to call it so. It asks no node.
func (c *Chain) Known(a abi.Address) string {
	if found, known := c.here()[a]; known {
		return fmt.Sprintf("%s (%s)", found.Name, a)
	}
	return a.String()
}

// Called is Known of what may be a contract, too: a built-in one goes by its name, and one that a key of this machine created by the
// label that it got. Labels of others name nothing, since anybody gives them.
func (c *Chain) Called(ctx context.Context, a abi.Address) string {
	if _, known := c.here()[a]; known {
		return c.Known(a)
	}
	contract, err := c.Contract(ctx, a.String())
	switch {
	case err != nil:
	case contract.Name != "":
		return contract.Name
	case contract.Label != "" && c.here()[contract.Creator].Kind == kindKey:
		return fmt.Sprintf("%s (%s)", contract.Label, a)
	}
	return a.String()
}

// kindKey is the Kind of what a key of this machine signs for.
const kindKey = "key"

// here are the names that this machine has, by their addresses, read once. What cannot be read names nothing. Of several names a
// key's comes first, then that of the address book.
func (c *Chain) here() map[abi.Address]Found {
	if c.names != nil {
		return c.names
	}
	c.names = map[abi.Address]Found{}
	add := func(name, kind string, a abi.Address) {
		old, known := c.names[a]
		if !known || old.Kind == kind && name < old.Name { // whatever order a map has
			c.names[a] = Found{name, kind, a}
		}
	}
	keys, _ := c.Keys.List()
	for _, key := range keys {
		add(key.Name, kindKey, key.Address())
	}
	book, _ := c.Keys.Book()
	for name, a := range book {
		add(name, "address book", a)
	}
	made, _ := c.Keys.Participants()
	for id, p := range made {
		add(id, "participant", p.Address())
	}
	return c.names
}
