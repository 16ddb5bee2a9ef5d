package abi

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// DecodeResult turns the output of a method into JSON by its interface. u64 and i64 become
// JSON numbers, amounts decimal strings, addresses bech32, hashes and bytes hex. A method
// that returns nothing gives {}. Output that does not match the interface is an error.
func DecodeResult(i *Interface, entry, method string, output []byte) ([]byte, error) {
	m, ok := i.Method(entry, method)
	if !ok {
		return nil, fmt.Errorf("%s has no %s method %q", i.Name, entry, method)
	}
	return i.decodeTop(m.Returns, m.Name, output)
}

// DecodeArgs turns the argument map of a call back into JSON: the input of an instantiate,
// or the second element of an execute's input.
func DecodeArgs(i *Interface, entry, method string, args []byte) ([]byte, error) {
	m, ok := i.Method(entry, method)
	if !ok {
		return nil, fmt.Errorf("%s has no %s method %q", i.Name, entry, method)
	}
	return i.decodeTop(m.Args, m.Name, args)
}

func (i *Interface) decodeTop(fields []Field, name string, cbor []byte) ([]byte, error) {
	if len(cbor) == 0 && len(fields) == 0 {
		return []byte("{}"), nil
	}
	r := NewReader(cbor)
	out := i.decodeMap(nil, fields, r, 0)
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("output of %s does not match its interface: %w", name, err)
	}
	return out, nil
}

func (i *Interface) decodeMap(out []byte, fields []Field, r *Reader, depth int) []byte {
	if depth > MaxCBORDepth {
		r.Fail(errDeep)
		return out
	}
	out = append(out, '{')
	seen, key := 0, ""
	for n, k := r.Map(), 0; k < n && r.Err() == nil; k++ {
		key = r.Key(key, k == 0)
		f, ok := findField(fields, key)
		if !ok {
			r.Fail(fmt.Errorf("unknown field %.40q", key))
			return out
		}
		if !f.Optional {
			seen++
		}
		if k > 0 {
			out = append(out, ',')
		}
		out = append(appendJSONText(out, key), ':')
		out = i.decodeValue(out, f.Type, r, depth+1)
	}
	for _, f := range fields {
		if !f.Optional {
			seen--
		}
	}
	if seen != 0 {
		r.Fail(fmt.Errorf("%d fields are missing", -seen))
	}
	return append(out, '}')
}

func findField(fields []Field, name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func (i *Interface) decodeValue(out []byte, typ string, r *Reader, depth int) []byte {
	if elem, ok := strings.CutPrefix(typ, "[]"); ok {
		out = append(out, '[')
		for n, k := r.Array(), 0; k < n && r.Err() == nil; k++ {
			if k > 0 {
				out = append(out, ',')
			}
			out = i.decodeValue(out, elem, r, depth+1)
		}
		return append(out, ']')
	}
	if fields, ok := i.Types[typ]; ok {
		return i.decodeMap(out, fields, r, depth)
	}
	switch typ {
	case "bool":
		return strconv.AppendBool(out, r.Bool())
	case "u64":
		return strconv.AppendUint(out, r.Uint(), 10)
	case "i64":
		return strconv.AppendInt(out, r.Int(), 10)
	case "amount":
		return appendJSONText(out, r.Amount().String())
	case "text":
		return appendJSONText(out, r.Text())
	case "bytes":
		return appendJSONText(out, hex.EncodeToString(r.Bytes()))
	case "address":
		return appendJSONText(out, r.Address().String())
	case "hash":
		return appendJSONText(out, r.Hash().String())
	}
	r.Fail(fmt.Errorf("unknown type %q", typ))
	return out
}

// appendJSONText quotes s as JSON. Marshalling a string cannot fail.
func appendJSONText(out []byte, s string) []byte {
	q, _ := json.Marshal(s)
	return append(out, q...)
}
