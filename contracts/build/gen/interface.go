package gen

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// These mirror the JSON of the interface section as the ABI defines it. The ABI's own
// types are not used, because contract code and its tools import no host package; a
// test reads the result with them.
type (
	face struct {
		Name    string                 `json:"name"`
		Version string                 `json:"version"`
		Kind    string                 `json:"kind"`
		Doc     string                 `json:"doc"`
		Methods []faceMethod           `json:"methods"`
		Types   map[string][]faceField `json:"types,omitempty"`
		Errors  []faceError            `json:"errors,omitempty"`

		origin map[string]string // the package of each of Types
		clash  string            // a name in Types that two packages use
	}
	faceMethod struct {
		Name    string      `json:"name"`
		Entry   string      `json:"entry"`
		Doc     string      `json:"doc"`
		Args    []faceField `json:"args"`
		Returns []faceField `json:"returns"`
	}
	faceField struct {
		Name     string `json:"name"`
		Type     string `json:"type"`
		Unit     string `json:"unit,omitempty"`
		Doc      string `json:"doc,omitempty"`
		Optional bool   `json:"optional,omitempty"`
	}
	faceError struct {
		Code uint32 `json:"code"`
		Name string `json:"name"`
		Doc  string `json:"doc"`
	}
)

// sdkErrors are the codes that the SDK aborts with, part of every interface.
var sdkErrors = []faceError{
	{sdk.ErrOverflow, "overflow", "a sum needs more than 128 bits, or a difference is negative"},
	{sdk.ErrInput, "input", "the input is not the canonical CBOR of the arguments"},
	{sdk.ErrMethod, "method", "the contract has no method of this name"},
	{sdk.ErrState, "state", "a stored record cannot be decoded"},
	{sdk.ErrReadOnly, "read_only", "a query tried to write"},
	{sdk.ErrHost, "host", "the host refused a key, a value or an event"},
}

// Interface returns the JSON of the interface section: what can be called, with types,
// units and docs. The chain's own hooks are left out, nobody else can call them.
func (c *Contract) Interface() ([]byte, error) {
	out := face{Name: c.Name, Version: c.Version, Kind: "contract", Doc: c.Doc, Types: map[string][]faceField{}, origin: map[string]string{}}
	if c.Formula() {
		out.Kind = "formula"
	}
	for _, entry := range c.used() {
		if entry == "end_epoch" || entry == "end_block" {
			continue
		}
		for _, f := range c.of(entry) {
			out.Methods = append(out.Methods, faceMethod{
				Name: f.Method, Entry: entry, Doc: f.Doc,
				Args: out.fields(f.Args), Returns: out.fields(f.Result),
			})
		}
	}
	for _, e := range append(append([]ErrCode(nil), c.ErrCodes...), c.HandedOn...) {
		out.Errors = append(out.Errors, faceError(e))
	}
	sort.Slice(out.Errors, func(i, j int) bool { return out.Errors[i].Code < out.Errors[j].Code })
	out.Errors = append(out.Errors, sdkErrors...)
	if out.clash != "" {
		return nil, fmt.Errorf("interface of %s: two packages have a message %s: rename one", c.Name, out.clash)
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("interface: %w", err)
	}
	return data, nil
}

// fields describes a struct's fields, and adds the structs inside to the types.
func (out *face) fields(st *Struct) []faceField {
	list := []faceField{}
	if st == nil {
		return list
	}
	for _, f := range st.Fields {
		list = append(list, faceField{f.Name, out.typeName(f.Type), f.Unit, f.Doc, f.Optional()})
	}
	return list
}

func (out *face) typeName(t Type) string {
	switch t.Kind {
	case Bool:
		return "bool"
	case Uint:
		return "u64"
	case Int:
		return "i64"
	case Amount:
		return "amount"
	case Text:
		return "text"
	case Address:
		return "address"
	case Hash:
		return "hash"
	case Slice:
		return "[]" + out.typeName(*t.Elem)
	case Nested:
		name := t.Struct.GoName
		if _, ok := out.Types[name]; !ok {
			out.origin[name] = t.Struct.Package
			out.Types[name] = out.fields(t.Struct)
		}
		if out.origin[name] != t.Struct.Package {
			out.clash = name
		}
		return name
	}
	return "bytes"
}
