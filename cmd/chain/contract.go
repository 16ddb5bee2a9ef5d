package chain

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Contract is a contract of the chain, or a code that may become one, with its interface.
type Contract struct {
	Name    string      // for messages
	Address abi.Address // zero for a code

	iface  *abi.Interface
	lookup arguments.Lookup
	called func(abi.Address) string // what people call an address
}

// Bind fetches a contract's record and interface; FindContract says what the name can be.
func (c *Chain) Bind(ctx context.Context, name string) (*Contract, error) {
	record, err := c.FindContract(ctx, name)
	if err != nil {
		return nil, err
	}
	iface, err := abi.ParseInterface(record.Interface)
	switch {
	case c.Described != nil && err == nil: // its own word counts: a file could say what the code does not do
		return nil, cli.Usagef("the code of %s describes its methods itself: leave out --interface", name)
	case c.Described != nil:
		iface = c.Described
	case err != nil:
		return nil, fmt.Errorf("the methods of %s have no names: %w; give the input itself with `peerz contract call|query NAME --raw HEX`, "+
			"or the file that describes them with --interface", name, err)
	}
	return &Contract{name, record.Address, iface, c.lookup(ctx), func(a abi.Address) string { return c.Called(ctx, a) }}, nil
}

// Has reports whether the interface lists a method of an entry.
func (b *Contract) Has(entry, method string) bool {
	_, known := b.iface.Method(entry, method)
	return known
}

// Returns lists what a method of an entry answers; nothing for one that the interface does not list.
func (b *Contract) Returns(entry, method string) []abi.Field {
	m, _ := b.iface.Method(entry, method)
	return m.Returns
}

// Elements lists the fields of a list's elements, when they are objects.
func (b *Contract) Elements(f abi.Field) []abi.Field {
	element, isList := strings.CutPrefix(f.Type, "[]")
	if !isList {
		return nil
	}
	return b.iface.Types[element]
}

// Callable reports whether anybody can call or ask it: a formula is run by its code alone.
func (b *Contract) Callable() bool {
	return slices.ContainsFunc(b.iface.Methods, func(m abi.Method) bool { return abi.Dispatched(m.Entry) })
}

// Resolve replaces names and amounts in JSON arguments by what the contract takes.
func (b *Contract) Resolve(entry, method string, args []byte) ([]byte, error) {
	return arguments.Resolve(b.iface, entry, method, args, b.lookup)
}

// Encode turns JSON arguments, names and all, into the input of an entry.
func (b *Contract) Encode(entry, method string, args []byte) ([]byte, error) {
	resolved, err := b.Resolve(entry, method, args)
	if err != nil {
		return nil, err
	}
	return abi.EncodeCall(b.iface, entry, method, resolved)
}

// AskBound queries a contract, and reads the answer by the interface. args is JSON, with names and amounts as people write them.
func (c *Chain) AskBound(ctx context.Context, b *Contract, method string, args []byte) (map[string]any, error) {
	input, err := b.Encode(abi.EntryQuery, method, args)
	if err != nil {
		return nil, cli.Usagef("%w", err)
	}
	output, err := c.Query(ctx, b.Address.String(), input)
	if err != nil {
		return nil, err
	}
	text, err := abi.DecodeResult(b.iface, abi.EntryQuery, method, output)
	if err != nil {
		return nil, fmt.Errorf("the answer of %s.%s does not fit its interface: %w", b.Name, method, err)
	}
	return cli.Object(text)
}

// Decode reads what a call returned; empty when it returned nothing or is in no block yet.
func (b *Contract) Decode(entry, method string, r client.Receipt) (map[string]any, error) {
	raw, err := hex.DecodeString(r.Data)
	if err != nil {
		return nil, fmt.Errorf("the receipt's data is not hex: %w", err)
	}
	if len(raw) == 0 {
		return map[string]any{}, nil
	}
	text, err := abi.DecodeResult(b.iface, entry, method, raw)
	if err != nil {
		return nil, fmt.Errorf("the answer of %s.%s does not fit its interface: %w", b.Name, method, err)
	}
	return cli.Object(text)
}
