// Package arguments turns what people write into what contracts take: JSON with names where
// the interface says address, and tokens where it says amount.
//
// A contract's interface types every argument, so the same rules hold for every method of
// every contract: {"to": "bob", "amount": "2.5 tokens"} becomes the address and the base
// units that the ABI's encoder accepts. Values that are exact already pass unchanged, and
// what is wrong stays wrong: the encoder explains it.
package arguments

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Lookup finds the address that a name stands for: of an account, a participant, a contract.
type Lookup func(name string) (abi.Address, error)

// Resolve rewrites the JSON arguments of one method. Empty args count as {}. The error names
// the argument.
func Resolve(i *abi.Interface, entry, method string, args []byte, lookup Lookup) ([]byte, error) {
	m, known := i.Method(entry, method)
	if !known || len(bytes.TrimSpace(args)) == 0 {
		return args, nil // the encoder lists the methods, and what is missing
	}
	value, err := decode(args)
	if err != nil {
		return nil, fmt.Errorf("arguments of %s: %w", method, err)
	}
	w := walker{types: i.Types, lookup: lookup}
	if value, err = w.fields(m.Args, value, method); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// decode reads exactly one JSON value and retains the digits of numbers.
func decode(text []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("not JSON: there is more after the first value")
	}
	return value, nil
}

// walker follows an interface's types through a JSON value.
type walker struct {
	types  map[string][]abi.Field
	lookup Lookup
}

func (w walker) fields(fields []abi.Field, value any, path string) (any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return value, nil
	}
	for _, f := range fields {
		inner, given := object[f.Name]
		if !given {
			continue
		}
		resolved, err := w.value(f.Type, inner, path+"."+f.Name)
		if err != nil {
			return nil, err
		}
		object[f.Name] = resolved
	}
	return object, nil
}

func (w walker) value(kind string, value any, path string) (any, error) {
	if element, isList := strings.CutPrefix(kind, "[]"); isList {
		return w.list(element, value, path)
	}
	if fields, named := w.types[kind]; named {
		return w.fields(fields, value, path)
	}
	text, isText := value.(string)
	if !isText {
		return value, nil
	}
	switch kind {
	case "address":
		a, err := Address(text, w.lookup)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return a.String(), nil
	case "amount":
		a, err := Amount(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return a.String(), nil
	}
	return value, nil
}

func (w walker) list(element string, value any, path string) (any, error) {
	items, ok := value.([]any)
	if !ok {
		return value, nil
	}
	for k, item := range items {
		resolved, err := w.value(element, item, fmt.Sprintf("%s[%d]", path, k))
		if err != nil {
			return nil, err
		}
		items[k] = resolved
	}
	return items, nil
}

// Address reads an address, or finds the one that a name stands for.
func Address(text string, lookup Lookup) (abi.Address, error) {
	if strings.HasPrefix(strings.ToLower(text), abi.HRP+"1") {
		return abi.ParseAddress(text)
	}
	return lookup(text)
}
