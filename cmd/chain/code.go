package chain

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Code is a code on the chain that is no contract yet, with its interface.
type Code struct {
	*Contract // its interface lists nothing when the code describes none
	Hash      abi.Hash
	Described bool // whether the code describes an interface
}

// FindCode finds a code of the chain by its hash, or by a file that has the same content.
func (c *Chain) FindCode(ctx context.Context, fileOrHash string) (*Code, error) {
	hash, err := hashOf(fileOrHash)
	if err != nil {
		return nil, err
	}
	if _, err := c.Code(ctx, hash); client.IsNotFound(err) {
		return nil, &unknownError{fmt.Sprintf("the chain has no code %s: upload it with `peerz contract upload FILE`", hash), err}
	} else if err != nil {
		return nil, err
	}
	module, err := c.Wasm(ctx, hash)
	if err != nil {
		return nil, err
	}
	iface, err := abi.ParseInterface(abi.InterfaceIn(module))
	described := err == nil
	if !described {
		iface = &abi.Interface{}
	}
	return &Code{&Contract{Name: fmt.Sprintf("code %.12s", hash), iface: iface, lookup: c.lookup(ctx)}, hash, described}, nil
}

// hashOf returns the hash of a file's content; what is no file must be a hash.
func hashOf(fileOrHash string) (abi.Hash, error) {
	module, err := os.ReadFile(fileOrHash)
	if err == nil {
		return sha256.Sum256(module), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return abi.Hash{}, err
	}
	hash, err := abi.ParseHash(fileOrHash)
	if err != nil {
		return hash, fmt.Errorf("%q is neither a file nor the hash of a code", fileOrHash)
	}
	return hash, nil
}
