package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// contractCall is one call as the user wrote it.
type contractCall struct {
	contract string // name, label or address
	method   string
	args     []byte     // JSON object
	funds    abi.Amount // base units moved to the contract first
}

// bound is a contract of the chain together with its interface, ready to be called.
type bound struct {
	name    string
	address abi.Address
	iface   *abi.Interface
	lookup  arguments.Lookup
}

// bind fetches a contract's record and interface.
func (a *app) bind(ctx context.Context, node *client.Client, name string) (*bound, error) {
	contract, err := findContract(ctx, node, name)
	if err != nil {
		return nil, err
	}
	iface, err := abi.ParseInterface(contract.Interface)
	if err != nil {
		return nil, fmt.Errorf("contract %s cannot be called by name: %w", name, err)
	}
	return &bound{name, contract.Address, iface, func(who string) (abi.Address, error) { return a.who(ctx, node, who) }}, nil
}

// findContract looks a contract up by address or built-in name, else by its label: labels are
// free, so one that several contracts have finds none of them.
func findContract(ctx context.Context, node *client.Client, name string) (client.Contract, error) {
	contract, missing := node.Contract(ctx, name)
	if !client.IsNotFound(missing) {
		return contract, missing
	}
	list, err := node.Contracts(ctx)
	if err != nil {
		return contract, err
	}
	var labelled []client.Contract
	for _, c := range list {
		if c.Label == name {
			labelled = append(labelled, c)
		}
	}
	switch len(labelled) {
	case 0:
		return contract, fmt.Errorf("there is no contract %q, `peerz contract list` shows them: %w", name, missing)
	case 1:
		return node.Contract(ctx, labelled[0].Address.String())
	}
	return contract, fmt.Errorf("%d contracts have the label %q: give an address from `peerz contract list`", len(labelled), name)
}

// encode turns JSON arguments, names and all, into the input of an entry.
func (b *bound) encode(entry, method string, args []byte) ([]byte, error) {
	resolved, err := arguments.Resolve(b.iface, entry, method, args, b.lookup)
	if err != nil {
		return nil, err
	}
	return abi.EncodeCall(b.iface, entry, method, resolved)
}

// decode reads what a call returned; empty when it returned nothing or is in no block yet.
func (b *bound) decode(entry, method string, r client.Receipt) (map[string]any, error) {
	raw, err := hex.DecodeString(r.Data)
	if err != nil {
		return nil, fmt.Errorf("the receipt's data is not hex: %w", err)
	}
	if len(raw) == 0 {
		return map[string]any{}, nil
	}
	text, err := abi.DecodeResult(b.iface, entry, method, raw)
	if err != nil {
		return nil, fmt.Errorf("the answer of %s.%s does not fit its interface: %w", b.name, method, err)
	}
	return object(text)
}

// explain adds the name and the meaning of a contract's abort code to an error.
func (b *bound) explain(err error) error {
	var failed *client.TxError
	if !errors.As(err, &failed) {
		return err
	}
	code, aborted := failed.Receipt.AbortCode()
	if !aborted {
		return err
	}
	at := slices.IndexFunc(b.iface.Errors, func(e abi.AbortCode) bool { return e.Code == code })
	if at < 0 {
		return err
	}
	return refusedBy(b.name, b.iface.Errors[at], err)
}

func refusedBy(contract string, e abi.AbortCode, err error) error {
	return &abortError{name: e.Name, text: fmt.Sprintf("%s refuses: %s (%s)", contract, e.Doc, e.Name), err: err}
}

// abortError is a contract's own refusal, by the name that its interface gives it.
type abortError struct {
	name, text string
	err        error
}

func (e *abortError) Error() string { return e.text + ": " + e.err.Error() }
func (e *abortError) Unwrap() error { return e.err }

// object reads a JSON object and keeps the digits of its numbers.
func object(text []byte) (out map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return out, d.Decode(&out)
}

// showFields writes a result one name a line, nested values as JSON.
func showFields(w io.Writer, result map[string]any) {
	names := make([]string, 0, len(result))
	for name := range result {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		switch value := result[name].(type) {
		case string, json.Number, bool:
			fmt.Fprintf(w, "%s\t%v\n", name, value)
		default:
			text, _ := json.Marshal(value) // came out of JSON
			fmt.Fprintf(w, "%s\t%s\n", name, text)
		}
	}
}
