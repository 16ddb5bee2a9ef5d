package abi

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Interface is what a contract says about itself: its methods with typed arguments, units and
// docs. It lives as JSON in the custom section InterfaceSection of the module and lets the
// command line and the API take and show JSON instead of bytes. The chain reads nothing of it but the
// names of methods, when it tries new code.
type Interface struct {
	Name    string             `json:"name"`
	Version string             `json:"version"`
	Kind    string             `json:"kind"` // "contract" or "formula"
	Doc     string             `json:"doc"`
	Methods []Method           `json:"methods"`
	Types   map[string][]Field `json:"types,omitempty"`
	Errors  []AbortCode        `json:"errors,omitempty"`
}

// Method is one thing that an entry can do. For execute and query Name chooses it; for other
// entries there is one method, named after the entry.
type Method struct {
	Name    string  `json:"name"`
	Entry   string  `json:"entry"`
	Doc     string  `json:"doc"`
	Args    []Field `json:"args"`
	Returns []Field `json:"returns"`
}

// Field is a named value. Type is bool, u64, i64, amount, text, bytes, address, hash, "[]"
// before a type, or a name in the interface's types.
type Field struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Unit     string `json:"unit,omitempty"`
	Doc      string `json:"doc,omitempty"`
	Optional bool   `json:"optional,omitempty"`
}

// AbortCode documents a code that the contract aborts with, 1 to MaxAbortCode.
type AbortCode struct {
	Code uint32 `json:"code"`
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

// MaxInterface bounds the size of an interface section, in bytes.
const MaxInterface = 256 << 10

// ErrInterface is returned for a section that is no interface.
var ErrInterface = errors.New("not a contract interface")

// InterfaceIn gives what a module says about itself, for ParseInterface; nil if it says nothing or
// is no module. It is a part of code, which the caller must not change.
func InterfaceIn(code []byte) []byte {
	m, err := wasm.Decode(code)
	if err != nil {
		return nil
	}
	return m.Custom(InterfaceSection)
}

// ParseInterface reads the JSON of the section and checks that every type it uses exists.
func ParseInterface(section []byte) (*Interface, error) {
	if len(section) == 0 {
		return nil, fmt.Errorf("%w: the module has no %q section", ErrInterface, InterfaceSection)
	}
	if len(section) > MaxInterface {
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrInterface, MaxInterface)
	}
	var i Interface
	if err := json.Unmarshal(section, &i); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInterface, err)
	}
	return &i, i.check()
}

func (i *Interface) check() error {
	for _, m := range i.Methods {
		for _, fields := range [][]Field{m.Args, m.Returns} {
			if err := i.checkFields("method "+m.Name, fields); err != nil {
				return err
			}
		}
	}
	for name, fields := range i.Types { // order does not matter: it decides which text an error has
		if err := i.checkFields("type "+name, fields); err != nil {
			return err
		}
	}
	return nil
}

func (i *Interface) checkFields(where string, fields []Field) error {
	for k, f := range fields {
		if _, twice := findField(fields[:k], f.Name); twice {
			return fmt.Errorf("%w: %s: field %s twice", ErrInterface, where, f.Name)
		}
		if !i.known(f.Type) {
			return fmt.Errorf("%w: %s: field %s has unknown type %q", ErrInterface, where, f.Name, f.Type)
		}
	}
	return nil
}

func (i *Interface) known(t string) bool {
	for depth := 0; len(t) > 2 && t[:2] == "[]" && depth < MaxCBORDepth; depth++ {
		t = t[2:]
	}
	switch t {
	case "bool", "u64", "i64", "amount", "text", "bytes", "address", "hash":
		return true
	}
	_, ok := i.Types[t]
	return ok
}

// Method finds a method of an entry. For entries other than execute and query the name is
// ignored.
func (i *Interface) Method(entry, name string) (*Method, bool) {
	for k := range i.Methods {
		m := &i.Methods[k]
		if m.Entry == entry && (m.Name == name || !Dispatched(entry)) {
			return m, true
		}
	}
	return nil, false
}

// Dispatched reports whether an entry's input names a method: [method, args].
func Dispatched(entry string) bool { return entry == EntryExecute || entry == EntryQuery }

// ErrorName returns the name of an abort code, or "" when the interface has none for it.
func (i *Interface) ErrorName(code uint32) string {
	for _, e := range i.Errors {
		if e.Code == code {
			return e.Name
		}
	}
	return ""
}
