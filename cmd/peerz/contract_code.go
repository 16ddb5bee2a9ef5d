package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// code is a module on the chain that is no contract yet, with its interface.
type code struct {
	bound
	hash abi.Hash
}

// fetch finds a code of the chain by its hash, or by a file that has the same content.
func (a *app) fetch(ctx context.Context, node *client.Client, fileOrHash string) (*code, error) {
	c := &code{}
	c.lookup = func(who string) (abi.Address, error) { return a.who(ctx, node, who) }
	module, err := os.ReadFile(fileOrHash)
	switch {
	case err == nil:
		c.hash = sha256.Sum256(module)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	default:
		if c.hash, err = abi.ParseHash(fileOrHash); err != nil {
			return nil, fmt.Errorf("%q is neither a file nor the hash of a code", fileOrHash)
		}
	}
	if _, err := node.Code(ctx, c.hash); client.IsNotFound(err) {
		return nil, fmt.Errorf("the chain has no code %s: upload it with `peerz contract upload FILE`: %w", c.hash, err)
	} else if err != nil {
		return nil, err
	}
	if module, err = node.Wasm(ctx, c.hash); err != nil {
		return nil, err
	}
	c.name = fmt.Sprintf("code %.12s", c.hash)
	c.iface, err = interfaceOf(module)
	return c, err
}

// interfaceOf reads what a module says about itself. One that says nothing can still be
// called with no arguments.
func interfaceOf(code []byte) (*abi.Interface, error) {
	m, err := wasm.Decode(code)
	if err != nil {
		return nil, fmt.Errorf("module: %w", err)
	}
	return abi.ParseInterface(m.Custom(abi.InterfaceSection))
}

// created reads the address of the contract that a transaction created, from its receipt; the
// zero address when it is in no block yet.
func created(r client.Receipt) (a abi.Address) {
	raw, err := hex.DecodeString(r.Data)
	if err != nil {
		return a
	}
	d := abi.NewReader(raw)
	if d.Map() == 1 && d.Text() == "address" {
		a = d.Address()
	}
	return a
}
