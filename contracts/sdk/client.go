//go:build !tinygo

package sdk

import (
	"context"
	"fmt"
)

// Querier is a chain that a Go program asks: a node's API, or a chain in memory.
type Querier interface {
	// Query runs a query of the contract that the registry knows by this name. input is
	// the CBOR of [method, arguments], as Method makes it; output is the result's CBOR.
	Query(ctx context.Context, contract string, input []byte) (output []byte, err error)
}

// Ask runs a query and decodes its output into result; nil for a method without a result.
// The generated clients call it.
func Ask(ctx context.Context, node Querier, contract, method string, args Marshaler, result Unmarshaler) error {
	output, err := node.Query(ctx, contract, Method(method, args))
	if err != nil || result == nil {
		return err
	}
	return decodeResult(output, contract, method, result)
}

// MethodCall is a call of a method that writes and returns an R, ready to be sent in a
// transaction. struct{} stands for no result.
type MethodCall[R any] struct {
	Contract string // the registry's name
	Method   string
	Input    []byte // CBOR of [method, arguments]
}

// Result decodes what the transaction's receipt holds as data.
func (c MethodCall[R]) Result(output []byte) (result R, err error) {
	if u, ok := any(&result).(Unmarshaler); ok {
		err = decodeResult(output, c.Contract, c.Method, u)
	}
	return result, err
}

func decodeResult(output []byte, contract, method string, result Unmarshaler) error {
	if !Unmarshal(output, result) {
		return fmt.Errorf("the answer of %s.%s is not what this program's interface says: the chain runs another version", contract, method)
	}
	return nil
}
